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

// caller is a caller that rows name, with its credentials, and with its identity policies as AWS has them.
type caller struct {
	principal string // the ARN of a role or user, or the name of a service
	keys      workspace.Caller
	identity  []string
}

const (
	account = "arn:aws:iam::" + workspace.Account + ":"
	root    = account + "root"
)

const foreignRole = "a role of another account"

// standIns are principals that stand for the callers that rows do not name by an ARN.
var standIns = map[string]string{
	"any other role of the account": roles + "somebody",
	"any other user of the account": account + "user/somebody",
	"the root user of the account":  root,
	"the service-linked role of global tables": roles +
		"aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication",
	"the service-linked role of autoscaling": roles + "aws-service-role/dynamodb.application-autoscaling.amazonaws.com/" +
		"AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
	foreignRole: "arn:aws:iam::999900000000:role/somebody",
	// A pattern.
	roles + "exempt/*": roles + "exempt/another", // IAM tells roles apart by name, whatever their path
}

// everyCaller is what rows say for all callers of the account.
const everyCaller = "any caller of the account"

// exemptCaller is a caller in a row, with the reasons why it is exempt.
var exemptCaller = regexp.MustCompile(`^([^ ]+) \(.*\)$`)

// principalOf is the principal that a name in a row means, or that stands for it.
func principalOf(name string) string {
	name = strings.TrimPrefix(name, "the service ")
	if parts := exemptCaller.FindStringSubmatch(name); parts != nil {
		name = parts[1]
	}
	if foreign, found := strings.CutPrefix(name, "any role of account "); found {
		return "arn:aws:iam::" + foreign + ":role/somebody"
	}
	if principal, found := standIns[name]; found {
		return principal
	}
	return name
}

// isService reports whether the caller is a service that calls as itself. Such a caller has no keys to sign with.
func (c *caller) isService() bool { return strings.HasSuffix(c.principal, ".amazonaws.com") }

func (c *caller) inAccount() bool { return strings.HasPrefix(c.principal, account) }

// accountID is "" for a service.
func (c *caller) accountID() string {
	if c.isService() {
		return ""
	}
	return strings.Split(c.principal, ":")[4]
}

// assumeRole makes a caller that is allowed everything, and reads its policies from AWS. Most callers are roles, which
// it assumes; a user gets an access key.
func (d deployment) assumeRole(t *testing.T, principal string) *caller {
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
		d.makeUser(t, c, path.Base(principal))
	default:
		require.Fail(t, "a row names a caller that this test cannot be", principal)
	}
	return c
}

// iamOf returns a client for the IAM of a role's account.
func (d deployment) iamOf(c *caller) *iam.Client {
	return iam.NewFromConfig(replayConfig(d.endpoint, c.keys))
}

func (d deployment) makeUser(t *testing.T, c *caller, name string) {
	t.Helper()
	client := iam.NewFromConfig(replayConfig(d.endpoint, workspace.Root))
	_, err := client.CreateUser(t.Context(), &iam.CreateUserInput{UserName: &name})
	require.NoError(t, err)
	policy := aws.String("everything")
	_, err = client.PutUserPolicy(t.Context(),
		&iam.PutUserPolicyInput{UserName: &name, PolicyName: policy, PolicyDocument: aws.String(allowAll)})
	require.NoError(t, err)
	made, err := client.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: &name})
	require.NoError(t, err)
	c.keys = workspace.Caller{AccessKeyID: *made.AccessKey.AccessKeyId, SecretAccessKey: *made.AccessKey.SecretAccessKey}
	found, err := client.GetUserPolicy(t.Context(), &iam.GetUserPolicyInput{UserName: &name, PolicyName: policy})
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

// decoded decodes a document as IAM sends it. ("URL-encoded compliant with RFC 3986", GetRolePolicy, IAM API
// Reference.)
func decoded(t *testing.T, document string) string {
	t.Helper()
	text, err := url.PathUnescape(document)
	require.NoError(t, err)
	return text
}
