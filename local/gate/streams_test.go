package gate

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streams "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// switchStream switches a stream off, or on with a view. It returns the ARN of the table's latest stream.
func (h *harness) switchStream(name string, view types.StreamViewType) (string, error) {
	spec := &types.StreamSpecification{StreamEnabled: aws.Bool(view != ""), StreamViewType: view}
	updated, err := h.tables(h.gate.Internet(), bootstrap).UpdateTable(h.Context(),
		&dynamodb.UpdateTableInput{TableName: &name, StreamSpecification: spec})
	if err != nil {
		return "", err
	}
	return aws.ToString(updated.TableDescription.LatestStreamArn), nil
}

// records reads a stream from its beginning. It reports as well whether the stream goes on.
func (h *harness) records(stream string, by keys, from streams.ShardIteratorType) ([]streams.Record, bool, error) {
	client := h.streams(h.gate.Internet(), by)
	found, err := client.DescribeStream(h.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: &stream})
	if err != nil {
		return nil, false, err
	}
	start, err := client.GetShardIterator(h.Context(), &dynamodbstreams.GetShardIteratorInput{
		StreamArn: &stream, ShardId: found.StreamDescription.Shards[0].ShardId, ShardIteratorType: from,
	})
	if err != nil {
		return nil, false, err
	}
	var all []streams.Record
	for iterator := start.ShardIterator; iterator != nil; {
		page, err := client.GetRecords(h.Context(), &dynamodbstreams.GetRecordsInput{
			ShardIterator: iterator, Limit: aws.Int32(2),
		})
		if err != nil {
			return nil, false, err
		}
		if all = append(all, page.Records...); len(page.Records) == 0 && page.NextShardIterator != nil {
			return all, true, nil
		}
		iterator = page.NextShardIterator
	}
	return all, false, nil
}

// seen lists the keys and the images of records.
func seen(records []streams.Record) []string {
	var lines []string
	for _, r := range records {
		line := r.Dynamodb.Keys["pk"].(*streams.AttributeValueMemberS).Value
		if r.Dynamodb.OldImage != nil {
			line += " old"
		}
		if r.Dynamodb.NewImage != nil {
			line += " new"
		}
		lines = append(lines, line)
	}
	return lines
}

func (h *harness) putItem(table, key string) {
	h.Helper()
	_, err := h.tables(h.gate.Internet(), bootstrap).PutItem(h.Context(), &dynamodb.PutItemInput{
		TableName: &table, Item: map[string]types.AttributeValue{
			"pk": &types.AttributeValueMemberS{Value: key}, "day": &types.AttributeValueMemberS{Value: "monday"},
		},
	})
	require.NoError(h, err)
}

func streamPolicy(stream, but string) string {
	return `{"Version":"2012-10-17","Statement":[{"Sid":"Stream","Effect":"Deny","Principal":"*","Action":[` +
		`"dynamodb:DescribeStream","dynamodb:GetRecords","dynamodb:GetShardIterator"],"Resource":"` + stream +
		`","Condition":{"ArnNotLike":{"aws:PrincipalArn":"` + but + `"}}}]}`
}

// TestStreamThatIsSwitchedOff reads the records of a stream after it, and holds the readers to its policy.
func TestStreamThatIsSwitchedOff(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	name, _, stream := h.table()
	consumer, by := h.role("/", allowDynamoDB)
	_, stranger := h.role("/", allowDynamoDB)
	require.NoError(t, h.put(stream, streamPolicy(stream, consumer), bootstrap))
	latest, err := h.switchStream(name, "")
	require.NoError(t, err)
	assert.Equal(t, stream, latest, "AWS keeps the ARN in the description")
	h.putItem(name, "after")

	found, err := h.tables(h.gate.Internet(), bootstrap).DescribeTable(t.Context(),
		&dynamodb.DescribeTableInput{TableName: &name})
	require.NoError(t, err)
	assert.Nil(t, found.Table.StreamSpecification)
	for _, gate := range []*harness{h, newHarness(t, Options{})} { // a gate that is started again knows the stream
		got, goesOn, err := gate.records(stream, by, streams.ShardIteratorTypeTrimHorizon)
		require.NoError(t, err)
		assert.Equal(t, []string{"a new"}, seen(got), "the item that was put after is in no stream")
		assert.False(t, goesOn)
		_, _, err = gate.records(stream, stranger, streams.ShardIteratorTypeTrimHorizon)
		gate.refused(err, "AccessDeniedException", "with an explicit deny in a resource-based policy")
	}
	got, goesOn, err := h.records(stream, by, streams.ShardIteratorTypeLatest)
	require.NoError(t, err)
	assert.Empty(t, got)
	assert.False(t, goesOn)
	described, err := h.streams(h.gate.Internet(), by).DescribeStream(t.Context(),
		&dynamodbstreams.DescribeStreamInput{StreamArn: &stream})
	require.NoError(t, err)
	assert.Equal(t, streams.StreamStatusDisabled, described.StreamDescription.StreamStatus)
	assert.NotNil(t, described.StreamDescription.Shards[0].SequenceNumberRange.EndingSequenceNumber)

	// "You can also modify or delete the policy of a disabled stream."
	require.NoError(t, h.put(stream, streamPolicy(stream, "arn:aws:iam::123456789012:role/nobody"), bootstrap))
	_, _, err = h.records(stream, by, streams.ShardIteratorTypeTrimHorizon)
	h.refused(err, "AccessDeniedException", "")
	_, err = h.tables(h.gate.Internet(), bootstrap).DeleteResourcePolicy(t.Context(),
		&dynamodb.DeleteResourcePolicyInput{ResourceArn: &stream})
	require.NoError(t, err)
	_, _, err = h.records(stream, stranger, streams.ShardIteratorTypeTrimHorizon)
	require.NoError(t, err, "which is why nobody should delete it before the records are gone")
}

// TestStreamWithAnotherView switches a stream to other views. Each is a stream of its own.
func TestStreamWithAnotherView(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	name, table, first := h.table()
	consumer, by := h.role("/", allowDynamoDB)
	_, stranger := h.role("/", allowDynamoDB)
	require.NoError(t, h.put(first, streamPolicy(first, consumer), bootstrap))
	h.putItem(name, "a")
	arns, want := []string{first}, map[string][]string{first: {"a new", "a old new"}}
	for view, of := range map[types.StreamViewType]string{
		types.StreamViewTypeKeysOnly: "", types.StreamViewTypeNewImage: " new", types.StreamViewTypeOldImage: " old",
	} {
		_, err := h.switchStream(name, "")
		require.NoError(t, err)
		h.putItem(name, "between")
		stream, err := h.switchStream(name, view)
		require.NoError(t, err)
		require.NotContains(t, arns, stream)
		h.putItem(name, "a")
		arns, want[stream] = append(arns, stream), []string{"a" + of}
		found, err := h.tables(h.gate.Internet(), bootstrap).DescribeTable(t.Context(),
			&dynamodb.DescribeTableInput{TableName: &table})
		require.NoError(t, err)
		assert.Equal(t, &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: view},
			found.Table.StreamSpecification)
		_, goesOn, err := h.records(stream, stranger, streams.ShardIteratorTypeLatest)
		require.NoError(t, err, "a new stream has no policy")
		assert.True(t, goesOn)
	}
	for at, stream := range arns {
		got, goesOn, err := h.records(stream, by, streams.ShardIteratorTypeTrimHorizon)
		require.NoError(t, err)
		assert.Equal(t, want[stream], seen(got), stream)
		assert.Equal(t, at == len(arns)-1, goesOn, stream)
	}
	_, _, err := h.records(first, stranger, streams.ShardIteratorTypeTrimHorizon)
	h.refused(err, "AccessDeniedException", "with an explicit deny in a resource-based policy")
	listed, err := h.streams(h.gate.Internet(), by).ListStreams(t.Context(),
		&dynamodbstreams.ListStreamsInput{TableName: &name})
	require.NoError(t, err)
	var names []string
	for _, s := range listed.Streams {
		names = append(names, *s.StreamArn)
	}
	assert.Equal(t, arns, names)
}

// TestStreamExpires waits a day, by a clock that runs faster.
func TestStreamExpires(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{Clock: 50_000}) // a day is 1.7 seconds
	name, _, stream := h.table()
	_, by := h.role("/", allowDynamoDB)
	_, err := h.switchStream(name, "")
	require.NoError(t, err)
	_, _, err = h.records(stream, by, streams.ShardIteratorTypeTrimHorizon)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		_, _, err = h.records(stream, by, streams.ShardIteratorTypeTrimHorizon)
		return err != nil
	}, 10*time.Second, 100*time.Millisecond)
	h.refused(err, "ResourceNotFoundException", "not found for Table: "+name)
	err = h.put(stream, streamPolicy(stream, "arn:aws:iam::123456789012:role/nobody"), bootstrap)
	h.refused(err, "ResourceNotFoundException", "")
	_, err = h.switchStream(name, types.StreamViewTypeKeysOnly)
	require.NoError(t, err, "the table can have another")
}

func TestSwitchesThatChangeNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	name, _, stream := h.table()
	_, err := h.switchStream(name, types.StreamViewTypeKeysOnly)
	h.refused(err, "ValidationException", "already has an enabled stream: "+stream)
	_, err = h.switchStream(name, "")
	require.NoError(t, err)
	_, err = h.switchStream(name, "")
	h.refused(err, "ValidationException", "has no enabled stream")
	_, err = h.tables(h.gate.Internet(), bootstrap).UpdateTable(t.Context(), &dynamodb.UpdateTableInput{
		TableName: &name, StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(true)},
	})
	h.refused(err, "ValidationException", "StreamViewType")

	bare := tableInput(name + "-bare")
	bare.StreamSpecification = nil
	_, err = h.tables(h.gate.Internet(), bootstrap).CreateTable(t.Context(), bare)
	require.NoError(t, err)
	_, err = h.switchStream(*bare.TableName, "")
	h.refused(err, "ValidationException", "has no enabled stream")
	late, err := h.switchStream(*bare.TableName, types.StreamViewTypeNewImage)
	require.NoError(t, err)
	h.putItem(*bare.TableName, "a")
	got, _, err := h.records(late, bootstrap, streams.ShardIteratorTypeTrimHorizon)
	require.NoError(t, err)
	assert.Equal(t, []string{"a new"}, seen(got))
}
