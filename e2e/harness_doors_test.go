package e2e

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
)

// doors lists the doors that the gate has open.
func (d deployment) doors(t *testing.T) []gate.Door {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(d.dir, gate.DoorsFile))
	require.NoError(t, err)
	var doors []gate.Door
	require.NoError(t, json.Unmarshal(text, &doors))
	return doors
}

// door finds a door by its name: the id of a VPC endpoint, or one of the gate's own.
func (d deployment) door(t *testing.T, name string) gate.Door {
	t.Helper()
	doors := d.doors(t)
	for _, door := range doors {
		if door.Name == name {
			return door
		}
	}
	require.Fail(t, "no such door", "%s is not among %+v", name, doors)
	return gate.Door{}
}

// at returns the clients of a role of the account, which is exempt from nothing, at a door.
func (d deployment) at(t *testing.T, door string) clients.Clients {
	t.Helper()
	caller, err := clients.Assume(t.Context(), d.endpoint, roles+"app")
	require.NoError(t, err)
	return clients.For(d.door(t, door).URL, caller)
}

func (d deployment) scan(t *testing.T, door, table string) error {
	t.Helper()
	_, err := d.at(t, door).DynamoDB.Scan(t.Context(), &dynamodb.ScanInput{TableName: &table})
	return err
}

func (d deployment) put(t *testing.T, door, table, key string) {
	t.Helper()
	_, err := d.at(t, door).DynamoDB.PutItem(t.Context(), &dynamodb.PutItemInput{
		TableName: &table, Item: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: key}},
	})
	require.NoError(t, err)
}

// readStream reads a stream from its beginning, and returns the keys of the items in it.
func (d deployment) readStream(t *testing.T, door, stream string) ([]string, error) {
	t.Helper()
	reader := d.at(t, door).Streams
	_, iterator, err := openStream(t.Context(), reader, stream)
	if err != nil {
		return nil, err
	}
	got, err := reader.GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: &iterator})
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, record := range got.Records {
		keys = append(keys, record.Dynamodb.Keys["pk"].(*streamtypes.AttributeValueMemberS).Value)
	}
	return keys, nil
}

// openStream returns the first shard of a stream, and an iterator at its beginning.
func openStream(ctx context.Context, by *dynamodbstreams.Client, stream string) (shard, iterator string, err error) {
	described, err := by.DescribeStream(ctx, &dynamodbstreams.DescribeStreamInput{StreamArn: &stream})
	if err != nil {
		return "", "", err
	}
	shard = *described.StreamDescription.Shards[0].ShardId
	got, err := by.GetShardIterator(ctx, &dynamodbstreams.GetShardIteratorInput{
		StreamArn: &stream, ShardId: &shard, ShardIteratorType: streamtypes.ShardIteratorTypeTrimHorizon,
	})
	if err != nil {
		return "", "", err
	}
	return shard, *got.ShardIterator, nil
}
