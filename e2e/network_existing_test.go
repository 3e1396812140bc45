package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSharedNetwork puts two tables on a network of the same stack, whose id is unknown at preview.
func TestSharedNetwork(t *testing.T) {
	t.Parallel()
	team := deploy(t, examples+"yaml/shared-network", values("administratorRoleArn", pipeline))
	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.NoError(t, err)
	assert.Equal(t, 25, preview.ChangeSummary[apitype.OpCreate], "everything shows in the preview")

	outputs, changes := team.up(t)
	assert.Equal(t, map[string]int{"create": 25}, changes)
	assert.Len(t, outputs["routeTableIds"], 3)
	assert.Equal(t, outputs["vpcEndpointId"], outputs["ordersEndpointId"], "the endpoint is looked up")
	outputs["tableArn"] = outputs["ordersArn"]
	team.assertPolicy(t, outputs, pipeline)
	outputs["tableArn"] = outputs["cartsArn"]
	assert.Contains(t, team.tablePolicy(t, outputs), `"aws:SourceVpce":"`+outputs["vpcEndpointId"].(string)+`"`)
	team.requireNoChange(t)

	require.NoError(t, team.SetAllConfig(t.Context(), values("deletionProtection", "false")))
	team.up(t)
	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
}

// TestExistingVPC puts an endpoint and a table into a VPC that no Pulumi stack knows.
func TestExistingVPC(t *testing.T) {
	t.Parallel()
	team := deploy(t, examples+"yaml/existing-vpc", values("administratorRoleArn", pipeline, "deletionProtection", "false"))
	ctx := t.Context()
	vpc, err := team.EC2.CreateVpc(ctx, &ec2.CreateVpcInput{CidrBlock: aws.String("10.9.0.0/16")})
	require.NoError(t, err)
	table, err := team.EC2.CreateRouteTable(ctx, &ec2.CreateRouteTableInput{VpcId: vpc.Vpc.VpcId})
	require.NoError(t, err)
	require.NoError(t, team.SetAllConfig(ctx, values("vpcId", *vpc.Vpc.VpcId)))
	require.NoError(t, team.SetConfigWithOptions(ctx, "routeTableIds[0]",
		auto.ConfigValue{Value: *table.RouteTable.RouteTableId}, &auto.ConfigOptions{Path: true}))

	_, err = team.Preview(ctx, optpreview.SuppressProgress())
	require.NoError(t, err, "the endpoint that the table looks for is still to come")
	outputs, _ := team.up(t)
	outputs["vpcId"] = *vpc.Vpc.VpcId
	team.assertPolicy(t, outputs, pipeline)
	found, err := team.EC2.DescribeRouteTables(ctx, &ec2.DescribeRouteTablesInput{
		RouteTableIds: []string{*table.RouteTable.RouteTableId},
	})
	require.NoError(t, err)
	var gateways []string
	for _, route := range found.RouteTables[0].Routes {
		gateways = append(gateways, aws.ToString(route.GatewayId))
	}
	assert.Contains(t, gateways, outputs["vpcEndpointId"])
	team.requireNoChange(t)

	_, err = team.Destroy(ctx, optdestroy.SuppressProgress())
	require.NoError(t, err)
	vpcs, err := team.EC2.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{VpcIds: []string{*vpc.Vpc.VpcId}})
	require.NoError(t, err)
	assert.Len(t, vpcs.Vpcs, 1, "what was adopted stays")
}

// TestVPCWithoutEndpoint is refused at preview, with what to do.
func TestVPCWithoutEndpoint(t *testing.T) {
	t.Parallel()
	team := deploy(t, "testdata/lone-vpc", nil)
	vpc, err := team.EC2.CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.9.0.0/16")})
	require.NoError(t, err)
	require.NoError(t, team.SetAllConfig(t.Context(), values("vpcId", *vpc.Vpc.VpcId)))
	_, err = team.Preview(t.Context(), optpreview.SuppressProgress())
	require.ErrorContains(t, err, "vpcId: "+*vpc.Vpc.VpcId+" has no DynamoDB gateway endpoint, so nobody in it could reach "+
		"the table; create a PrivateNetwork on it (existing), or give vpcEndpointId")
}
