package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	pulumiaws "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// TestRouteTablesThatExist adds an endpoint, on route tables of its own, to a VPC that has another endpoint.
func TestRouteTablesThatExist(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	existing := team.makeVPC(t)
	free, later := newRouteTable(t, team.EC2, existing.vpc), newRouteTable(t, team.EC2, existing.vpc)
	declare := func(tables ...string) {
		team.Workspace().SetProgram(func(ctx *pulumi.Context) error {
			awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
			if err != nil {
				return err
			}
			network, err := pd.NewPrivateNetwork(ctx, "net", &pd.PrivateNetworkArgs{Existing: &pd.ExistingNetworkArgs{
				VpcId: pulumi.String(existing.vpc), RouteTableIds: pulumi.ToStringArray(tables),
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
		{[]string{free, existing.table}, "existing.routeTableIds[1]: " + existing.table + " leads to " + existing.endpoint + " already, and a " +
			"route table takes one route to DynamoDB; give existing.vpcEndpointId"},
		{[]string{"rtb-0a1b2c3d4e5f67890"}, "existing.routeTableIds[0]: there is no route table rtb-0a1b2c3d4e5f67890"},
	} {
		declare(wrong.tables...)
		preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
		require.Error(t, err)
		assert.Contains(t, preview.StdOut+preview.StdErr+err.Error(), wrong.want)
		_, err = team.Up(t.Context(), optup.SuppressProgress())
		require.ErrorContains(t, err, wrong.want)
		team.requireNothingLeft(t, existing.vpc)
		existing.requireUntouched(t, team)
	}

	declare(free)
	outputs, _ := team.up(t)
	endpoint, table := outputs["endpoint"].(string), outputs["orders"].(map[string]any)["arn"].(string)
	assert.Equal(t, []string{endpoint}, team.endpointsOf(t, free))
	require.NoError(t, team.scan(t, endpoint, table))
	require.NoError(t, team.scan(t, existing.endpoint, table), "both endpoints are inside the VPC")
	team.requireNoChange(t)

	declare(free, later)
	again, changes := team.up(t)
	assert.Equal(t, endpoint, again["endpoint"])
	assert.Equal(t, 1, changes["update"], "%v", changes)
	assert.Equal(t, []string{endpoint}, team.endpointsOf(t, later))
	team.requireNoChange(t)

	declare(free, later, existing.table)
	_, err := team.Up(t.Context(), optup.SuppressProgress())
	require.ErrorContains(t, err, "RouteAlreadyExists", "the aws provider's lookup fails on two endpoints, so AWS refuses it")
	existing.requireUntouched(t, team)
	require.NoError(t, team.scan(t, endpoint, table))

	// The aws provider has stored the refused route table. Without a refresh it would take it from the endpoint, which
	// does not have it.
	_, err = team.Refresh(t.Context(), optrefresh.SuppressProgress())
	require.NoError(t, err)
	declare(later)
	team.up(t)
	assert.Empty(t, team.endpointsOf(t, free), "the route of a route table that is left out is removed")
	team.requireNoChange(t)
	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
	team.requireNothingLeft(t, existing.vpc)
	existing.requireUntouched(t, team)
	assert.Empty(t, team.endpointsOf(t, later))
}

// TestOwnEndpointIsKnownWithoutItsTag changes the Name tag of the endpoint that the network made, by hand and in the
// program. The network still knows it, and does not advise to adopt it, which would delete it.
func TestOwnEndpointIsKnownWithoutItsTag(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	vpc := newVPC(t, team.EC2)
	table := newRouteTable(t, team.EC2, vpc)
	declare := func(tags pulumi.StringMap) {
		team.Workspace().SetProgram(func(ctx *pulumi.Context) error {
			awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
			if err != nil {
				return err
			}
			network, err := pd.NewPrivateNetwork(ctx, "net", &pd.PrivateNetworkArgs{Tags: tags, Existing: &pd.ExistingNetworkArgs{
				VpcId: pulumi.String(vpc), RouteTableIds: pulumi.ToStringArray([]string{table}),
			}}, pulumi.Providers(awsProvider))
			if err != nil {
				return err
			}
			ctx.Export("endpoint", network.VpcEndpointId)
			return nil
		})
	}
	declare(pulumi.StringMap{"Name": pulumi.String("ours")})
	outputs, _ := team.up(t)
	endpoint := outputs["endpoint"].(string)
	_, err := team.EC2.CreateTags(t.Context(), &ec2.CreateTagsInput{
		Resources: []string{endpoint}, Tags: []types.Tag{{Key: ptr("Name"), Value: ptr("renamed by hand")}},
	})
	require.NoError(t, err)
	for _, tags := range []pulumi.StringMap{{"Name": pulumi.String("ours")}, {"Name": pulumi.String("others")}, nil} {
		declare(tags)
		assert.Equal(t, endpoint, team.requireKept(t, "tags")["endpoint"])
	}
	assert.Equal(t, []string{endpoint}, team.endpointsOf(t, table))
}
