package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ordinaryTable is a table as teams have them: without encryption settings, deletion protection and point-in-time
// recovery, with provisioned capacity, a stream, time to live, tags, another class, and an index of each projection.
func ordinaryTable(name string) *dynamodb.CreateTableInput {
	units := &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(3), WriteCapacityUnits: aws.Int64(2)}
	hash := func(name string) []types.KeySchemaElement {
		return []types.KeySchemaElement{{AttributeName: &name, KeyType: types.KeyTypeHash}}
	}
	both := func(hash, sort string) []types.KeySchemaElement {
		return []types.KeySchemaElement{
			{AttributeName: &hash, KeyType: types.KeyTypeHash}, {AttributeName: &sort, KeyType: types.KeyTypeRange},
		}
	}
	create := &dynamodb.CreateTableInput{
		TableName: &name, ProvisionedThroughput: units, TableClass: types.TableClassStandardInfrequentAccess,
		KeySchema: both("customer", "placedAt"),
		LocalSecondaryIndexes: []types.LocalSecondaryIndex{{
			IndexName: aws.String("by-total"), KeySchema: both("customer", "total"),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
		}},
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{
			{
				IndexName: aws.String("by-state"), KeySchema: hash("state"), ProvisionedThroughput: units,
				Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
			},
			{
				IndexName: aws.String("by-day"), KeySchema: both("state", "placedAt"), ProvisionedThroughput: units,
				Projection: &types.Projection{
					ProjectionType: types.ProjectionTypeInclude, NonKeyAttributes: []string{"zip", "city"},
				},
			},
		},
		StreamSpecification: &types.StreamSpecification{
			StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeKeysOnly,
		},
		Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("orders")}},
	}
	for name, kind := range map[string]types.ScalarAttributeType{
		"customer": types.ScalarAttributeTypeS, "placedAt": types.ScalarAttributeTypeN,
		"state": types.ScalarAttributeTypeB, "total": types.ScalarAttributeTypeN,
	} {
		create.AttributeDefinitions = append(create.AttributeDefinitions,
			types.AttributeDefinition{AttributeName: &name, AttributeType: kind})
	}
	return create
}

// declared is the program's part that declares the ordinary table as it is.
const declared = `sortKey: { name: placedAt, type: N }
      billingMode: PROVISIONED
      readCapacity: 3
      writeCapacity: 2
      tableClass: STANDARD_INFREQUENT_ACCESS
      encryptionKey: AWS_OWNED
      pointInTimeRecovery: false
      deletionProtection: false
      ttlAttribute: endsAt
      streamViewType: KEYS_ONLY
      tags: { team: orders }
      localSecondaryIndexes:
        - { name: by-total, sortKey: { name: total, type: N }, projection: KEYS_ONLY }
      globalSecondaryIndexes:
        - { name: by-state, partitionKey: { name: state, type: B }, readCapacity: 3, writeCapacity: 2 }
        - name: by-day
          partitionKey: { name: state, type: B }
          sortKey: { name: placedAt, type: N }
          projection: INCLUDE
          nonKeyAttributes: [city, zip]
          readCapacity: 3
          writeCapacity: 2
      exemptions:
        - principalArns: ["arn:aws:iam::123456789012:role/projector"]
          access: [stream]
          reason: projects orders
      tableName: ${tableName}`

// TestOrdinaryTable adopts a table as it is: the import is followed by an empty preview, and enforcing leaves each of
// its settings alone. A program that declares another key of encryption then changes it in place.
func TestOrdinaryTable(t *testing.T) {
	t.Parallel()
	team := deploy(t, examples+"yaml/existing-table", values("administratorRoleArn", pipeline, "tableName", existingTable))
	require.NoError(t, team.SetAllConfig(t.Context(), values("vpcId", team.vpcWithEndpoint(t))))
	_, err := team.byPipeline(t).DynamoDB.CreateTable(t.Context(), ordinaryTable(existingTable))
	require.NoError(t, err)
	_, err = team.DynamoDB.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{
		TableName: aws.String(existingTable), TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: aws.String("endsAt"), Enabled: aws.Bool(true),
		},
	})
	require.NoError(t, err)
	before := team.describe(t)
	team.edit(t, "tableName: ${tableName}", declared)

	assert.Contains(t, team.importTable(t), "2 imported")
	preview, err := team.Preview(t.Context(), optpreview.Diff())
	require.NoError(t, err)
	assert.Equal(t, map[apitype.OpType]int{apitype.OpSame: 4}, preview.ChangeSummary, preview.StdOut)

	require.NoError(t, team.SetAllConfig(t.Context(), values("enforcement", "data")))
	_, changes := team.up(t)
	assert.Equal(t, map[string]int{"create": 4, "same": 4}, changes, "the policies, and the records of what it was")
	assert.Equal(t, before, team.describe(t), "the table is as it was")
	team.requireNoChange(t)

	team.edit(t, "encryptionKey: AWS_OWNED", "encryptionKey: AWS_MANAGED")
	_, changes = team.up(t)
	assert.Equal(t, 1, changes["update"], "%v", changes)
	assert.Equal(t, types.SSEStatusEnabled, team.describe(t).SSEDescription.Status)
	team.requireNoChange(t)
	team.edit(t, "encryptionKey: AWS_MANAGED", "encryptionKey: AWS_OWNED")
	_, changes = team.up(t)
	assert.Equal(t, 1, changes["update"], "%v", changes)
	if sse := team.describe(t).SSEDescription; sse != nil {
		assert.NotEqual(t, types.SSEStatusEnabled, sse.Status)
	}
	team.requireNoChange(t)
}

// describe reads the table that is adopted, by an ordinary client.
func (d deployment) describe(t *testing.T) *types.TableDescription {
	t.Helper()
	found, err := d.byPipeline(t).DynamoDB.DescribeTable(t.Context(),
		&dynamodb.DescribeTableInput{TableName: aws.String(existingTable)})
	require.NoError(t, err)
	return found.Table
}
