package gate

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhoCalls(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	table, tableARN, _ := h.table()
	url := h.gate.Internet()

	require.NoError(t, h.get(url, bootstrap, table), "the key that bootstraps the emulator is root's")
	for _, unknown := range []keys{
		{"AKIAIOSFODNN7EXAMPLE", "x", ""}, {"AKIAIOSFODNN7UNKNOWN", "x", ""}, {"nobody", "x", ""},
	} {
		h.refused(h.get(url, unknown, table), "UnrecognizedClientException", "The security token included in the request is invalid.")
	}
	assumed, err := sts.NewFromConfig(configOf(url, bootstrap)).AssumeRole(t.Context(), &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam::123456789012:role/nobody-made-it"), RoleSessionName: aws.String("x"),
	})
	require.NoError(t, err, "moto lets anybody assume a role that is not there")
	c := assumed.Credentials
	h.refused(h.get(url, keys{*c.AccessKeyId, *c.SecretAccessKey, *c.SessionToken}, table), "UnrecognizedClientException", "")

	_, powerless := h.role("/", "")
	h.refused(h.get(url, powerless, table), "AccessDeniedException",
		"because no identity-based policy allows the dynamodb:GetItem action")
	arn, able := h.role("/ci/", allowDynamoDB)
	require.NoError(t, h.get(url, able, table))

	// aws:PrincipalArn is the role's ARN with its path, never the session's.
	require.NoError(t, h.put(tableARN, `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*",`+
		`"Action":"dynamodb:GetItem","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"`+arn+`"}}}]}`, bootstrap))
	require.NoError(t, h.get(url, able, table))
	h.refused(h.get(url, bootstrap, table), "AccessDeniedException", "User: arn:aws:iam::123456789012:root")
	_, other := h.role("/ci/", allowDynamoDB)
	h.refused(h.get(url, other, table), "AccessDeniedException", "explicit deny in a resource-based policy")
}

func TestUsers(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	table, _, _ := h.table()
	url, admin, name := h.gate.Internet(), h.iam(bootstrap), aws.String("jo")
	_, err := admin.CreateUser(t.Context(), &iam.CreateUserInput{UserName: name, Path: aws.String("/team/")})
	require.NoError(t, err)
	made, err := admin.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: name})
	require.NoError(t, err)
	by := keys{*made.AccessKey.AccessKeyId, *made.AccessKey.SecretAccessKey, ""}
	h.refused(h.get(url, by, table), "AccessDeniedException", "User: arn:aws:iam::123456789012:user/team/jo is not authorized")

	_, err = admin.CreateGroup(t.Context(), &iam.CreateGroupInput{GroupName: aws.String("readers")})
	require.NoError(t, err)
	policy, err := admin.CreatePolicy(t.Context(),
		&iam.CreatePolicyInput{PolicyName: aws.String("read"), PolicyDocument: aws.String(allowDynamoDB)})
	require.NoError(t, err)
	_, err = admin.AttachGroupPolicy(t.Context(),
		&iam.AttachGroupPolicyInput{GroupName: aws.String("readers"), PolicyArn: policy.Policy.Arn})
	require.NoError(t, err)
	_, err = admin.AddUserToGroup(t.Context(), &iam.AddUserToGroupInput{GroupName: aws.String("readers"), UserName: name})
	require.NoError(t, err)
	require.NoError(t, h.get(url, by, table), "a group's policies are its users', at once")

	// A new version of a managed policy takes effect at once.
	_, err = admin.CreatePolicyVersion(t.Context(), &iam.CreatePolicyVersionInput{
		PolicyArn: policy.Policy.Arn, SetAsDefault: true,
		PolicyDocument: aws.String(strings.Replace(allowDynamoDB, "dynamodb:*", "dynamodb:Query", 1)),
	})
	require.NoError(t, err)
	h.refused(h.get(url, by, table), "AccessDeniedException", "because no identity-based policy allows")

	_, err = admin.UpdateAccessKey(t.Context(), &iam.UpdateAccessKeyInput{
		UserName: name, AccessKeyId: made.AccessKey.AccessKeyId, Status: iamtypes.StatusTypeInactive,
	})
	require.NoError(t, err)
	h.refused(h.get(url, by, table), "UnrecognizedClientException", "")
}

func TestPermissionsBoundary(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	table, _, _ := h.table()
	arn, by := h.role("/", allowDynamoDB)
	policy, err := h.iam(bootstrap).CreatePolicy(t.Context(), &iam.CreatePolicyInput{
		PolicyName: aws.String("boundary"), PolicyDocument: aws.String(strings.Replace(allowDynamoDB, "dynamodb:*", "dynamodb:Query", 1)),
	})
	require.NoError(t, err)
	_, err = h.iam(bootstrap).PutRolePermissionsBoundary(t.Context(), &iam.PutRolePermissionsBoundaryInput{
		RoleName: aws.String(arn[strings.LastIndexByte(arn, '/')+1:]), PermissionsBoundary: policy.Policy.Arn,
	})
	require.NoError(t, err)
	h.refused(h.get(h.gate.Internet(), by, table), "AccessDeniedException",
		"because no permissions boundary allows the dynamodb:GetItem action")
}

// TestAnotherAccount reaches a table by its ARN: the caller's policies and the table's must both allow.
func TestAnotherAccount(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	_, tableARN, _ := h.table()
	foreign := iam.NewFromConfig(configOf(h.gate.Internet(), h.assume("arn:aws:iam::222233334444:role/any")))
	role, err := foreign.CreateRole(t.Context(),
		&iam.CreateRoleInput{RoleName: aws.String("partner"), AssumeRolePolicyDocument: aws.String(trustAll)})
	require.NoError(t, err)
	_, err = foreign.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{
		RoleName: aws.String("partner"), PolicyName: aws.String("own"), PolicyDocument: aws.String(allowDynamoDB),
	})
	require.NoError(t, err)
	by := h.assume(*role.Role.Arn)
	h.refused(h.get(h.gate.Internet(), by, tableARN), "AccessDeniedException", "because no resource-based policy allows")
	require.NoError(t, h.put(tableARN, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"`+
		*role.Role.Arn+`"},"Action":"dynamodb:GetItem","Resource":"`+tableARN+`"}]}`, bootstrap))
	found, err := h.tables(h.gate.Internet(), by).GetItem(t.Context(),
		&dynamodb.GetItemInput{TableName: &tableARN, Key: key})
	require.NoError(t, err)
	assert.Equal(t, item, found.Item, "the table's account answers, not the caller's")
	_, err = h.tables(h.gate.Internet(), by).GetResourcePolicy(t.Context(),
		&dynamodb.GetResourcePolicyInput{ResourceArn: &tableARN})
	h.refused(err, "AccessDeniedException", "because no resource-based policy allows the dynamodb:GetResourcePolicy action")
}

// TestStrangeRequests sends what a client would not: requests that the gate and moto could read differently.
func TestStrangeRequests(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	table, tableARN, _ := h.table()
	require.NoError(t, h.put(tableARN, denyOutside("dynamodb:GetItem", tableARN, "vpc-none"), bootstrap))
	_, by := h.role("/", allowDynamoDB)
	const scope = "/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
	signedBy := func(key string) string { return "AWS4-HMAC-SHA256 Credential=" + key + scope }
	body := `{"TableName":"` + table + `","Key":{"pk":{"S":"a"}}}`
	tests := []struct {
		name, path, body string
		header           http.Header
	}{
		{"plain", "/", body, http.Header{"Authorization": {signedBy(by.id)}}},
		{"unsigned", "/", body, http.Header{}},
		{"unsigned by path", "/dynamodb_us-east-1/", body, http.Header{}},
		{"another account", "/", body, http.Header{"Authorization": {signedBy(by.id)}, "X-Moto-Account-Id": {"123456789012"}}},
		{"two signatures", "/", body, http.Header{"Authorization": {signedBy(by.id), signedBy("local")}}},
		{"two keys in one", "/", body, http.Header{"Authorization": {signedBy("local") + ", Credential=" + by.id + "/"}}},
		{"scope in capitals", "/", body, http.Header{"Authorization": {strings.Replace(signedBy(by.id), "dynamodb", "DynamoDB", 1)}}},
		{"service of streams", "/", body, http.Header{"Authorization": {strings.Replace(signedBy(by.id), "us-east-1/dynamodb", "dynamodb.us-east-1/streams", 1)}}},
		{"service left out", "/", body, http.Header{"Authorization": {strings.Replace(signedBy(by.id), "dynamodb", "s3", 1)}}},
		{"two targets", "/", body, http.Header{"Authorization": {signedBy(by.id)}, "X-Amz-Target": {"DynamoDB_20120810.ListTables", "DynamoDB_20120810.GetItem"}}},
		{"action in the query", "/?Action=GetItem", body, http.Header{"Authorization": {signedBy(by.id)}}},
		{"compressed", "/", body, http.Header{"Authorization": {signedBy(by.id)}, "Content-Encoding": {"gzip"}}},
		{"name in other case", "/", strings.Replace(body, "{", `{"tablename":"other",`, 1), http.Header{"Authorization": {signedBy(by.id)}}},
		{"Region of the user agent", "/", body, http.Header{"Authorization": {strings.Replace(signedBy(by.id), "us-east-1", "eu-west-1", 1)}, "User-Agent": {"x region/us-east-1"}}},
		{"moto's own pages", "/moto-api/data.json", "", http.Header{}},
	}
	for _, test := range tests {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.gate.Internet()+test.path, strings.NewReader(test.body))
		require.NoError(t, err)
		request.Header = test.header
		if request.Header["X-Amz-Target"] == nil && test.body != "" {
			request.Header.Set("X-Amz-Target", "DynamoDB_20120810.GetItem")
		}
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err, test.name)
		var text strings.Builder
		_, err = copyAll(&text, response)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, response.StatusCode, 400, test.name)
		assert.NotContains(t, text.String(), "monday", test.name)
	}
	_, err := h.tables(h.gate.Internet(), bootstrap).GetItem(t.Context(), &dynamodb.GetItemInput{
		TableName: &table, Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "a"}},
	})
	h.refused(err, "AccessDeniedException", "")
}
