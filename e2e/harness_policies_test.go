package e2e

import (
	"encoding/json"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// requireSamePolicy requires two documents to mean the same. A provider may send a document in another form than it was
// given, and AWS may return it in a third.
func requireSamePolicy(t *testing.T, want, got string) {
	t.Helper()
	missing, added := parsePolicy(t, want).Compare(parsePolicy(t, got))
	text, err := json.MarshalIndent(map[string][]iam.Statement{"missing": missing, "added": added}, "", "  ")
	require.NoError(t, err)
	require.Empty(t, append(missing, added...), "the policy differs: %s", text)
}

func parsePolicy(t *testing.T, text string) iam.Document {
	t.Helper()
	document, err := iam.Parse(text)
	require.NoError(t, err)
	return document
}

// testedFor lists the values that the statements of a policy test a condition key for.
func testedFor(t *testing.T, policy, key string) []string {
	t.Helper()
	var values []string
	for _, statement := range parsePolicy(t, policy).Statement {
		for _, tests := range statement.Condition {
			values = append(values, tests[key]...)
		}
	}
	return values
}

// policyOf reads the policy that a table or a stream has in AWS. It must have one.
func (d deployment) policyOf(t *testing.T, arn string) string {
	t.Helper()
	found, err := d.byPipeline(t).DynamoDB.GetResourcePolicy(t.Context(), &dynamodb.GetResourcePolicyInput{ResourceArn: &arn})
	require.NoError(t, err, "the policy of %s", arn)
	return aws.ToString(found.Policy)
}
