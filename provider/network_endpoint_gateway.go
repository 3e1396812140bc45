package provider

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// registerEndpoint puts the gateway endpoint on every route table. Requests from a subnet whose table is left out would
// take the public path, without aws:SourceVpc, and be refused.
func (n *PrivateNetwork) registerEndpoint(
	ctx *pulumi.Context, name string, args *PrivateNetworkArgs, region, document pulumi.StringOutput,
	opts ...pulumi.ResourceOption,
) error {
	endpoint, err := ec2.NewVpcEndpoint(ctx, gatewayEndpointName(name), &ec2.VpcEndpointArgs{
		VpcId:           n.VpcID,
		VpcEndpointType: pulumi.String("Gateway"),
		ServiceName:     pulumi.Sprintf("com.amazonaws.%s.dynamodb", region),
		RouteTableIds:   n.RouteTableIDs,
		Policy:          document,
		Tags:            named(args.Tags, gatewayEndpointName(name)),
	}, opts...)
	if err != nil {
		return fmt.Errorf("register gateway endpoint: %w", err)
	}
	n.dependencies = append(n.dependencies, endpoint)
	n.built = append(n.built, gatewaySettingsOf(endpoint, document, n.RouteTableIDs))
	n.VpcEndpointID = endpoint.ID().ToStringOutput()
	n.PrefixListID = endpoint.PrefixListId
	n.EndpointPolicy = document
	return nil
}

// gatewayEndpointName returns the name of the gateway endpoint, which is also its Name tag unless the user gives one.
func gatewayEndpointName(network string) string { return network + "-dynamodb" }
