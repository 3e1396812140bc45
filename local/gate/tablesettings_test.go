package gate

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTableSettings: moto forgets the class of a table, and changes of its encryption. The gate keeps them until the
// table is deleted.
func TestTableSettings(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	client, name := h.tables(h.gate.Internet(), bootstrap), h.name
	is := func(want types.TableClass) {
		t.Helper()
		found, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
		require.NoError(t, err)
		if want == "" {
			assert.Nil(t, found.Table.TableClassSummary)
			return
		}
		require.NotNil(t, found.Table.TableClassSummary)
		assert.Equal(t, want, found.Table.TableClassSummary.TableClass)
	}
	input := tableInput(name)
	input.TableClass = types.TableClassStandardInfrequentAccess
	made, err := client.CreateTable(t.Context(), input)
	require.NoError(t, err)
	require.NotNil(t, made.TableDescription.TableClassSummary, "the table's creator sees it")
	is(types.TableClassStandardInfrequentAccess)

	changed, err := client.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{
		TableName: &name, TableClass: types.TableClassStandard,
	})
	require.NoError(t, err)
	assert.NotNil(t, changed.TableDescription.TableClassSummary.LastUpdateDateTime)
	is(types.TableClassStandard)

	for _, test := range []struct {
		ask  types.SSESpecification
		want string // the end of the key's ARN
	}{
		{types.SSESpecification{Enabled: aws.Bool(true)}, "key/"},
		{types.SSESpecification{
			Enabled: aws.Bool(true), SSEType: types.SSETypeKms, KMSMasterKeyId: aws.String("arn:aws:kms:us-east-1:1:key/own"),
		}, "key/own"},
		{types.SSESpecification{Enabled: aws.Bool(false)}, ""},
	} {
		_, err = client.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{TableName: &name, SSESpecification: &test.ask})
		require.NoError(t, err)
		found, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
		require.NoError(t, err)
		if test.want == "" {
			assert.Nil(t, found.Table.SSEDescription, "an AWS owned key is not described")
			continue
		}
		require.NotNil(t, found.Table.SSEDescription)
		assert.Equal(t, types.SSEStatusEnabled, found.Table.SSEDescription.Status)
		assert.Contains(t, *found.Table.SSEDescription.KMSMasterKeyArn, test.want)
	}
	is(types.TableClassStandard)

	_, err = client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &name})
	require.NoError(t, err)
	_, err = client.CreateTable(t.Context(), tableInput(name))
	require.NoError(t, err)
	is("")
}
