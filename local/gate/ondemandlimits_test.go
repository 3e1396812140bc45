package gate

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOnDemandLimits: moto forgets the limits of an on-demand table. The gate keeps them until the table is deleted.
func TestOnDemandLimits(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	client := h.tables(h.gate.Internet(), bootstrap)
	limit := func(read, write int64) *types.OnDemandThroughput {
		return &types.OnDemandThroughput{MaxReadRequestUnits: &read, MaxWriteRequestUnits: &write}
	}
	table, index := func(d *types.TableDescription) *types.OnDemandThroughput { return d.OnDemandThroughput },
		func(d *types.TableDescription) *types.OnDemandThroughput {
			return d.GlobalSecondaryIndexes[0].OnDemandThroughput
		}
	name := h.name
	is := func(of func(*types.TableDescription) *types.OnDemandThroughput, read, write int64) {
		t.Helper()
		found, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
		require.NoError(t, err)
		got := of(found.Table)
		if read == 0 && write == 0 {
			assert.Nil(t, got)
			return
		}
		require.NotNil(t, got)
		assert.Equal(t, []int64{read, write}, []int64{aws.ToInt64(got.MaxReadRequestUnits), aws.ToInt64(got.MaxWriteRequestUnits)})
	}
	input := tableInput(name)
	input.OnDemandThroughput = limit(10, 5)
	made, err := client.CreateTable(t.Context(), input)
	require.NoError(t, err)
	assert.Equal(t, limit(10, 5), table(made.TableDescription), "the table's creator sees them")
	is(table, 10, 5)
	is(index, 0, 0)

	_, err = client.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{
		TableName: &name, OnDemandThroughput: &types.OnDemandThroughput{MaxReadRequestUnits: aws.Int64(-1)},
		GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{{
			Update: &types.UpdateGlobalSecondaryIndexAction{IndexName: aws.String("byDay"), OnDemandThroughput: limit(3, 2)},
		}},
	})
	require.NoError(t, err)
	is(table, 0, 5)
	is(index, 3, 2)
	_, err = client.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{
		TableName: &name, DeletionProtectionEnabled: aws.Bool(false),
	})
	require.NoError(t, err)
	is(index, 3, 2)

	_, err = client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &name})
	require.NoError(t, err)
	_, err = client.CreateTable(t.Context(), tableInput(name))
	require.NoError(t, err)
	is(table, 0, 0)
	is(index, 0, 0)
}
