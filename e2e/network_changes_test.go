package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	pulumiaws "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// housed declares a table in a network of its own, which can be destroyed.
func housed(args pd.PrivateTableArgs, network pd.NetworkArgs) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
		if err != nil {
			return err
		}
		args.PartitionKey = pd.KeyArgs{Name: pulumi.String("pk"), Type: pd.AttributeTypeS}
		args.Network = &network
		args.AdministratorPrincipalArns = pulumi.ToStringArray([]string{pipeline})
		if args.DeletionProtection == nil {
			args.DeletionProtection = pulumi.BoolRef(false)
		}
		table, err := pd.NewPrivateTable(ctx, "orders", &args, pulumi.Providers(awsProvider))
		if err != nil {
			return err
		}
		for name, output := range map[string]pulumi.Input{
			"tableArn": table.TableArn, "vpc": table.VpcId, "endpoint": table.VpcEndpointId, "subnets": table.SubnetIds,
			"privateSubnets": table.PrivateSubnetIds, "clients": table.ClientSecurityGroupId, "stream": table.StreamArn,
			"interfaceUrl": table.InterfaceEndpointUrl, "streams": table.StreamsEndpointId, "streamsUrl": table.StreamsEndpointUrl,
		} {
			ctx.Export(name, output)
		}
		return nil
	}
}

// TestNetworkChangesUnderATable adds and takes away NAT gateways and a zone while a table stands in the network. What the
// table answers to stays, and so do the subnets that clients run in.
func TestNetworkChangesUnderATable(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	var stay map[string]any
	for _, step := range []struct {
		nat   pd.NatGateways
		zones int
		want  map[string]int // how many subnets of a kind, and how many NAT gateways
	}{
		{pd.NatGatewaysSingle, 2, map[string]int{"Isolated": 2, "Private": 2, "Public": 2, "gateways": 1}},
		{pd.NatGatewaysOnePerAz, 2, map[string]int{"Isolated": 2, "Private": 2, "Public": 2, "gateways": 2}},
		{pd.NatGatewaysNone, 2, map[string]int{"Isolated": 2}},
		{pd.NatGatewaysSingle, 3, map[string]int{"Isolated": 3, "Private": 3, "Public": 3, "gateways": 1}},
	} {
		team.Workspace().SetProgram(housed(pd.PrivateTableArgs{StreamViewType: ptr(pd.StreamViewTypeKeysOnly)}, pd.NetworkArgs{
			NatGateways: ptr(step.nat), AvailabilityZoneCount: &step.zones, StreamsEndpoint: pulumi.BoolRef(true),
		}))
		var outputs map[string]any
		var changes map[string]int
		done := record(func(stream chan<- events.EngineEvent) { outputs, changes = team.up(t, optup.EventStreams(stream)) })
		assert.Zero(t, changes["replace"]+changes["create-replacement"], "%s, %d zones: %v", step.nat, step.zones, changes)
		if stay == nil {
			stay = outputs
			team.requireCreationOrder(t, done)
		}
		for _, name := range []string{"tableArn", "vpc", "endpoint", "streams", "clients"} {
			assert.Equal(t, stay[name], outputs[name], "%s, %d zones: %s", step.nat, step.zones, name)
		}
		assert.Subset(t, outputs["subnets"], stay["subnets"])
		assert.Len(t, outputs["privateSubnets"], step.want["Private"])
		found := team.waysOut(t, outputs["vpc"].(string), outputs["endpoint"].(string))
		assert.Equal(t, step.want, found, "%s, %d zones", step.nat, step.zones)
		require.NoError(t, team.scanFrom(t, outputs["endpoint"].(string), outputs["tableArn"].(string)))
		team.requireNoChange(t)
	}
	done := record(func(stream chan<- events.EngineEvent) {
		_, err := team.Destroy(t.Context(), optdestroy.SuppressProgress(), optdestroy.EventStreams(stream))
		require.NoError(t, err)
	})
	team.requireDeletionOrder(t, done)
	team.requireNothingLeft(t)
}

// waysOut counts the subnets of a VPC by kind, and the NAT gateways that private ones use. It wants each subnet to have a
// route table of its own, with a route to the endpoint, and with the way to the internet that its kind has.
func (d deployment) waysOut(t *testing.T, vpc, endpoint string) map[string]int {
	t.Helper()
	inVPC := []types.Filter{{Name: aws.String("vpc-id"), Values: []string{vpc}}}
	subnets, err := d.EC2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{Filters: inVPC})
	require.NoError(t, err)
	tables, err := d.EC2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{Filters: inVPC})
	require.NoError(t, err)
	made, err := d.EC2.DescribeNatGateways(t.Context(), &ec2.DescribeNatGatewaysInput{Filter: inVPC})
	require.NoError(t, err)
	found, used := map[string]int{}, map[string]bool{}
	var routed []string
	for _, subnet := range subnets.Subnets {
		kind := ""
		for _, tag := range subnet.Tags {
			if aws.ToString(tag.Key) == "SubnetType" {
				kind = aws.ToString(tag.Value)
			}
		}
		found[kind]++
		at := slices.IndexFunc(tables.RouteTables, func(table types.RouteTable) bool {
			return slices.ContainsFunc(table.Associations, func(a types.RouteTableAssociation) bool {
				return aws.ToString(a.SubnetId) == *subnet.SubnetId
			})
		})
		require.GreaterOrEqual(t, at, 0, "a route table of %s", *subnet.SubnetId)
		routed = append(routed, *tables.RouteTables[at].RouteTableId)
		toDynamoDB, out := waysOf(tables.RouteTables[at])
		assert.Equal(t, []string{endpoint}, toDynamoDB, "%s subnet %s", kind, *subnet.SubnetId)
		switch kind {
		case "Isolated":
			assert.Empty(t, out, "%s has a way out", *subnet.SubnetId)
		case "Private":
			assert.Regexp(t, "^nat-", out)
			used[out] = true
		case "Public":
			assert.Regexp(t, "^igw-", out)
		}
	}
	endpoints, err := d.EC2.DescribeVpcEndpoints(t.Context(),
		&ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{endpoint}})
	require.NoError(t, err)
	assert.ElementsMatch(t, routed, endpoints.VpcEndpoints[0].RouteTableIds)
	for _, gateway := range made.NatGateways {
		if gateway.State != types.NatGatewayStateDeleted {
			assert.True(t, used[*gateway.NatGatewayId], "no subnet uses %s", *gateway.NatGatewayId)
			found["gateways"]++
		}
	}
	return found
}

// waysOf are the endpoints that a route table leads to, and where it sends what is for the internet.
func waysOf(table types.RouteTable) (endpoints []string, internet string) {
	for _, route := range table.Routes {
		gateway := aws.ToString(route.GatewayId)
		if strings.HasPrefix(gateway, "vpce-") {
			endpoints = append(endpoints, gateway)
		}
		if aws.ToString(route.DestinationCidrBlock) == "0.0.0.0/0" {
			internet = gateway + aws.ToString(route.NatGatewayId)
		}
	}
	return endpoints, internet
}

// requireNothingLeft looks for what a destroyed network may leave behind, in VPCs or outside. VPCs that the test made
// itself are named.
func (d deployment) requireNothingLeft(t *testing.T, own ...string) {
	t.Helper()
	vpcs, err := d.EC2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})
	require.NoError(t, err)
	standing := map[string]bool{}
	for _, vpc := range vpcs.Vpcs {
		standing[*vpc.VpcId] = true
		assert.True(t, *vpc.IsDefault || slices.Contains(own, *vpc.VpcId), "VPC %s is left", *vpc.VpcId)
	}
	groups, err := d.EC2.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{})
	require.NoError(t, err)
	for _, group := range groups.SecurityGroups {
		assert.Equal(t, "default", *group.GroupName, "security group %s is left", *group.GroupId)
		assert.True(t, standing[*group.VpcId], "security group %s is left of a VPC that is gone", *group.GroupId)
	}
	addresses, err := d.EC2.DescribeAddresses(t.Context(), &ec2.DescribeAddressesInput{})
	require.NoError(t, err)
	assert.Empty(t, addresses.Addresses)
	endpoints, err := d.EC2.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{})
	require.NoError(t, err)
	for _, endpoint := range endpoints.VpcEndpoints {
		assert.True(t, strings.EqualFold("deleted", string(endpoint.State)) || slices.Contains(own, *endpoint.VpcId),
			"endpoint %s is left", *endpoint.VpcEndpointId)
	}
	tables, err := d.DynamoDB.ListTables(t.Context(), nil)
	require.NoError(t, err)
	assert.Empty(t, tables.TableNames)
}
