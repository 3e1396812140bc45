package e2e

import (
	"testing"

	pulumiaws "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// TestRouteTablesThatExist puts a new endpoint on route tables of a VPC that has another endpoint, which keeps its own.
func TestRouteTablesThatExist(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	home := team.grow(t)
	free, later := newRouteTable(t, team.EC2, home.vpc), newRouteTable(t, team.EC2, home.vpc)
	declare := func(tables ...string) {
		team.Workspace().SetProgram(func(ctx *pulumi.Context) error {
			awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
			if err != nil {
				return err
			}
			network, err := pd.NewPrivateNetwork(ctx, "net", &pd.PrivateNetworkArgs{Existing: &pd.ExistingNetworkArgs{
				VpcId: pulumi.String(home.vpc), RouteTableIds: pulumi.ToStringArray(tables),
			}}, pulumi.Providers(awsProvider))
			if err != nil {
				return err
			}
			ctx.Export("endpoint", network.VpcEndpointId)
			return intents{"orders": {}}.tables(ctx, awsProvider, network)
		})
	}
	for _, wrong := range []struct {
		tables []string
		want   string
	}{
		{[]string{free, home.table}, "existing.routeTableIds[1]: " + home.table + " leads to " + home.endpoint + " already, and a " +
			"route table takes one route to DynamoDB; give existing.vpcEndpointId"},
		{[]string{"rtb-0a1b2c3d4e5f67890"}, "existing.routeTableIds[0]: there is no route table rtb-0a1b2c3d4e5f67890"},
	} {
		declare(wrong.tables...)
		preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
		require.Error(t, err)
		assert.Contains(t, preview.StdOut+preview.StdErr+err.Error(), wrong.want)
		_, err = team.Up(t.Context(), optup.SuppressProgress())
		require.ErrorContains(t, err, wrong.want)
		team.requireNothingLeft(t, home.vpc)
		home.requireUntouched(t, team)
	}

	declare(free)
	outputs, _ := team.up(t)
	endpoint, table := outputs["endpoint"].(string), outputs["orders"].(map[string]any)["arn"].(string)
	assert.Equal(t, []string{endpoint}, team.endpointsOf(t, free))
	require.NoError(t, team.scanFrom(t, endpoint, table))
	require.NoError(t, team.scanFrom(t, home.endpoint, table), "both endpoints are of the VPC")
	team.requireNoChange(t)

	declare(free, later)
	again, changes := team.up(t)
	assert.Equal(t, endpoint, again["endpoint"])
	assert.Equal(t, 1, changes["update"], "%v", changes)
	assert.Equal(t, []string{endpoint}, team.endpointsOf(t, later))
	team.requireNoChange(t)

	declare(free, later, home.table)
	_, err := team.Up(t.Context(), optup.SuppressProgress())
	require.ErrorContains(t, err, "RouteAlreadyExists", "of two endpoints the aws provider finds none: AWS refuses it")
	home.requireUntouched(t, team)
	require.NoError(t, team.scanFrom(t, endpoint, table))

	declare(later)
	team.up(t)
	assert.Empty(t, team.endpointsOf(t, free), "a route table that is taken off has no route")
	team.requireNoChange(t)
	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
	team.requireNothingLeft(t, home.vpc)
	home.requireUntouched(t, team)
	assert.Empty(t, team.endpointsOf(t, later))
}
