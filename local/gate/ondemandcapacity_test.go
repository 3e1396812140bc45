package gate

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOnDemandTablesHaveNoCapacity: moto describes the capacity that a table had before it became on-demand.
func TestOnDemandTablesHaveNoCapacity(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	client := h.tables(h.gate.Internet(), bootstrap)
	capacity := &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(5), WriteCapacityUnits: aws.Int64(4)}
	input := tableInput(h.name)
	input.BillingMode, input.ProvisionedThroughput = types.BillingModeProvisioned, capacity
	input.GlobalSecondaryIndexes[0].ProvisionedThroughput = capacity
	_, err := client.CreateTable(t.Context(), input)
	require.NoError(t, err)
	has := func(d *types.TableDescription, read, write int64) {
		t.Helper()
		for _, got := range []*types.ProvisionedThroughputDescription{
			d.ProvisionedThroughput, d.GlobalSecondaryIndexes[0].ProvisionedThroughput,
		} {
			assert.Equal(t, []int64{read, write}, []int64{*got.ReadCapacityUnits, *got.WriteCapacityUnits})
		}
	}
	described := func() *types.TableDescription {
		found, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &h.name})
		require.NoError(t, err)
		return found.Table
	}
	has(described(), 5, 4)
	changed, err := client.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{
		TableName: &h.name, BillingMode: types.BillingModePayPerRequest,
	})
	require.NoError(t, err)
	has(changed.TableDescription, 0, 0)
	has(described(), 0, 0)
}
