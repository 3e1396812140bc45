package provider

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// registerEndpoints makes or adopts the VPC and its gateway endpoint, and makes what else leads to DynamoDB.
func (n *PrivateNetwork) registerEndpoints(
	ctx *pulumi.Context, name string, args *PrivateNetworkArgs, child pulumi.ResourceOrInvokeOption,
) error {
	region := aws.GetRegionOutput(ctx, aws.GetRegionOutputArgs{}, child).Name()
	document := args.endpointPolicy(aws.GetCallerIdentityOutput(ctx, aws.GetCallerIdentityOutputArgs{}, child).AccountId())
	var err error
	switch existing := args.Existing; {
	case existing == nil:
		if err = n.registerVPC(ctx, name, args, child); err == nil {
			err = n.registerEndpoint(ctx, name, args, region, document, child, pulumi.DependsOnInputs(n.vpcParts))
		}
	case args.adoptsEndpoint():
		n.adoptVPC(existing)
		path := n.inputPrefix + "existing.vpcEndpointId"
		n.adoptEndpoint(findEndpoint(ctx, n.VpcID, path, existing.VpcEndpointID, child).onRouteTables(path, false))
		n.reportCoverage(ctx, n.lookupRouteTables(ctx, child), child)
	default:
		n.adoptVPC(existing)
		tables := n.lookupRouteTables(ctx, child)
		n.reportCoverage(ctx, tables, child)
		err = n.registerEndpoint(ctx, name, args, region, document, child,
			waitFor(n.checkRouteTables(ctx, name, args, region, tables, child)))
	}
	if err != nil {
		return err
	}
	group, err := n.registerEndpointSecurityGroup(ctx, name, args, child)
	if err != nil {
		return err
	}
	if err := n.registerClientSecurityGroup(ctx, name, args.Tags, group, child); err != nil {
		return err
	}
	if err := n.registerInterfaceEndpoints(ctx, name, args, group, region, document, child); err != nil {
		return err
	}
	// A VPC that exists has its id before it has its endpoint, and a table that is given the id would look for one.
	n.VpcID = pulumi.All(n.VpcID, n.VpcEndpointID).ApplyT(func(ids []any) string {
		return ids[0].(string)
	}).(pulumi.StringOutput)
	return nil
}

// registerEndpoint puts the gateway endpoint on every route table. A subnet whose table is left out would
// reach DynamoDB over the public path, without aws:SourceVpc, and be refused.
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
	n.VpcEndpointID = endpoint.ID().ToStringOutput()
	n.PrefixListID = endpoint.PrefixListId
	n.EndpointPolicy = document
	return nil
}

// gatewayEndpointName is the name of the gateway endpoint, and its Name tag unless the user gives one.
func gatewayEndpointName(network string) string { return network + "-dynamodb" }
