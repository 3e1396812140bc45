package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSharedNetwork deploys two tables on a network of the same stack. The id of the network is unknown at preview.
func TestSharedNetwork(t *testing.T) {
	t.Parallel()
	team := deploy(t, examples+"yaml/shared-network", values("administratorRoleArn", pipeline))
	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.NoError(t, err)
	assert.Equal(t, 25, preview.ChangeSummary[apitype.OpCreate], "the preview shows every resource")

	outputs, changes := team.up(t)
	assert.Equal(t, map[string]int{"create": 25}, changes)
	assert.Len(t, outputs["routeTableIds"], 3)
	assert.Equal(t, outputs["vpcEndpointId"], outputs["ordersEndpointId"], "the endpoint is looked up")
	outputs["tableArn"] = outputs["ordersArn"]
	team.assertPolicy(t, outputs, pipeline)
	outputs["tableArn"] = outputs["cartsArn"]
	assert.Contains(t, testedFor(t, team.tablePolicy(t, outputs), "aws:SourceVpce"), outputs["vpcEndpointId"])
	team.requireNoChange(t)

	require.NoError(t, team.SetAllConfig(t.Context(), values("deletionProtection", "false")))
	team.up(t)
	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
}

// TestExistingVPC deploys an endpoint and a table into a VPC that no stack knows.
func TestExistingVPC(t *testing.T) {
	t.Parallel()
	team := deploy(t, examples+"yaml/existing-vpc", values("administratorRoleArn", pipeline, "deletionProtection", "false"))
	ctx := t.Context()
	vpc := newVPC(t, team.EC2)
	table := newRouteTable(t, team.EC2, vpc)
	require.NoError(t, team.SetAllConfig(ctx, values("vpcId", vpc)))
	require.NoError(t, team.SetConfigWithOptions(ctx, "routeTableIds[0]",
		auto.ConfigValue{Value: table}, &auto.ConfigOptions{Path: true}))

	_, err := team.Preview(ctx, optpreview.SuppressProgress())
	require.NoError(t, err, "the table looks for an endpoint that is still to be made")
	outputs, _ := team.up(t)
	outputs["vpcId"] = vpc
	team.assertPolicy(t, outputs, pipeline)
	assert.Contains(t, team.endpointsOf(t, table), outputs["vpcEndpointId"])
	team.requireNoChange(t)

	_, err = team.Destroy(ctx, optdestroy.SuppressProgress())
	require.NoError(t, err)
	vpcs, err := team.EC2.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{VpcIds: []string{vpc}})
	require.NoError(t, err)
	assert.Len(t, vpcs.Vpcs, 1, "the adopted VPC stays")
}

// TestVPCWithoutEndpoint expects a refusal at preview that says what to do.
func TestVPCWithoutEndpoint(t *testing.T) {
	t.Parallel()
	team := deploy(t, "testdata/lone-vpc", nil)
	vpc := newVPC(t, team.EC2)
	require.NoError(t, team.SetAllConfig(t.Context(), values("vpcId", vpc)))
	_, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.ErrorContains(t, err, "vpcId: "+vpc+" has no DynamoDB gateway endpoint, so nobody in it could reach "+
		"the table; create a PrivateNetwork on it (existing), or give vpcEndpointId")
}
