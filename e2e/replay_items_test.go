package e2e

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// api is the clients of a caller at a door.
type api struct {
	tables  *dynamodb.Client
	streams *dynamodbstreams.Client
}

// target is what a request is about.
type target struct {
	*subject

	resource string // the ARN of the table, the index or the stream
	index    *string
}

// operation sends a request that needs an action on a target.
type operation func(context.Context, api, target) error

// sent drops what an operation returns.
func sent(_ any, err error) error { return err }

var (
	keySchema  = []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}}
	attributes = []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}}
	anItem     = text("pk", "replayed")
	noItem     = text("pk", "nobody") // no item has this key
)

func text(key, value string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{key: &types.AttributeValueMemberS{Value: value}}
}

// dataOperations are those on items and change records, by the action that each needs.
var dataOperations = map[string]operation{
	"GetItem": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.GetItem(ctx, &dynamodb.GetItemInput{TableName: &on.name, Key: anItem}))
	},
	"BatchGetItem": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{on.name: {Keys: []map[string]types.AttributeValue{anItem}}},
		}))
	},
	"Query": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.Query(ctx, &dynamodb.QueryInput{
			TableName: &on.name, IndexName: on.index, KeyConditionExpression: aws.String("pk = :pk"),
			ExpressionAttributeValues: text(":pk", "replayed"),
		}))
	},
	"Scan": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.Scan(ctx, &dynamodb.ScanInput{TableName: &on.name, IndexName: on.index}))
	},
	"SearchVectors": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.SearchVectors(ctx, &dynamodb.SearchVectorsInput{
			TableName: &on.name, IndexName: on.index, TopK: aws.Int32(1),
			SearchVector: []types.AttributeValue{&types.AttributeValueMemberN{Value: "1"}},
		}))
	},
	"ConditionCheckItem": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
			TransactItems: []types.TransactWriteItem{{ConditionCheck: &types.ConditionCheck{
				TableName: &on.name, Key: anItem, ConditionExpression: aws.String("attribute_exists(pk)"),
			}}},
		}))
	},
	"PutItem": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.PutItem(ctx, &dynamodb.PutItemInput{TableName: &on.name, Item: anItem}))
	},
	"UpdateItem": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.UpdateItem(ctx, &dynamodb.UpdateItemInput{TableName: &on.name, Key: anItem}))
	},
	"DeleteItem": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &on.name, Key: noItem}))
	},
	"BatchWriteItem": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{
			RequestItems: map[string][]types.WriteRequest{on.name: {{PutRequest: &types.PutRequest{Item: anItem}}}},
		}))
	},

	"PartiQLSelect": partiQL(`SELECT * FROM %s WHERE pk = 'replayed'`),
	"PartiQLInsert": partiQL(`INSERT INTO %s VALUE {'pk': 'replayed'}`),
	"PartiQLUpdate": partiQL(`UPDATE %s SET seen = 'yes' WHERE pk = 'replayed'`),
	"PartiQLDelete": partiQL(`DELETE FROM %s WHERE pk = 'nobody'`),

	"DescribeStream": func(ctx context.Context, by api, on target) error {
		return sent(by.streams.DescribeStream(ctx, &dynamodbstreams.DescribeStreamInput{StreamArn: &on.stream}))
	},
	"GetShardIterator": func(ctx context.Context, by api, on target) error {
		return sent(by.streams.GetShardIterator(ctx, &dynamodbstreams.GetShardIteratorInput{
			StreamArn: &on.stream, ShardId: aws.String("shardId-00000000000000000000-00000000"),
			ShardIteratorType: streamtypes.ShardIteratorTypeTrimHorizon,
		}))
	},
	"GetRecords": func(ctx context.Context, by api, on target) error {
		return sent(by.streams.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: &on.iterator}))
	},
}

func partiQL(statement string) operation {
	return func(ctx context.Context, by api, on target) error {
		source := fmt.Sprintf("%q", on.name)
		if on.index != nil {
			source += fmt.Sprintf(".%q", *on.index)
		}
		return sent(by.tables.ExecuteStatement(ctx,
			&dynamodb.ExecuteStatementInput{Statement: aws.String(fmt.Sprintf(statement, source))}))
	}
}
