package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNATGateways deploys networks whose private subnets reach the internet through NAT gateways.
func TestNATGateways(t *testing.T) {
	t.Parallel()
	for strategy, gateways := range map[string]int{"Single": 1, "OnePerAz": 2} {
		t.Run(strategy, func(t *testing.T) {
			team := deploy(t, "testdata/nat-gateways", values("strategy", strategy))
			outputs, _ := team.up(t)
			vpc := []types.Filter{{Name: aws.String("vpc-id"), Values: []string{outputs["vpcId"].(string)}}}
			made, err := team.EC2.DescribeNatGateways(t.Context(), &ec2.DescribeNatGatewaysInput{Filter: vpc})
			require.NoError(t, err)
			assert.Len(t, made.NatGateways, gateways)
			tables, err := team.EC2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{Filters: vpc})
			require.NoError(t, err)
			routes := map[string]int{}
			for _, table := range tables.RouteTables {
				for _, route := range table.Routes {
					if aws.ToString(route.DestinationCidrBlock) == "0.0.0.0/0" {
						routes[aws.ToString(route.NatGatewayId)]++
					}
				}
			}
			assert.Equal(t, 2, routes[""], "the public subnets' routes to the internet gateway")
			delete(routes, "")
			assert.Len(t, routes, gateways, "the private subnets use every gateway")
			team.requireNoChange(t)

			_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
			require.NoError(t, err)
			held, err := team.EC2.DescribeAddresses(t.Context(), &ec2.DescribeAddressesInput{})
			require.NoError(t, err)
			assert.Empty(t, held.Addresses)
		})
	}
}
