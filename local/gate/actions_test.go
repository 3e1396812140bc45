package gate

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEveryDataAction sends each data operation under a policy that denies one action. The operations that need the
// action are refused with its name, and the others succeed.
func TestEveryDataAction(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	name, tableARN, _ := h.table()
	_, by := h.role("/", allowDynamoDB)
	client := h.tables(h.gate.Internet(), by)
	n, day := aws.String(name), map[string]types.AttributeValue{":d": &types.AttributeValueMemberS{Value: "monday"}}
	ctx := t.Context()
	statement := func(text string) *string { return aws.String(strings.ReplaceAll(text, "TABLE", name)) }
	operations := []struct {
		name, action, resource string
		send                   func() error
	}{
		{"GetItem", "GetItem", tableARN, func() error {
			_, err := client.GetItem(ctx, &dynamodb.GetItemInput{TableName: n, Key: key})
			return err
		}},
		{"GetItem by ARN", "GetItem", tableARN, func() error {
			_, err := client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &tableARN, Key: key})
			return err
		}},
		{"PutItem", "PutItem", tableARN, func() error {
			_, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: n, Item: item})
			return err
		}},
		{"UpdateItem", "UpdateItem", tableARN, func() error {
			_, err := client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
				TableName: n, Key: key, UpdateExpression: aws.String("SET x = :d"), ExpressionAttributeValues: day,
			})
			return err
		}},
		{"DeleteItem", "DeleteItem", tableARN, func() error {
			_, err := client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
				TableName: n, Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "none"}},
			})
			return err
		}},
		{"Query an index", "Query", tableARN + "/index/byDay", func() error {
			_, err := client.Query(ctx, &dynamodb.QueryInput{
				TableName: n, IndexName: aws.String("byDay"), KeyConditionExpression: aws.String("day = :d"),
				ExpressionAttributeValues: day,
			})
			return err
		}},
		{"Scan", "Scan", tableARN, func() error {
			_, err := client.Scan(ctx, &dynamodb.ScanInput{TableName: n})
			return err
		}},
		{"BatchGetItem", "BatchGetItem", tableARN, func() error {
			_, err := client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
				name: {Keys: []map[string]types.AttributeValue{key}},
			}})
			return err
		}},
		{"BatchWriteItem", "BatchWriteItem", tableARN, func() error {
			_, err := client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{
				name: {{PutRequest: &types.PutRequest{Item: item}}},
			}})
			return err
		}},
		{"TransactGetItems", "GetItem", tableARN, func() error {
			_, err := client.TransactGetItems(ctx, &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{
				{Get: &types.Get{TableName: n, Key: key}},
			}})
			return err
		}},
		{"TransactWriteItems with a check", "ConditionCheckItem", tableARN, func() error {
			_, err := client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
				{ConditionCheck: &types.ConditionCheck{
					TableName: n, Key: key, ConditionExpression: aws.String("attribute_exists(pk)"),
				}},
			}})
			return err
		}},
		{"TransactWriteItems with a put", "PutItem", tableARN, func() error {
			_, err := client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
				{Put: &types.Put{TableName: n, Item: item}},
			}})
			return err
		}},
		{"ExecuteStatement", "PartiQLSelect", tableARN, func() error {
			_, err := client.ExecuteStatement(ctx,
				&dynamodb.ExecuteStatementInput{Statement: statement(`SELECT * FROM "TABLE" WHERE pk = 'a'`)})
			return err
		}},
		{"BatchExecuteStatement", "PartiQLInsert", tableARN, func() error {
			_, err := client.BatchExecuteStatement(ctx, &dynamodb.BatchExecuteStatementInput{
				Statements: []types.BatchStatementRequest{{Statement: statement(`INSERT INTO "TABLE" VALUE {'pk': 'b'}`)}},
			})
			return err
		}},
		{"ExecuteTransaction", "PartiQLUpdate", tableARN, func() error {
			_, err := client.ExecuteTransaction(ctx, &dynamodb.ExecuteTransactionInput{
				TransactStatements: []types.ParameterizedStatement{{Statement: statement(`UPDATE "TABLE" SET x = 'y' WHERE pk = 'a'`)}},
			})
			return err
		}},
		{"delete by statement", "PartiQLDelete", tableARN, func() error {
			_, err := client.ExecuteStatement(ctx,
				&dynamodb.ExecuteStatementInput{Statement: statement(`DELETE FROM "TABLE" WHERE pk = 'b'`)})
			return err
		}},
	}
	actions := map[string]bool{}
	for _, operation := range operations {
		actions[operation.action] = true
	}
	for action := range actions {
		require.NoError(t, h.put(tableARN, denyAction("dynamodb:"+action), bootstrap))
		for _, operation := range operations {
			err := operation.send()
			if operation.action != action {
				require.NoError(t, err, "%s while %s is denied", operation.name, action)
				continue
			}
			require.Error(t, err, operation.name)
			h.refused(err, "AccessDeniedException", "perform: dynamodb:"+action+" on resource: "+operation.resource+" with")
		}
	}
	assert.Len(t, actions, 13, "the actions on items, except SearchVectors, which moto does not have")
}

// TestOneRefusalRefusesAll sends requests of which one part is not allowed.
func TestOneRefusalRefusesAll(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	open, _, _ := h.table()
	shut, shutARN, _ := h.table()
	require.NoError(t, h.put(shutARN, denyAction("dynamodb:*Item"), bootstrap))
	client := h.tables(h.gate.Internet(), bootstrap)
	_, err := client.BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
		open: {Keys: []map[string]types.AttributeValue{key}}, shut: {Keys: []map[string]types.AttributeValue{key}},
	}})
	h.refused(err, "AccessDeniedException", "dynamodb:BatchGetItem on resource: "+shutARN)
	changed := map[string]types.AttributeValue{"pk": key["pk"], "day": &types.AttributeValueMemberS{Value: "sunday"}}
	_, err = client.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		{Put: &types.Put{TableName: &open, Item: changed}}, {Put: &types.Put{TableName: &shut, Item: changed}},
	}})
	h.refused(err, "AccessDeniedException", "dynamodb:PutItem on resource: "+shutARN)
	found, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &open, Key: key})
	require.NoError(t, err)
	assert.Equal(t, item, found.Item, "nothing was written")
}
