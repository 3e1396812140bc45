package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

func newVPC(t *testing.T, client *ec2.Client) string {
	t.Helper()
	made, err := client.CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: ptr("10.9.0.0/16")})
	require.NoError(t, err)
	return *made.Vpc.VpcId
}

func newRouteTable(t *testing.T, client *ec2.Client, vpc string) string {
	t.Helper()
	made, err := client.CreateRouteTable(t.Context(), &ec2.CreateRouteTableInput{VpcId: &vpc})
	require.NoError(t, err)
	return *made.RouteTable.RouteTableId
}

// newEndpoint makes an endpoint of a VPC for DynamoDB or its streams. Its door opens if the client calls the gate.
func newEndpoint(
	t *testing.T, client *ec2.Client, vpc, service string, kind types.VpcEndpointType,
	options ...func(*ec2.CreateVpcEndpointInput),
) string {
	t.Helper()
	input := &ec2.CreateVpcEndpointInput{
		VpcId: &vpc, ServiceName: ptr("com.amazonaws." + workspace.Region + "." + service), VpcEndpointType: kind,
	}
	for _, option := range options {
		option(input)
	}
	made, err := client.CreateVpcEndpoint(t.Context(), input)
	require.NoError(t, err)
	return *made.VpcEndpoint.VpcEndpointId
}

func withRouteTable(table string) func(*ec2.CreateVpcEndpointInput) {
	return func(input *ec2.CreateVpcEndpointInput) { input.RouteTableIds = []string{table} }
}

func withPolicy(policy string) func(*ec2.CreateVpcEndpointInput) {
	return func(input *ec2.CreateVpcEndpointInput) { input.PolicyDocument = &policy }
}

// existingVPC is a VPC that no stack knows. It has a DynamoDB endpoint with AWS's default policy, and two subnets. The
// covered one has a route table with a route to the endpoint; the uncovered one has the main route table, without.
type existingVPC struct{ vpc, endpoint, table, covered, uncovered string }

func (d deployment) makeVPC(t *testing.T) existingVPC {
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
	endpoint := newEndpoint(t, d.byPipeline(t).EC2, vpc, tablesService, types.VpcEndpointTypeGateway,
		withRouteTable(table))
	return existingVPC{vpc, endpoint, table, subnets[0], subnets[1]}
}

// requireUntouched requires the endpoint to have the policy and the route table that it was made with.
func (v existingVPC) requireUntouched(t *testing.T, d deployment) {
	t.Helper()
	found, err := d.EC2.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{v.endpoint}})
	require.NoError(t, err)
	require.Len(t, found.VpcEndpoints, 1)
	assert.EqualValues(t, "available", found.VpcEndpoints[0].State)
	requireSamePolicy(t, `{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`,
		*found.VpcEndpoints[0].PolicyDocument)
	assert.Equal(t, []string{v.table}, found.VpcEndpoints[0].RouteTableIds)
	assert.Equal(t, []string{v.endpoint}, d.endpointsOf(t, v.table))
}

// endpointsOf lists the endpoints that a route table has routes to.
func (d deployment) endpointsOf(t *testing.T, table string) []string {
	t.Helper()
	found, err := d.EC2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{RouteTableIds: []string{table}})
	require.NoError(t, err)
	endpoints, _ := targetsOf(found.RouteTables[0])
	return endpoints
}

// targetsOf returns the endpoints that a route table has routes to, and the target of its default route.
func targetsOf(table types.RouteTable) (endpoints []string, internet string) {
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

// countSubnets counts the subnets of a VPC by kind, and the NAT gateways as "gateways". Each subnet must have a route
// table of its own, with a route to the endpoint and the default route that its kind has. Each NAT gateway must be
// used.
func (d deployment) countSubnets(t *testing.T, vpc, endpoint string) map[string]int {
	t.Helper()
	inVPC := []types.Filter{{Name: aws.String("vpc-id"), Values: []string{vpc}}}
	subnets, err := d.EC2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{Filters: inVPC})
	require.NoError(t, err)
	tables, err := d.EC2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{Filters: inVPC})
	require.NoError(t, err)
	made, err := d.EC2.DescribeNatGateways(t.Context(), &ec2.DescribeNatGatewaysInput{Filter: inVPC})
	require.NoError(t, err)
	counts, used := map[string]int{}, map[string]bool{}
	var routed []string
	for _, subnet := range subnets.Subnets {
		kind := ""
		for _, tag := range subnet.Tags {
			if aws.ToString(tag.Key) == "SubnetType" {
				kind = aws.ToString(tag.Value)
			}
		}
		counts[kind]++
		at := slices.IndexFunc(tables.RouteTables, func(table types.RouteTable) bool {
			return slices.ContainsFunc(table.Associations, func(a types.RouteTableAssociation) bool {
				return aws.ToString(a.SubnetId) == *subnet.SubnetId
			})
		})
		require.GreaterOrEqual(t, at, 0, "a route table of %s", *subnet.SubnetId)
		routed = append(routed, *tables.RouteTables[at].RouteTableId)
		endpoints, internet := targetsOf(tables.RouteTables[at])
		assert.Equal(t, []string{endpoint}, endpoints, "%s subnet %s", kind, *subnet.SubnetId)
		switch kind {
		case "Isolated":
			assert.Empty(t, internet, "%s has a default route", *subnet.SubnetId)
		case "Private":
			assert.Regexp(t, "^nat-", internet)
			used[internet] = true
		case "Public":
			assert.Regexp(t, "^igw-", internet)
		}
	}
	endpoints, err := d.EC2.DescribeVpcEndpoints(t.Context(),
		&ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{endpoint}})
	require.NoError(t, err)
	assert.ElementsMatch(t, routed, endpoints.VpcEndpoints[0].RouteTableIds)
	for _, gateway := range made.NatGateways {
		if gateway.State != types.NatGatewayStateDeleted {
			assert.True(t, used[*gateway.NatGatewayId], "no subnet uses %s", *gateway.NatGatewayId)
			counts["gateways"]++
		}
	}
	return counts
}

// requireNothingLeft looks for what a destroyed stack may leave behind. The VPCs that the test itself made are own.
func (d deployment) requireNothingLeft(t *testing.T, own ...string) {
	t.Helper()
	vpcs, err := d.EC2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})
	require.NoError(t, err)
	existing := map[string]bool{}
	for _, vpc := range vpcs.Vpcs {
		existing[*vpc.VpcId] = true
		assert.True(t, *vpc.IsDefault || slices.Contains(own, *vpc.VpcId), "VPC %s is left", *vpc.VpcId)
	}
	groups, err := d.EC2.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{})
	require.NoError(t, err)
	for _, group := range groups.SecurityGroups {
		assert.Equal(t, "default", *group.GroupName, "security group %s is left", *group.GroupId)
		assert.True(t, existing[*group.VpcId], "security group %s is left of a VPC that is gone", *group.GroupId)
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
