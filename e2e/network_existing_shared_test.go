package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	pulumiaws "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// TestSeveralTablesInAnAdoptedVPC deploys three tables into a VPC by its id alone, and then adds a network that they
// share. The network warns of the subnets that do not reach the endpoint, and changes nothing of the tables.
func TestSeveralTablesInAnAdoptedVPC(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	existing := team.makeVPC(t)
	shared := false
	team.Workspace().SetProgram(func(ctx *pulumi.Context) error {
		awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
		if err != nil {
			return err
		}
		vpc, endpoint := pulumi.StringInput(pulumi.String(existing.vpc)), pulumi.StringPtrInput(nil)
		if shared {
			network, err := pd.NewPrivateNetwork(ctx, "net", &pd.PrivateNetworkArgs{Existing: &pd.ExistingNetworkArgs{
				VpcId: vpc, VpcEndpointId: pulumi.String(existing.endpoint),
			}}, pulumi.Providers(awsProvider))
			if err != nil {
				return err
			}
			vpc, endpoint = network.VpcId, network.VpcEndpointId
			ctx.Export("covered", network.CoveredSubnetIds)
			ctx.Export("uncovered", network.UncoveredSubnetIds)
			ctx.Export("routeTables", network.RouteTableIds)
		}
		for _, name := range []string{"orders", "carts", "stock"} {
			table, err := pd.NewPrivateTable(ctx, name, &pd.PrivateTableArgs{
				PartitionKey: pd.KeyArgs{Name: pulumi.String("pk"), Type: pd.AttributeTypeS}, VpcId: vpc, VpcEndpointId: endpoint,
				AdministratorPrincipalArns: pulumi.ToStringArray([]string{pipeline}), DeletionProtection: pulumi.BoolRef(false),
			}, pulumi.Providers(awsProvider))
			if err != nil {
				return err
			}
			ctx.Export(name, pulumi.Map{"table": table.TableArn, "endpoint": table.VpcEndpointId})
		}
		return nil
	})
	requireTables := func(outputs map[string]any) {
		t.Helper()
		for _, name := range []string{"orders", "carts", "stock"} {
			found := outputs[name].(map[string]any)
			assert.Equal(t, existing.endpoint, found["endpoint"], name)
			require.NoError(t, team.scan(t, existing.endpoint, found["table"].(string)), name)
			require.ErrorContains(t, team.scan(t, gate.Internet, found["table"].(string)), "AccessDeniedException", name)
		}
		team.requireNoChange(t)
	}
	outputs, _ := team.up(t)
	requireTables(outputs)

	shared = true
	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.NoError(t, err)
	assert.Contains(t, preview.StdOut, "no route leads from these subnets of "+existing.vpc+" to the DynamoDB endpoint, so that a "+
		"private table refuses their requests: "+existing.uncovered+"; put their route tables on the endpoint, or keep clients out")
	outputs, changes := team.up(t)
	assert.Zero(t, changes["update"]+changes["replace"]+changes["delete"], "%v", changes)
	assert.Equal(t, 2, changes["create"], "the network, and a security group for clients: %v", changes)
	assert.Equal(t, []any{existing.covered}, outputs["covered"])
	assert.Equal(t, []any{existing.uncovered}, outputs["uncovered"])
	assert.Equal(t, []any{existing.table}, outputs["routeTables"])
	requireTables(outputs)

	_, err = team.EC2.AssociateRouteTable(t.Context(),
		&ec2.AssociateRouteTableInput{RouteTableId: &existing.table, SubnetId: &existing.uncovered})
	require.NoError(t, err)
	preview, err = team.Preview(t.Context(), optpreview.SuppressProgress())
	require.NoError(t, err)
	assert.NotContains(t, preview.StdOut, "no route leads", "there is no warning once the subnet has a route")

	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
	team.requireNothingLeft(t, existing.vpc)
	existing.requireUntouched(t, team)
}
