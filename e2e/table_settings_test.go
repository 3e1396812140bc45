package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

const encryptionKey = "arn:aws:kms:" + workspace.Region + ":" + workspace.Account + ":key/1b2c3d4e-0000-4000-8000-000000000000"

// TestTableSettings deploys a table with every setting, reads it from AWS, changes what can be changed in place, and
// destroys it.
func TestTableSettings(t *testing.T) {
	t.Parallel()
	key := func(name string, kind pd.AttributeType) *pd.KeyArgs {
		return &pd.KeyArgs{Name: pulumi.String(name), Type: kind}
	}
	table := pd.PrivateTableArgs{
		SortKey:     key("placedAt", pd.AttributeTypeS),
		BillingMode: ptr(pd.BillingModeProvisioned), ReadCapacity: pulumi.Int(5), WriteCapacity: pulumi.Int(2),
		TtlAttribute: pulumi.String("endsAt"), KmsKeyArn: pulumi.String(encryptionKey),
		GlobalSecondaryIndexes: []pd.GlobalSecondaryIndexArgs{{
			Name: pulumi.String("by-date"), PartitionKey: *key("date", pd.AttributeTypeS), SortKey: key("pk", pd.AttributeTypeS),
			Projection: ptr(pd.ProjectionInclude), NonKeyAttributes: pulumi.ToStringArray([]string{"total"}),
			ReadCapacity: pulumi.Int(1), WriteCapacity: pulumi.Int(1),
		}},
		LocalSecondaryIndexes: []pd.LocalSecondaryIndexArgs{{
			Name: pulumi.String("by-total"), SortKey: *key("total", pd.AttributeTypeN), Projection: ptr(pd.ProjectionKeysOnly),
		}},
		StreamViewType: ptr(pd.StreamViewTypeNewAndOldImages),
		Exemptions: []pd.ExemptionArgs{{
			PrincipalArns: pulumi.ToStringArray([]string{roles + "stream-reader"}), Access: []pd.Access{pd.AccessStream},
			Reason: "the function that reads the stream",
		}},
	}
	team := deployIntents(t, intents{"orders": table})
	outputs, _ := team.up(t)
	arn := outputs["orders"].(map[string]any)["arn"].(string)
	found, err := team.DynamoDB.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &arn})
	require.NoError(t, err)
	assert.EqualValues(t, 5, *found.Table.ProvisionedThroughput.ReadCapacityUnits)
	assert.Len(t, found.Table.AttributeDefinitions, 4)
	require.Len(t, found.Table.GlobalSecondaryIndexes, 1)
	assert.Equal(t, []string{"total"}, found.Table.GlobalSecondaryIndexes[0].Projection.NonKeyAttributes)
	require.Len(t, found.Table.LocalSecondaryIndexes, 1)
	assert.Equal(t, types.StreamViewTypeNewAndOldImages, found.Table.StreamSpecification.StreamViewType)
	life, err := team.DynamoDB.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: &arn})
	require.NoError(t, err)
	assert.Equal(t, "endsAt", aws.ToString(life.TimeToLiveDescription.AttributeName))
	assert.Equal(t, encryptionKey, aws.ToString(found.Table.SSEDescription.KMSMasterKeyArn))
	stream := *found.Table.LatestStreamArn
	assert.Contains(t, testedFor(t, team.policyOf(t, stream), "aws:PrincipalArn"), roles+"stream-reader")
	team.requireNoChange(t)

	table.BillingMode, table.ReadCapacity, table.WriteCapacity = nil, nil, nil
	table.GlobalSecondaryIndexes[0].ReadCapacity, table.GlobalSecondaryIndexes[0].WriteCapacity = nil, nil
	table.TtlAttribute = nil
	team.Workspace().SetProgram(intents{"orders": table}.program)
	_, changes := team.up(t)
	assert.Equal(t, 1, changes["update"], "%v", changes)
	assert.Zero(t, changes["replace"]+changes["create-replacement"], "nothing is replaced")
	team.requireNoChange(t)
	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
}
