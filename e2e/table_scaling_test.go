package e2e

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// scaler is the service-linked role that Application Auto Scaling changes capacities with.
const scaler = roles + "aws-service-role/dynamodb.application-autoscaling.amazonaws.com/" +
	"AWSServiceRoleForApplicationAutoScaling_DynamoDBTable"

// TestScalingTable changes capacities as Application Auto Scaling does. Updates of the stack must leave them alone.
// Then the table goes on demand.
func TestScalingTable(t *testing.T) {
	t.Parallel()
	between := func(minimum, maximum int) *pd.CapacityRangeArgs {
		return &pd.CapacityRangeArgs{MinCapacity: pulumi.Int(minimum), MaxCapacity: pulumi.Int(maximum)}
	}
	table := pd.PrivateTableArgs{
		BillingMode: ptr(pd.BillingModeProvisioned), WriteCapacity: pulumi.Int(2),
		Autoscaling: &pd.AutoscalingArgs{Read: between(5, 50)}, RecoveryPeriodInDays: pulumi.Int(7),
		GlobalSecondaryIndexes: []pd.GlobalSecondaryIndexArgs{{
			Name:         pulumi.String("by-date"),
			PartitionKey: pd.KeyArgs{Name: pulumi.String("date"), Type: pd.AttributeTypeS},
			ReadCapacity: pulumi.Int(1), Autoscaling: &pd.AutoscalingArgs{Write: between(3, 9)},
		}},
	}
	team := deployIntents(t, nil)
	declare := func() { team.Workspace().SetProgram(intents{"orders": table}.program) }
	// These are the two updates of docs/changes.md: a table on demand gets capacities first, and scaling then.
	scales, indexScales := table.Autoscaling, table.GlobalSecondaryIndexes[0].Autoscaling
	onDemand := table
	onDemand.BillingMode, onDemand.WriteCapacity, onDemand.Autoscaling = nil, nil, nil
	onDemand.GlobalSecondaryIndexes = nil
	team.Workspace().SetProgram(intents{"orders": onDemand}.program)
	team.up(t)
	declare()
	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.Error(t, err, "in one step it would scale from nothing")
	assert.Contains(t, preview.StdOut+preview.StdErr+err.Error(), "autoscaling: the table is on demand, and what scales starts at "+
		"the capacity that the table has, which is none: give readCapacity and writeCapacity in this update, and autoscaling in the next")
	table.ReadCapacity, table.Autoscaling = pulumi.Int(5), nil
	table.GlobalSecondaryIndexes[0].WriteCapacity, table.GlobalSecondaryIndexes[0].Autoscaling = pulumi.Int(3), nil
	declare()
	team.up(t)
	table.Autoscaling, table.GlobalSecondaryIndexes[0].Autoscaling = scales, indexScales
	declare()
	outputs, changes := team.up(t)
	assert.Equal(t, 4, changes["create"], "two targets with a policy each: %v", changes)
	assert.Equal(t, 1, changes["update"], "the table's policy, which exempts the scaler")
	_, name, _ := strings.Cut(outputs["orders"].(map[string]any)["arn"].(string), ":table/")
	requireBounds(t, team, map[string][2]int32{"table/" + name: {5, 50}, "table/" + name + "/index/by-date": {3, 9}})
	team.requireNoChange(t)
	recovery, err := team.DynamoDB.DescribeContinuousBackups(t.Context(), &dynamodb.DescribeContinuousBackupsInput{TableName: &name})
	require.NoError(t, err)
	assert.EqualValues(t, 7, *recovery.ContinuousBackupsDescription.PointInTimeRecoveryDescription.RecoveryPeriodInDays)

	caller, err := clients.Assume(t.Context(), team.endpoint, scaler)
	require.NoError(t, err)
	byScaler := clients.For(team.endpoint, caller).DynamoDB
	_, err = byScaler.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{
		TableName:             &name,
		ProvisionedThroughput: &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(20), WriteCapacityUnits: aws.Int64(2)},
		GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{{Update: &types.UpdateGlobalSecondaryIndexAction{
			IndexName:             aws.String("by-date"),
			ProvisionedThroughput: &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(1), WriteCapacityUnits: aws.Int64(7)},
		}}},
	})
	require.NoError(t, err, "the scaler may do this from outside")
	_, err = byScaler.Scan(t.Context(), &dynamodb.ScanInput{TableName: &name})
	require.ErrorContains(t, err, "AccessDeniedException", "it may do nothing else")

	requireScaled := func() {
		t.Helper()
		found, err := team.DynamoDB.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
		require.NoError(t, err)
		assert.EqualValues(t, 20, *found.Table.ProvisionedThroughput.ReadCapacityUnits)
		assert.EqualValues(t, 7, *found.Table.GlobalSecondaryIndexes[0].ProvisionedThroughput.WriteCapacityUnits)
	}
	preview, err = team.Preview(t.Context(), optpreview.SuppressProgress())
	require.NoError(t, err)
	assert.Equal(t, []string{"same"}, operations(preview.ChangeSummary), "what the scaler did is not a change")
	for _, refresh := range []bool{false, true} {
		if refresh {
			_, err := team.Refresh(t.Context())
			require.NoError(t, err)
			preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
			require.NoError(t, err)
			assert.Equal(t, []string{"same"}, operations(preview.ChangeSummary), "nor after a refresh")
		}
		table.TtlAttribute = map[bool]pulumi.StringPtrInput{false: pulumi.String("endsAt"), true: nil}[refresh]
		declare()
		team.up(t)
		requireScaled()
	}
	table.Autoscaling.Read.MaxCapacity = pulumi.Int(40)
	declare()
	_, changes = team.up(t)
	assert.Equal(t, 1, changes["update"], "%v", changes)
	requireScaled()

	table.BillingMode, table.ReadCapacity, table.WriteCapacity, table.Autoscaling = nil, nil, nil, nil
	table.OnDemandThroughput = &pd.OnDemandThroughputArgs{MaxReadRequestUnits: pulumi.Int(100), MaxWriteRequestUnits: pulumi.Int(50)}
	index := &table.GlobalSecondaryIndexes[0]
	index.ReadCapacity, index.WriteCapacity, index.Autoscaling = nil, nil, nil
	declare()
	team.up(t)
	requireBounds(t, team, map[string][2]int32{})
	found, err := team.byPipeline(t).DynamoDB.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
	require.NoError(t, err)
	assert.Equal(t, types.BillingModePayPerRequest, found.Table.BillingModeSummary.BillingMode)
	assert.EqualValues(t, 100, *found.Table.OnDemandThroughput.MaxReadRequestUnits)
	team.requireNoChange(t)
	_, err = byScaler.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
	require.NoError(t, err, "metadata stays readable")
	_, err = byScaler.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{TableName: &name, BillingMode: types.BillingModePayPerRequest})
	require.ErrorContains(t, err, "AccessDeniedException", "the scaler is no longer exempt")
	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
}

// requireBounds requires exactly these scalable targets, with their minimum and maximum capacity.
func requireBounds(t *testing.T, team deployment, want map[string][2]int32) {
	t.Helper()
	found, err := team.Scaling.DescribeScalableTargets(t.Context(), &applicationautoscaling.DescribeScalableTargetsInput{
		ServiceNamespace: scaling.ServiceNamespaceDynamodb,
	})
	require.NoError(t, err)
	bounds := map[string][2]int32{}
	for _, target := range found.ScalableTargets {
		bounds[*target.ResourceId] = [2]int32{*target.MinCapacity, *target.MaxCapacity}
	}
	require.Equal(t, want, bounds)
}
