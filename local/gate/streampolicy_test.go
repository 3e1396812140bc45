package gate

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streams "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStreamPolicies(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	name, tableARN, stream := h.table()
	consumer, by := h.role("/", allowDynamoDB)
	_, stranger := h.role("/", allowDynamoDB)
	client := h.tables(h.gate.Internet(), bootstrap)
	records := func(by keys) error {
		client := h.streams(h.gate.Internet(), by)
		found, err := client.DescribeStream(t.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: &stream})
		if err != nil {
			return err
		}
		iterator, err := client.GetShardIterator(t.Context(), &dynamodbstreams.GetShardIteratorInput{
			StreamArn: &stream, ShardId: found.StreamDescription.Shards[0].ShardId,
			ShardIteratorType: streams.ShardIteratorTypeTrimHorizon,
		})
		if err != nil {
			return err
		}
		got, err := client.GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: iterator.ShardIterator})
		if err == nil {
			assert.Len(t, got.Records, 1)
		}
		return err
	}
	policyOf := func(arn string) (string, error) {
		found, err := client.GetResourcePolicy(t.Context(), &dynamodb.GetResourcePolicyInput{ResourceArn: &arn})
		if err != nil {
			return "", err
		}
		return *found.Policy, nil
	}
	require.NoError(t, h.put(tableARN, denyAction("dynamodb:DeleteTable"), bootstrap))
	require.NoError(t, records(stranger), "a table's policy does not govern its stream")

	document := `{"Version":"2012-10-17","Statement":[{"Sid":"Stream","Effect":"Deny","Principal":"*","Action":[` +
		`"dynamodb:DescribeStream","dynamodb:GetRecords","dynamodb:GetShardIterator"],"Resource":"` + stream +
		`","Condition":{"ArnNotLike":{"aws:PrincipalArn":"` + consumer + `"}}}]}`
	_, err := policyOf(stream)
	h.refused(err, "PolicyNotFoundException", stream)
	require.NoError(t, h.put(stream, document, bootstrap))
	kept, err := policyOf(stream)
	require.NoError(t, err)
	assert.Equal(t, document, kept)
	kept, err = policyOf(tableARN)
	require.NoError(t, err)
	assert.Equal(t, denyAction("dynamodb:DeleteTable"), kept, "the table's policy stays its own")

	require.NoError(t, records(by), "the consumer is exempt")
	h.refused(records(stranger), "AccessDeniedException", "dynamodb:DescribeStream on resource: "+stream+
		" with an explicit deny in a resource-based policy")

	// A gate that is started again knows the policy.
	again := newHarness(t, Options{})
	_, err = again.streams(again.gate.Internet(), stranger).DescribeStream(t.Context(),
		&dynamodbstreams.DescribeStreamInput{StreamArn: &stream})
	h.refused(err, "AccessDeniedException", "")

	// A new stream has no policy, and the old one's ARN leads nowhere. (moto cannot turn a stream on again, so the table
	// is created again as well.)
	_, err = client.DeleteResourcePolicy(t.Context(), &dynamodb.DeleteResourcePolicyInput{ResourceArn: &tableARN})
	require.NoError(t, err)
	_, err = client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &name})
	require.NoError(t, err)
	old := stream
	_, stream = h.tableNamed(name)
	require.NotEqual(t, old, stream)
	_, err = policyOf(stream)
	h.refused(err, "PolicyNotFoundException", "")
	_, err = policyOf(old)
	h.refused(err, "ResourceNotFoundException", "not found for Table: "+name)
	_, err = h.streams(h.gate.Internet(), stranger).DescribeStream(t.Context(),
		&dynamodbstreams.DescribeStreamInput{StreamArn: &stream})
	require.NoError(t, err)
	_, err = client.DeleteResourcePolicy(t.Context(), &dynamodb.DeleteResourcePolicyInput{ResourceArn: &stream})
	require.NoError(t, err, "deleting none succeeds")
}
