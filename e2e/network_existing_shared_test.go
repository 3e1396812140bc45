package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	pulumiaws "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

const dynamoDBService = "com.amazonaws." + workspace.Region + "." + tablesService

// grown is a VPC that no stack knows, with a DynamoDB endpoint that has AWS's own policy, and with two subnets: one whose
// route table leads to the endpoint, and one that has the main route table, which does not.
type grown struct{ vpc, endpoint, table, covered, uncovered string }

func (d deployment) grow(t *testing.T) grown {
	t.Helper()
	ctx := t.Context()
	vpc := newVPC(t, d.EC2)
	table := newRouteTable(t, d.EC2, vpc)
	var subnets []string
	for _, block := range []string{"10.9.0.0/24", "10.9.1.0/24"} {
		made, err := d.EC2.CreateSubnet(ctx, &ec2.CreateSubnetInput{VpcId: &vpc, CidrBlock: &block})
		require.NoError(t, err)
		subnets = append(subnets, *made.Subnet.SubnetId)
	}
	_, err := d.EC2.AssociateRouteTable(ctx, &ec2.AssociateRouteTableInput{RouteTableId: &table, SubnetId: &subnets[0]})
	require.NoError(t, err)
	// By the gate, which opens the endpoint's door.
	made, err := d.byPipeline(t).EC2.CreateVpcEndpoint(ctx, &ec2.CreateVpcEndpointInput{
		VpcId: &vpc, ServiceName: aws.String(dynamoDBService), VpcEndpointType: ec2types.VpcEndpointTypeGateway,
		RouteTableIds: []string{table},
	})
	require.NoError(t, err)
	return grown{vpc, *made.VpcEndpoint.VpcEndpointId, table, subnets[0], subnets[1]}
}

func newRouteTable(t *testing.T, client *ec2.Client, vpc string) string {
	t.Helper()
	made, err := client.CreateRouteTable(t.Context(), &ec2.CreateRouteTableInput{VpcId: &vpc})
	require.NoError(t, err)
	return *made.RouteTable.RouteTableId
}

// requireUntouched wants the endpoint to have the policy and the route table that it had before a stack came.
func (g grown) requireUntouched(t *testing.T, d deployment) {
	t.Helper()
	found, err := d.EC2.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{g.endpoint}})
	require.NoError(t, err)
	require.Len(t, found.VpcEndpoints, 1)
	assert.EqualValues(t, "available", found.VpcEndpoints[0].State)
	assert.JSONEq(t, `{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`,
		*found.VpcEndpoints[0].PolicyDocument)
	assert.Equal(t, []string{g.table}, found.VpcEndpoints[0].RouteTableIds)
	assert.Equal(t, []string{g.endpoint}, d.endpointsOf(t, g.table))
}

// endpointsOf are the endpoints that a route table leads to.
func (d deployment) endpointsOf(t *testing.T, table string) []string {
	t.Helper()
	found, err := d.EC2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{RouteTableIds: []string{table}})
	require.NoError(t, err)
	endpoints, _ := waysOf(found.RouteTables[0])
	return endpoints
}

// TestSeveralTablesInAnAdoptedVPC puts three tables into a VPC by its id alone, and then a network between them, which
// says what subnets are not served and changes nothing of the tables.
func TestSeveralTablesInAnAdoptedVPC(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	home := team.grow(t)
	share := false
	team.Workspace().SetProgram(func(ctx *pulumi.Context) error {
		awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
		if err != nil {
			return err
		}
		vpc, endpoint := pulumi.StringInput(pulumi.String(home.vpc)), pulumi.StringPtrInput(nil)
		if share {
			network, err := pd.NewPrivateNetwork(ctx, "net", &pd.PrivateNetworkArgs{Existing: &pd.ExistingNetworkArgs{
				VpcId: vpc, VpcEndpointId: pulumi.String(home.endpoint),
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
			assert.Equal(t, home.endpoint, found["endpoint"], name)
			require.NoError(t, team.scanFrom(t, home.endpoint, found["table"].(string)), name)
			require.ErrorContains(t, team.scanFrom(t, gate.Internet, found["table"].(string)), "AccessDeniedException", name)
		}
		team.requireNoChange(t)
	}
	outputs, _ := team.up(t)
	requireTables(outputs)

	share = true
	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.NoError(t, err)
	assert.Contains(t, preview.StdOut, "no route leads from these subnets of "+home.vpc+" to the DynamoDB endpoint, so that a "+
		"private table refuses their requests: "+home.uncovered+"; put their route tables on the endpoint, or keep clients out")
	outputs, changes := team.up(t)
	assert.Zero(t, changes["update"]+changes["replace"]+changes["delete"], "%v", changes)
	assert.Equal(t, 2, changes["create"], "the network, and a security group for clients: %v", changes)
	assert.Equal(t, []any{home.covered}, outputs["covered"])
	assert.Equal(t, []any{home.uncovered}, outputs["uncovered"])
	assert.Equal(t, []any{home.table}, outputs["routeTables"])
	requireTables(outputs)

	_, err = team.EC2.AssociateRouteTable(t.Context(),
		&ec2.AssociateRouteTableInput{RouteTableId: &home.table, SubnetId: &home.uncovered})
	require.NoError(t, err)
	preview, err = team.Preview(t.Context(), optpreview.SuppressProgress())
	require.NoError(t, err)
	assert.NotContains(t, preview.StdOut, "no route leads", "once it is served, nobody warns")

	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
	team.requireNothingLeft(t, home.vpc)
	home.requireUntouched(t, team)
}
