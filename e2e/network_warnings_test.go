package e2e

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	pulumiaws "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// TestUncoveredSubnetsAreWarnedOfEachTimeAndOnce previews and updates two tables in a VPC with a subnet that has no route
// to the endpoint.
func TestUncoveredSubnetsAreWarnedOfEachTimeAndOnce(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	existing := team.makeVPC(t)
	team.Workspace().SetProgram(func(ctx *pulumi.Context) error {
		awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
		if err != nil {
			return err
		}
		for _, name := range []string{"orders", "carts"} {
			if _, err := pd.NewPrivateTable(ctx, name, &pd.PrivateTableArgs{
				PartitionKey: pd.KeyArgs{Name: pulumi.String("pk"), Type: pd.AttributeTypeS}, VpcId: pulumi.String(existing.vpc),
				AdministratorPrincipalArns: pulumi.ToStringArray([]string{pipeline}), DeletionProtection: pulumi.BoolRef(false),
			}, pulumi.Providers(awsProvider)); err != nil {
				return err
			}
		}
		return nil
	})
	requireOnce := func(shown string) {
		t.Helper()
		_, diagnostics, _ := strings.Cut(shown, "Diagnostics:") // Pulumi shows each on the component's line as well
		assert.Equal(t, 1, strings.Count(diagnostics, "no route leads from these subnets of "+existing.vpc), shown)
		assert.Contains(t, shown, existing.uncovered)
	}
	for range 5 {
		preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
		require.NoError(t, err)
		requireOnce(preview.StdOut)
	}
	for range 2 {
		update, err := team.Up(t.Context(), optup.SuppressProgress())
		require.NoError(t, err)
		requireOnce(update.StdOut)
	}
}

// TestSubnetsOfInterfaceEndpointsAreRefused previews interface endpoints in subnets that AWS would refuse, in a VPC that
// no stack knows.
func TestSubnetsOfInterfaceEndpointsAreRefused(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	existing, other := team.makeVPC(t), newVPC(t, team.EC2)
	subnetIn := func(vpc, block, zone string) string {
		made, err := team.EC2.CreateSubnet(t.Context(), &ec2.CreateSubnetInput{
			VpcId: &vpc, CidrBlock: &block, AvailabilityZone: &zone,
		})
		require.NoError(t, err)
		return *made.Subnet.SubnetId
	}
	first, second := subnetIn(existing.vpc, "10.9.8.0/24", "us-east-1c"), subnetIn(existing.vpc, "10.9.9.0/24", "us-east-1c")
	right := subnetIn(existing.vpc, "10.9.10.0/24", "us-east-1d")
	foreign := subnetIn(other, "10.9.1.0/24", "us-east-1e")
	declare := func(subnets ...string) {
		team.Workspace().SetProgram(func(ctx *pulumi.Context) error {
			awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
			if err != nil {
				return err
			}
			network, err := pd.NewPrivateNetwork(ctx, "net", &pd.PrivateNetworkArgs{
				InterfaceEndpoint: pulumi.BoolRef(true),
				Existing: &pd.ExistingNetworkArgs{
					VpcId: pulumi.String(existing.vpc), VpcEndpointId: pulumi.String(existing.endpoint),
					SubnetIds: pulumi.ToStringArray(subnets),
				},
			}, pulumi.Providers(awsProvider))
			if err != nil {
				return err
			}
			ctx.Export("interface", network.InterfaceEndpointId)
			return nil
		})
	}
	const absent = "subnet-0a1b2c3d4e5f67890"
	declare(first, second, foreign, absent)
	for _, refused := range []func() error{
		func() error { _, err := team.Preview(t.Context(), optpreview.SuppressProgress()); return err },
		func() error { _, err := team.Up(t.Context(), optup.SuppressProgress()); return err },
	} {
		err := refused()
		require.Error(t, err)
		for _, want := range []string{
			"existing.subnetIds[1]: " + second + " is in us-east-1c, as " + first + " is",
			"existing.subnetIds[2]: " + foreign + " belongs to " + other + ", not to " + existing.vpc,
			"existing.subnetIds[3]: there is no subnet " + absent,
		} {
			assert.ErrorContains(t, err, want)
		}
		team.requireNothingLeft(t, existing.vpc, other)
	}
	declare(first, right)
	outputs, _ := team.up(t)
	found, err := team.EC2.DescribeVpcEndpoints(t.Context(),
		&ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{outputs["interface"].(string)}})
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{first, right}, found.VpcEndpoints[0].SubnetIds)
	team.requireNoChange(t)
}
