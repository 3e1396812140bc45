package e2e

import (
	"maps"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	ddbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// featureTeamConfig names the roles that the feature team's example asks for.
var featureTeamConfig = values("administratorRoleArn", pipeline, "breakGlassRoleArn", breakGlass)

// TestFeatureTeamLifecycle deploys the feature team's example, changes it, and destroys it.
func TestFeatureTeamLifecycle(t *testing.T) {
	t.Parallel()
	team := deploy(t, examples+"yaml/feature-team", featureTeamConfig)

	outputs, changes := team.up(t)
	assert.Equal(t, map[string]int{"create": 18}, changes)
	team.assertNetwork(t, outputs)
	team.assertTable(t, outputs)
	team.assertPolicy(t, outputs, pipeline, breakGlass)
	team.requireNoChange(t)

	t.Run("an auditor reads who reaches it", team.testReport)
	t.Run("drift is found and repaired", func(t *testing.T) { team.testDrift(t, outputs) })
	t.Run("another administrator changes the policy alone", func(t *testing.T) {
		require.NoError(t, team.SetAllConfig(t.Context(), values("administratorRoleArn", newPipeline)))
		team.testDeployer(t)
		// The old one adds the new one, and the new one removes the old one.
		one := "- ${administratorRoleArn}\n"
		both := one + "        - " + pipeline + "\n"
		for _, step := range []struct{ deployer, was, is string }{{pipeline, one, both}, {newPipeline, both, one}} {
			team.edit(t, step.was, step.is)
			team.deployAs(t, step.deployer)
			_, changes := team.up(t)
			assert.Equal(t, 1, changes["update"], "%v", changes)
			assert.Equal(t, []string{"same", "update"}, operations(changes))
		}
		team.assertPolicy(t, outputs, newPipeline, breakGlass)
		team.requireNoChange(t)
	})
	t.Run("destroy stops at deletion protection", func(t *testing.T) { team.testProtection(t, outputs) })
	t.Run("destroy leaves nothing", func(t *testing.T) { team.testDestroy(t, outputs) })
}

// assertNetwork checks that every subnet has a route table with a route to the endpoint, and none to the internet.
// Clients may connect to DynamoDB and nothing else.
func (d deployment) assertNetwork(t *testing.T, outputs map[string]any) {
	t.Helper()
	endpointID := outputs["vpcEndpointId"].(string)
	found, err := d.EC2.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{endpointID}})
	require.NoError(t, err)
	require.Len(t, found.VpcEndpoints, 1)
	endpoint := found.VpcEndpoints[0]
	assert.Equal(t, ec2types.VpcEndpointTypeGateway, endpoint.VpcEndpointType)
	assert.Equal(t, "com.amazonaws.us-east-1.dynamodb", *endpoint.ServiceName)
	assert.Equal(t, outputs["vpcId"], *endpoint.VpcId)
	want, err := policy.EndpointPolicy(workspace.Account)
	require.NoError(t, err)
	wantText, err := want.JSON()
	require.NoError(t, err)
	requireSamePolicy(t, wantText, *endpoint.PolicyDocument)

	require.Len(t, endpoint.RouteTableIds, 2)
	tables, err := d.EC2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{RouteTableIds: endpoint.RouteTableIds})
	require.NoError(t, err)
	var covered []any
	for _, table := range tables.RouteTables {
		var routes []string
		for _, route := range table.Routes {
			if aws.ToString(route.GatewayId) == endpointID {
				routes = append(routes, aws.ToString(route.DestinationPrefixListId))
			}
			assert.NotEqual(t, "0.0.0.0/0", aws.ToString(route.DestinationCidrBlock), "an isolated subnet has no way out")
		}
		assert.Len(t, routes, 1, "route table %s", *table.RouteTableId)
		for _, association := range table.Associations {
			covered = append(covered, aws.ToString(association.SubnetId))
		}
	}
	assert.ElementsMatch(t, outputs["subnetIds"], covered)

	groups, err := d.EC2.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{
		GroupIds: []string{outputs["clientSecurityGroupId"].(string)},
	})
	require.NoError(t, err)
	assert.Empty(t, groups.SecurityGroups[0].IpPermissions)
	require.Len(t, groups.SecurityGroups[0].IpPermissionsEgress, 1)
	egress := groups.SecurityGroups[0].IpPermissionsEgress[0]
	assert.EqualValues(t, 443, *egress.FromPort)
	assert.EqualValues(t, 443, *egress.ToPort)
	assert.Empty(t, egress.IpRanges)
	assert.Len(t, egress.PrefixListIds, 1)
}

func (d deployment) assertTable(t *testing.T, outputs map[string]any) {
	t.Helper()
	name := outputs["tableName"].(string)
	found, err := d.DynamoDB.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
	require.NoError(t, err)
	assert.True(t, *found.Table.DeletionProtectionEnabled)
	assert.Equal(t, ddbtypes.SSEStatusEnabled, found.Table.SSEDescription.Status)
	assert.Equal(t, ddbtypes.BillingModePayPerRequest, found.Table.BillingModeSummary.BillingMode)
	assert.Len(t, found.Table.KeySchema, 2)
	backups, err := d.DynamoDB.DescribeContinuousBackups(t.Context(), &dynamodb.DescribeContinuousBackupsInput{TableName: &name})
	require.NoError(t, err)
	assert.Equal(t, ddbtypes.PointInTimeRecoveryStatusEnabled,
		backups.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus)
}

// assertPolicy checks that the table's policy in AWS means what the inputs do.
func (d deployment) assertPolicy(t *testing.T, outputs map[string]any, administrator string, breakGlass ...string) {
	t.Helper()
	want, err := policy.Intent{
		Perimeter:   policy.Perimeter{Kind: policy.PerimeterVPCs, IDs: []string{outputs["vpcId"].(string)}},
		Enforcement: policy.EnforceData,
		Exemptions: []policy.Exemption{
			policy.Administrators([]string{administrator}), policy.BreakGlass(breakGlass),
		},
	}.TablePolicy(outputs["tableArn"].(string))
	require.NoError(t, err)
	text, err := want.JSON()
	require.NoError(t, err)
	requireSamePolicy(t, text, d.tablePolicy(t, outputs))
}

func (d deployment) tablePolicy(t *testing.T, outputs map[string]any) string {
	t.Helper()
	found, err := d.DynamoDB.GetResourcePolicy(t.Context(), &dynamodb.GetResourcePolicyInput{
		ResourceArn: aws.String(outputs["tableArn"].(string)),
	})
	require.NoError(t, err)
	return *found.Policy
}

// testDrift changes things behind Pulumi's back, as a person in the console would.
func (d deployment) testDrift(t *testing.T, outputs map[string]any) {
	ctx := t.Context()
	somebody := d.byPipeline(t)
	_, err := somebody.DynamoDB.PutResourcePolicy(ctx, &dynamodb.PutResourcePolicyInput{
		ResourceArn: aws.String(outputs["tableArn"].(string)),
		Policy: aws.String(`{"Version":"2012-10-17","Statement":[{"Sid":"Another","Effect":"Deny",` +
			`"Principal":"*","Action":"dynamodb:DeleteTable","Resource":"` + outputs["tableArn"].(string) + `"}]}`),
	})
	require.NoError(t, err)
	_, err = somebody.DynamoDB.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{
		TableName: aws.String(outputs["tableName"].(string)),
		PointInTimeRecoverySpecification: &ddbtypes.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: aws.Bool(false),
		},
	})
	require.NoError(t, err)
	_, err = somebody.EC2.AuthorizeSecurityGroupEgress(ctx, &ec2.AuthorizeSecurityGroupEgressInput{
		GroupId: aws.String(outputs["clientSecurityGroupId"].(string)),
		IpPermissions: []ec2types.IpPermission{{
			IpProtocol: aws.String("-1"),
			IpRanges:   []ec2types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}},
		}},
	})
	require.NoError(t, err)

	refresh, err := d.Refresh(ctx, optrefresh.SuppressProgress())
	require.NoError(t, err)
	assert.Equal(t, 3, (*refresh.Summary.ResourceChanges)["update"], refresh.StdOut)
	_, changes := d.up(t)
	assert.Equal(t, 3, changes["update"], "%v", changes)
	d.assertNetwork(t, outputs)
	d.assertTable(t, outputs)
	d.assertPolicy(t, outputs, pipeline, breakGlass)
	d.requireNoChange(t)
}

// testDeployer checks what happens when the deployer is not an administrator: a preview warns, and an update stops
// before it calls AWS.
func (d deployment) testDeployer(t *testing.T) {
	const lockedOut = "administratorPrincipalArns: add " + pipeline + ", the deployer, or deploy from inside: it could not " +
		"change the policy again"
	preview, err := d.Preview(t.Context(), optpreview.SuppressProgress())
	require.NoError(t, err)
	assert.Contains(t, preview.StdOut, lockedOut)
	_, err = d.Up(t.Context(), optup.SuppressProgress())
	require.ErrorContains(t, err, "add "+pipeline+", the deployer")
}

// testProtection tries to destroy, first with Pulumi's protection and then without it. The table keeps its policy both
// times.
func (d deployment) testProtection(t *testing.T, outputs map[string]any) {
	ctx := t.Context()
	_, err := d.Destroy(ctx, optdestroy.SuppressProgress())
	require.ErrorContains(t, err, "protected", "the destroy stops at preview")
	d.assertPolicy(t, outputs, newPipeline, breakGlass)

	_, stderr, err := d.pulumi(ctx, "state", "unprotect", "--all", "--yes", "--stack", workspace.Stack)
	require.NoError(t, err, stderr)
	_, err = d.Destroy(ctx, optdestroy.SuppressProgress())
	require.ErrorContains(t, err, "ValidationException", "AWS refuses to delete the table")
	d.assertPolicy(t, outputs, newPipeline, breakGlass)

	again, _ := d.up(t)
	assert.Equal(t, outputs["tableArn"], again["tableArn"], "the next up takes back what the destroy left")
	d.assertPolicy(t, again, newPipeline, breakGlass)
	maps.Copy(outputs, again)
}

// testDestroy switches deletion protection off, destroys, and checks that nothing is left in AWS.
func (d deployment) testDestroy(t *testing.T, outputs map[string]any) {
	ctx := t.Context()
	require.NoError(t, d.SetAllConfig(ctx, values("deletionProtection", "false")))
	d.up(t)
	_, err := d.Destroy(ctx, optdestroy.SuppressProgress())
	require.NoError(t, err)

	tables, err := d.DynamoDB.ListTables(ctx, &dynamodb.ListTablesInput{})
	require.NoError(t, err)
	assert.Empty(t, tables.TableNames)
	_, err = d.DynamoDB.GetResourcePolicy(ctx, &dynamodb.GetResourcePolicyInput{
		ResourceArn: aws.String(outputs["tableArn"].(string)),
	})
	require.Error(t, err, "the policy went with its table")
	vpcs, err := d.EC2.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{
		Filters: []ec2types.Filter{{Name: aws.String("is-default"), Values: []string{"false"}}},
	})
	require.NoError(t, err)
	assert.Empty(t, vpcs.Vpcs)
	endpoints, err := d.EC2.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{})
	require.NoError(t, err)
	for _, endpoint := range endpoints.VpcEndpoints {
		assert.EqualValues(t, "deleted", endpoint.State)
	}
}
