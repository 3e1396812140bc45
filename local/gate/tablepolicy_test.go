package gate

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func denyAction(action string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"` + action + `","Resource":"*"}]}`
}

func TestTablePolicies(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	_, tableARN, _ := h.table()
	known, _ := h.role("/", "")
	principal := func(arn string) string {
		return strings.Replace(denyAction("dynamodb:Query"), `"Principal":"*"`, `"Principal":{"AWS":"`+arn+`"}`, 1)
	}
	tests := []struct{ name, arn, document, code, message string }{
		{"too long", tableARN, denyAction("dynamodb:Query") + strings.Repeat(" ", 20480), "ValidationException", "Maximum policy size of 20480 bytes exceeded"},
		{"stream's action", tableARN, denyAction("dynamodb:GetRecords"), "ValidationException", `The following action names are invalid: "dynamodb:GetRecords"`},
		{"role that is not there", tableARN, principal("arn:aws:iam::123456789012:role/none"), "ValidationException", "Invalid principal in policy document"},
		{"role that is there", tableARN, principal(known), "", ""},
		{"role on another path", tableARN, principal(strings.Replace(known, "role/", "role/ci/", 1)), "ValidationException", "Invalid principal"},
		{"role of an account that nobody knows", tableARN, principal("arn:aws:iam::999988887777:role/theirs"), "", ""},
		{"id of a deleted role", tableARN, principal("AROAEXAMPLEEXAMPLE"), "ValidationException", "Invalid principal"},
		{"locks itself out", tableARN, denyAction("dynamodb:PutResourcePolicy"), "AccessDeniedException", "The new resource policy will not allow you to update the resource policy in the future."},
		{"locks out deleting", tableARN, denyAction("dynamodb:DeleteResourcePolicy"), "", ""},
		{"index", tableARN + "/index/byDay", denyAction("dynamodb:Query"), "ValidationException", "only table or stream is accepted"},
		{"no table", tableARN + "x", denyAction("dynamodb:Query"), "ResourceNotFoundException", "not found"},
		{"another account's", strings.Replace(tableARN, "123456789012", "222233334444", 1), denyAction("dynamodb:Query"), "AccessDeniedException", ""},
	}
	for _, test := range tests {
		err := h.put(test.arn, test.document, bootstrap)
		if test.code == "" {
			require.NoError(t, err, test.name)
			continue
		}
		require.Error(t, err, test.name)
		h.refused(err, test.code, test.message)
	}
}

// TestLockOut: a caller in the VPC can still change the policy; a caller on the internet cannot.
func TestLockOut(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	_, tableARN, _ := h.table()
	vpc, _, door := h.endpoint("dynamodb", true, "")
	_, by := h.role("/", allowDynamoDB)
	document := denyOutside("dynamodb:*", tableARN, vpc)
	h.refused(h.put(tableARN, document, by), "AccessDeniedException", "will not allow you to update the resource policy")
	_, err := h.tables(door.URL, by).PutResourcePolicy(t.Context(),
		&dynamodb.PutResourcePolicyInput{ResourceArn: &tableARN, Policy: &document})
	require.NoError(t, err)

	locked := denyAction("dynamodb:*")
	_, err = h.tables(door.URL, by).PutResourcePolicy(t.Context(), &dynamodb.PutResourcePolicyInput{
		ResourceArn: &tableARN, Policy: &locked, ConfirmRemoveSelfResourceAccess: true,
	})
	require.NoError(t, err, "a caller who confirms is not held back")
	_, err = h.tables(door.URL, by).DeleteResourcePolicy(t.Context(),
		&dynamodb.DeleteResourcePolicyInput{ResourceArn: &tableARN})
	h.refused(err, "AccessDeniedException", "with an explicit deny in a resource-based policy")
	_, err = h.tables(h.gate.Internet(), bootstrap).DeleteResourcePolicy(t.Context(),
		&dynamodb.DeleteResourcePolicyInput{ResourceArn: &tableARN})
	require.NoError(t, err, "root may delete a policy that denies it")
}

func TestPolicyGoesWithItsTable(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	client := h.tables(h.gate.Internet(), bootstrap)
	name, tableARN, _ := h.table()
	require.NoError(t, h.put(tableARN, denyAction("dynamodb:GetItem"), bootstrap))
	h.refused(h.get(h.gate.Internet(), bootstrap, name), "AccessDeniedException", "")
	_, err := client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &name})
	require.NoError(t, err)
	h.tableNamed(name)
	_, err = client.GetResourcePolicy(t.Context(), &dynamodb.GetResourcePolicyInput{ResourceArn: &tableARN})
	h.refused(err, "PolicyNotFoundException", "")
	require.NoError(t, h.get(h.gate.Internet(), bootstrap, name))

	_, err = client.DeleteResourcePolicy(t.Context(), &dynamodb.DeleteResourcePolicyInput{ResourceArn: &tableARN})
	require.NoError(t, err, "deleting is idempotent")
	_, err = client.DeleteResourcePolicy(t.Context(),
		&dynamodb.DeleteResourcePolicyInput{ResourceArn: &tableARN, ExpectedRevisionId: aws.String("1")})
	h.refused(err, "PolicyNotFoundException", "")

	// CreateTable attaches the policy that it brings.
	input := tableInput(name + "-policied")
	input.ResourcePolicy = aws.String(denyAction("dynamodb:GetItem"))
	_, err = client.CreateTable(t.Context(), input)
	require.NoError(t, err)
	h.refused(h.get(h.gate.Internet(), bootstrap, *input.TableName), "AccessDeniedException", "")
	input = tableInput(name + "-refused")
	input.ResourcePolicy = aws.String(denyAction("dynamodb:GetRecords"))
	_, err = client.CreateTable(t.Context(), input)
	h.refused(err, "ValidationException", "action names are invalid")
}

func TestSamePolicyAgain(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	client := h.tables(h.gate.Internet(), bootstrap)
	_, tableARN, _ := h.table()
	document := denyAction("dynamodb:Query")
	first, err := client.PutResourcePolicy(t.Context(),
		&dynamodb.PutResourcePolicyInput{ResourceArn: &tableARN, Policy: &document})
	require.NoError(t, err)
	time.Sleep(5 * time.Millisecond) // a revision is a time in milliseconds
	document = strings.Replace(document, `"Action":"dynamodb:Query"`, `"Action": ["dynamodb:Query"]`, 1)
	second, err := client.PutResourcePolicy(t.Context(),
		&dynamodb.PutResourcePolicyInput{ResourceArn: &tableARN, Policy: &document})
	require.NoError(t, err)
	assert.Equal(t, first.RevisionId, second.RevisionId, "the same in other words is no change")
}

func TestClockSlowsPolicies(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{Clock: 100}) // two seconds are 20 ms, fifteen 150 ms, and 230 seconds 2.3
	name, tableARN, _ := h.table()
	get := func() error { return h.get(h.gate.Internet(), bootstrap, name) }
	require.NoError(t, h.put(tableARN, denyAction("dynamodb:GetItem"), bootstrap))
	require.Eventually(t, func() bool { return get() != nil }, 2*time.Second, 5*time.Millisecond, "a first policy is soon enforced")
	h.refused(h.put(tableARN, denyAction("dynamodb:Query"), bootstrap), "ThrottlingException", "modified within the previous 150 milliseconds")
	require.Eventually(t, func() bool { return h.put(tableARN, denyAction("dynamodb:Query"), bootstrap) == nil },
		2*time.Second, 10*time.Millisecond)
	h.refused(get(), "AccessDeniedException", "with an explicit deny in a resource-based policy")
	require.Eventually(t, func() bool { return get() == nil }, 6*time.Second, 20*time.Millisecond, "a later one takes minutes")
}
