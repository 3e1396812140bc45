package e2e

import (
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// caller is somebody whom rows name, with credentials, and with the identity policies that AWS has.
type caller struct {
	principal string // of a role, not of its session; or a service's
	keys      workspace.Caller
	identity  []string
}

const (
	account = "arn:aws:iam::" + workspace.Account + ":"
	root    = account + "root"
)

// stands says who stands for those whom rows do not name by an ARN.
var stands = map[string]string{
	"any other role of the account": roles + "somebody",
	"any other user of the account": account + "user/somebody",
	"the root user of the account":  root,
	"the service-linked role of global tables": roles +
		"aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication",
	"the service-linked role of autoscaling": roles + "aws-service-role/dynamodb.application-autoscaling.amazonaws.com/" +
		"AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
	"a role of another account": "arn:aws:iam::999900000000:role/somebody",
	// Patterns.
	roles + "exempt/*": roles + "exempt/another", // a name of its own: IAM tells roles apart without their paths
}

// everyCaller is all callers of the account in one word.
const everyCaller = "any caller of the account"

// exempted is a caller with the reasons why it is exempt.
var exempted = regexp.MustCompile(`^([^ ]+) \(.*\)$`)

// principalOf is who is meant by a name in a row, or stands for it.
func principalOf(name string) string {
	name = strings.TrimPrefix(name, "the service ")
	if parts := exempted.FindStringSubmatch(name); parts != nil {
		name = parts[1]
	}
	if foreign, found := strings.CutPrefix(name, "any role of account "); found {
		return "arn:aws:iam::" + foreign + ":role/somebody"
	}
	if principal, found := stands[name]; found {
		return principal
	}
	return name
}

// isService reports whether a caller is a service that calls as itself, which has no keys to sign with.
func (c *caller) isService() bool { return strings.HasSuffix(c.principal, ".amazonaws.com") }

func (c *caller) ofAccount() bool { return strings.HasPrefix(c.principal, account) }

// accountID is "" of a service.
func (c *caller) accountID() string {
	if c.isService() {
		return ""
	}
	return strings.Split(c.principal, ":")[4]
}

// summon makes a caller, gives it every right, and reads back what AWS has of that.
func (d deployment) summon(t *testing.T, principal string) *caller {
	t.Helper()
	c := &caller{principal: principal}
	switch {
	case c.isService():
	case principal == root:
		c.keys = workspace.Root
	case strings.Contains(principal, ":role/"):
		var err error
		c.keys, err = clients.Assume(t.Context(), d.endpoint, principal)
		require.NoError(t, err)
		c.identity = rolePolicies(t, d.iamOf(c), path.Base(principal))
	case strings.Contains(principal, ":user/"):
		d.enrol(t, c, path.Base(principal))
	default:
		require.Fail(t, "a row names a caller whom this test cannot be", principal)
	}
	return c
}

// iamOf is the IAM of a role's account.
func (d deployment) iamOf(c *caller) *iam.Client {
	return iam.NewFromConfig(replayConfig(d.endpoint, c.keys))
}

func (d deployment) enrol(t *testing.T, c *caller, name string) {
	t.Helper()
	client := iam.NewFromConfig(replayConfig(d.endpoint, workspace.Root))
	_, err := client.CreateUser(t.Context(), &iam.CreateUserInput{UserName: &name})
	require.NoError(t, err)
	own := aws.String("everything")
	_, err = client.PutUserPolicy(t.Context(),
		&iam.PutUserPolicyInput{UserName: &name, PolicyName: own, PolicyDocument: aws.String(allowAll)})
	require.NoError(t, err)
	made, err := client.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: &name})
	require.NoError(t, err)
	c.keys = workspace.Caller{AccessKeyID: *made.AccessKey.AccessKeyId, SecretAccessKey: *made.AccessKey.SecretAccessKey}
	found, err := client.GetUserPolicy(t.Context(), &iam.GetUserPolicyInput{UserName: &name, PolicyName: own})
	require.NoError(t, err)
	c.identity = []string{decoded(t, *found.PolicyDocument)}
}

func rolePolicies(t *testing.T, client *iam.Client, role string) []string {
	t.Helper()
	names, err := client.ListRolePolicies(t.Context(), &iam.ListRolePoliciesInput{RoleName: &role})
	require.NoError(t, err)
	var policies []string
	for _, name := range names.PolicyNames {
		found, err := client.GetRolePolicy(t.Context(), &iam.GetRolePolicyInput{RoleName: &role, PolicyName: &name})
		require.NoError(t, err)
		policies = append(policies, decoded(t, *found.PolicyDocument))
	}
	return policies
}

// decoded is a document as IAM sends it. ("URL-encoded compliant with RFC 3986", GetRolePolicy, IAM API Reference.)
func decoded(t *testing.T, document string) string {
	t.Helper()
	text, err := url.PathUnescape(document)
	require.NoError(t, err)
	return text
}
