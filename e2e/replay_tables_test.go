package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// replayTables have deletion protection, so that a DeleteTable that the policies let through deletes nothing.
func replayTables() intents {
	exempting := everyExemption()
	exempting.StreamViewType = ptr(pd.StreamViewTypeNewAndOldImages)
	exempting.Enforcement = ptr(pd.EnforcementData)
	exempting.Exemptions = append(exempting.Exemptions,
		pd.ExemptionArgs{
			PrincipalArns: pulumi.ToStringArray([]string{consumer}), Access: []pd.Access{pd.AccessStream}, Reason: "consumer",
		},
		pd.ExemptionArgs{ // which gives the roles of all other exemptions one more
			PrincipalArns: pulumi.ToStringArray([]string{roles + "exempt/*"}), Access: []pd.Access{pd.AccessTransact},
			Reason: "whatever is in the folder",
		},
	)
	tables := intents{
		"exempting": exempting,
		"all":       {Enforcement: ptr(pd.EnforcementAll), Movement: &pd.MovementArgs{From: pd.MovementOriginNobody}},
		"wildcard":  {Enforcement: ptr(pd.EnforcementAll), ActionStyle: ptr(pd.ActionStyleWildcard)},
		"endpoints": {Perimeter: ptr(pd.PerimeterEndpoints)},
	}
	for name, args := range tables {
		args.DeletionProtection = pulumi.BoolRef(true)
		tables[name] = args
	}
	return tables
}

// readPolicies asks, as the administrator, for the policies of a table and its stream.
func (d deployment) readPolicies(t *testing.T, table *reportedTable) map[string]string {
	t.Helper()
	policies := map[string]string{}
	for _, arn := range []string{table.arn, table.stream} {
		if arn == "" {
			continue
		}
		found, err := d.byPipeline(t).DynamoDB.GetResourcePolicy(t.Context(),
			&dynamodb.GetResourcePolicyInput{ResourceArn: &arn})
		require.NoError(t, err)
		policies[arn] = *found.Policy
	}
	return policies
}

// openStream gets an iterator as the consumer, with which every caller then tries to read.
func (d deployment) openStream(t *testing.T, table *reportedTable) {
	t.Helper()
	if table.stream == "" {
		return
	}
	caller, err := clients.Assume(t.Context(), d.endpoint, consumer)
	require.NoError(t, err)
	client := dynamodbstreams.NewFromConfig(replayConfig(d.endpoint, caller))
	table.shard, table.iterator, err = openStream(t.Context(), client, table.stream)
	require.NoError(t, err)
}

// restored is the target of restores. The table exists, so that a restore that is let through makes nothing.
const restored = "replay-restored"

func (d deployment) makeRestored(t *testing.T) {
	t.Helper()
	_, err := d.DynamoDB.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: aws.String(restored), BillingMode: types.BillingModePayPerRequest,
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
	})
	require.NoError(t, err)
}

func tableARN(name string) string {
	return "arn:aws:dynamodb:" + workspace.Region + ":" + workspace.Account + ":table/" + name
}
