package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// TestApplicationPolicy calls a table as an application whose role has the policy of docs/connect.md and nothing else,
// and requires each of its actions to be used.
func TestApplicationPolicy(t *testing.T) {
	t.Parallel()
	team := deploy(t, "testdata/intents", nil)
	team.Workspace().SetProgram(tableWithNetwork(pd.PrivateTableArgs{
		StreamViewType: ptr(pd.StreamViewTypeKeysOnly),
		GlobalSecondaryIndexes: []pd.GlobalSecondaryIndexArgs{{
			Name: pulumi.String("by-day"), PartitionKey: pd.KeyArgs{Name: pulumi.String("day"), Type: pd.AttributeTypeS},
		}},
	}, pd.NetworkArgs{StreamsEndpoint: pulumi.BoolRef(true)}))
	outputs, _ := team.up(t)
	arn, stream := outputs["tableArn"].(string), outputs["stream"].(string)

	const application = roles + "app"
	caller, err := clients.Assume(t.Context(), team.endpoint, application)
	require.NoError(t, err)
	document := documentOf(t, "application.json")
	text, err := document.JSON()
	require.NoError(t, err)
	require.NoError(t, clients.Restrict(t.Context(), team.endpoint, application, text))

	at := func(door string) *dynamodb.Client { return clients.For(team.door(t, door).URL, caller).DynamoDB }
	inside, ctx := at(outputs["endpoint"].(string)), t.Context()
	key := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "a"}}
	day := map[string]types.AttributeValue{":d": &types.AttributeValueMemberS{Value: "monday"}}
	item := map[string]types.AttributeValue{"pk": key["pk"], "day": day[":d"]}
	_, err = inside.PutItem(ctx, &dynamodb.PutItemInput{TableName: &arn, Item: item})
	require.NoError(t, err)
	_, err = inside.GetItem(ctx, &dynamodb.GetItemInput{TableName: &arn, Key: key})
	require.NoError(t, err)
	_, err = inside.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &arn, Key: key, UpdateExpression: ptr("SET note = :d"), ExpressionAttributeValues: day,
	})
	require.NoError(t, err)
	found, err := inside.Query(ctx, &dynamodb.QueryInput{
		TableName: &arn, IndexName: ptr("by-day"), KeyConditionExpression: ptr("#d = :d"),
		ExpressionAttributeNames: map[string]string{"#d": "day"}, ExpressionAttributeValues: day,
	})
	require.NoError(t, err)
	assert.EqualValues(t, 1, found.Count)
	_, err = inside.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
		RequestItems: map[string]types.KeysAndAttributes{arn: {Keys: []map[string]types.AttributeValue{key}}},
	})
	require.NoError(t, err)
	_, err = inside.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{
		RequestItems: map[string][]types.WriteRequest{arn: {{PutRequest: &types.PutRequest{Item: item}}}},
	})
	require.NoError(t, err)
	_, err = inside.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{
		ConditionCheck: &types.ConditionCheck{TableName: &arn, Key: key, ConditionExpression: ptr("attribute_exists(pk)")},
	}}})
	require.NoError(t, err)
	_, err = inside.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &arn, Key: key})
	require.NoError(t, err)

	streams := clients.For(team.door(t, outputs["streams"].(string)).URL, caller).Streams
	_, err = streams.ListStreams(ctx, &dynamodbstreams.ListStreamsInput{})
	require.NoError(t, err)
	_, iterator, err := openStream(ctx, streams, stream)
	require.NoError(t, err)
	_, err = streams.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: &iterator})
	require.NoError(t, err)

	used := team.decidedActions(t, application)
	for _, statement := range document.Statement {
		for _, action := range statement.Action {
			assert.Contains(t, used, action, statement.Sid)
		}
	}

	_, err = inside.Scan(ctx, &dynamodb.ScanInput{TableName: &arn})
	require.ErrorContains(t, err, "because no identity-based policy allows the dynamodb:Scan action", "the rights")
	_, err = at("internet").GetItem(ctx, &dynamodb.GetItemInput{TableName: &arn, Key: key})
	require.ErrorContains(t, err, "with an explicit deny in a resource-based policy", "the place")
}
