package gate

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOneDynamoDBRouteARouteTable(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	made, err := h.ec2().CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.0.0.0/16")})
	require.NoError(t, err)
	var tables []string
	for range 2 {
		table, err := h.ec2().CreateRouteTable(t.Context(), &ec2.CreateRouteTableInput{VpcId: made.Vpc.VpcId})
		require.NoError(t, err)
		tables = append(tables, *table.RouteTable.RouteTableId)
	}
	create := func(service string, tables ...string) (string, error) {
		out, err := h.ec2().CreateVpcEndpoint(t.Context(), &ec2.CreateVpcEndpointInput{
			VpcId: made.Vpc.VpcId, ServiceName: aws.String("com.amazonaws.us-east-1." + service), RouteTableIds: tables,
			VpcEndpointType: "Gateway",
		})
		if err != nil {
			return "", err
		}
		return *out.VpcEndpoint.VpcEndpointId, nil
	}
	first, err := create("dynamodb", tables[0])
	require.NoError(t, err)
	_, err = create("dynamodb", tables...)
	h.refused(err, "RouteAlreadyExists", "route table "+tables[0]+" already has a route with destination-prefix-list-id pl-")
	_, err = create("s3", tables...)
	require.NoError(t, err, "another service has another route")
	second, err := create("dynamodb", tables[1])
	require.NoError(t, err, "another route table has none yet")
	_, err = h.ec2().ModifyVpcEndpoint(t.Context(),
		&ec2.ModifyVpcEndpointInput{VpcEndpointId: &second, AddRouteTableIds: []string{tables[0]}})
	h.refused(err, "RouteAlreadyExists", tables[0])
	_, err = h.ec2().DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{first}})
	require.NoError(t, err)
	_, err = create("dynamodb", tables[0])
	require.NoError(t, err, "the route went with its endpoint")
}

// TestRoutesOfAnEndpointThatChanges adds an endpoint to route tables and removes it from others, and checks where its
// route is.
func TestRoutesOfAnEndpointThatChanges(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	made, err := h.ec2().CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.0.0.0/16")})
	require.NoError(t, err)
	var tables []string
	for range 3 {
		table, err := h.ec2().CreateRouteTable(t.Context(), &ec2.CreateRouteTableInput{VpcId: made.Vpc.VpcId})
		require.NoError(t, err)
		tables = append(tables, *table.RouteTable.RouteTableId)
	}
	endpoint, err := h.ec2().CreateVpcEndpoint(t.Context(), &ec2.CreateVpcEndpointInput{
		VpcId: made.Vpc.VpcId, ServiceName: aws.String("com.amazonaws.us-east-1.dynamodb"), VpcEndpointType: "Gateway",
		RouteTableIds: tables[:2],
	})
	require.NoError(t, err)
	id := *endpoint.VpcEndpoint.VpcEndpointId
	routed := func() []string {
		found, err := h.ec2().DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{RouteTableIds: tables})
		require.NoError(t, err)
		var leading []string
		for _, table := range found.RouteTables {
			for _, route := range table.Routes {
				if aws.ToString(route.GatewayId) == id && aws.ToString(route.DestinationPrefixListId) != "" {
					leading = append(leading, *table.RouteTableId)
				}
			}
		}
		return leading
	}
	for range 2 { // a second call changes nothing
		_, err = h.ec2().ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{
			VpcEndpointId: &id, AddRouteTableIds: tables[2:], RemoveRouteTableIds: tables[:1],
		})
		require.NoError(t, err)
		assert.ElementsMatch(t, tables[1:], routed())
	}
	_, err = h.ec2().DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{id}})
	require.NoError(t, err)
	assert.Empty(t, routed())
}
