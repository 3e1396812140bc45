package provider

import (
	"errors"
	"fmt"
	"net/netip"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	awsx "github.com/pulumi/pulumi-awsx/sdk/v2/go/awsx/ec2"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumix"
)

// Defaults of PrivateNetwork. They are part of the contract: changing one changes what is deployed.
const (
	defaultCIDRBlock             = "10.0.0.0/16"
	defaultAvailabilityZoneCount = 2
	defaultEndpointAccess        = EndpointAccessAccount
)

// The layout leaves room for four zones, and in each for more subnets than the isolated one, so that a
// zone or a NAT gateway can be added later without replacing a subnet.
const (
	maxAvailabilityZones = 4
	zoneBits             = 2 // a zone has a quarter of the VPC
	isolatedSubnetBits   = 4 // its isolated subnet a quarter of that
	smallestSubnet       = 28
	largestVPC           = 16
)

// PrivateNetworkArgs are the inputs of a PrivateNetwork.
type PrivateNetworkArgs struct {
	CidrBlock             *string               `pulumi:"cidrBlock,optional"`
	AvailabilityZoneCount *int                  `pulumi:"availabilityZoneCount,optional"`
	Existing              *ExistingNetwork      `pulumi:"existing,optional"`
	EndpointAccess        *EndpointAccess       `pulumi:"endpointAccess,optional"`
	OrganizationID        pulumi.StringPtrInput `pulumi:"organizationId,optional"`
	Tags                  pulumi.StringMapInput `pulumi:"tags,optional"`
}

// Annotate documents the inputs. The schema has no default for what conflicts with another input: SDKs send
// defaults as if the user had given them, and every adopted network would be refused.
func (a *PrivateNetworkArgs) Annotate(an infer.Annotator) {
	an.Describe(&a.CidrBlock, "The IPv4 range of the VPC, from /16 to /24. Default 10.0.0.0/16. "+
		"Changing it replaces the network.")
	an.Describe(&a.AvailabilityZoneCount, "How many availability zones have a subnet, from 1 to 4. Default 2. "+
		"Adding one later replaces nothing. Local Zones and Wavelength Zones are never used.")
	an.Describe(&a.Existing, "A VPC that exists and is adopted; no VPC is built then. Default: none. "+
		"Conflicts with `cidrBlock` and `availabilityZoneCount`.")
	an.Describe(&a.EndpointAccess, "Whose principals the new endpoint lets through, and to whose tables. Default "+
		"`account`. Conflicts with `existing.vpcEndpointId`.")
	an.Describe(&a.OrganizationID, "The id of the organization. Required where `endpointAccess` is `organization`.")
	an.Describe(&a.Tags, "Tags for every resource of the network that takes tags. Default: none.")
}

// PrivateNetwork is a VPC with a private way to DynamoDB.
type PrivateNetwork struct {
	pulumi.ResourceState

	VpcID                 pulumi.StringOutput      `pulumi:"vpcId"`
	VpcEndpointID         pulumi.StringOutput      `pulumi:"vpcEndpointId"`
	PrefixListID          pulumi.StringOutput      `pulumi:"prefixListId"`
	SubnetIDs             pulumi.StringArrayOutput `pulumi:"subnetIds"`
	RouteTableIDs         pulumi.StringArrayOutput `pulumi:"routeTableIds"`
	ClientSecurityGroupID pulumi.StringOutput      `pulumi:"clientSecurityGroupId"`
	EndpointPolicy        pulumi.StringOutput      `pulumi:"endpointPolicy"`

	AccessReport pulumix.Output[AccessReport] `pulumi:"accessReport"`

	// built is what a table in this process waits for: the endpoint, unless it was there before. The component
	// will not do: Pulumi expands it to the children that have registered by then, and they register concurrently.
	built []pulumi.Resource
}

// Annotate documents the component and its outputs.
func (n *PrivateNetwork) Annotate(an infer.Annotator) {
	an.Describe(&n, "A VPC with isolated subnets and a DynamoDB gateway endpoint on every one of their route tables, "+
		"or such an endpoint in a VPC that exists. Several tables can share one.")
	an.Describe(&n.VpcID, "The id of the VPC.")
	an.Describe(&n.VpcEndpointID, "The id of the DynamoDB gateway endpoint.")
	an.Describe(&n.PrefixListID, "The id of DynamoDB's prefix list in this Region, "+
		"the destination of the endpoint's routes.")
	an.Describe(&n.SubnetIDs, "The ids of the isolated subnets, one in each availability zone. "+
		"Empty for a VPC that is adopted.")
	an.Describe(&n.RouteTableIDs, "The ids of the route tables that lead to the endpoint.")
	an.Describe(&n.ClientSecurityGroupID, "The id of a security group for clients of the table. "+
		"It lets out HTTPS to DynamoDB and nothing else.")
	an.Describe(&n.EndpointPolicy, "The endpoint's policy: principals of this account reach tables of this account, or "+
		"those of the organization. The policy of an endpoint that is adopted is read, and never changed.")
	an.Describe(&n.AccessReport, "What the endpoint's policy lets through: whose callers reach whose tables. For an "+
		"endpoint that is adopted it is known when the endpoint is.")
}

// NewPrivateNetwork registers a PrivateNetwork and its children.
func NewPrivateNetwork(
	ctx *pulumi.Context, name string, args *PrivateNetworkArgs, opts ...pulumi.ResourceOption,
) (*PrivateNetwork, error) {
	network := &PrivateNetwork{}
	if err := ctx.RegisterComponentResource(token("PrivateNetwork"), name, network, opts...); err != nil {
		return nil, err
	}
	child := pulumi.Parent(network)

	if args.Existing == nil {
		if err := network.registerVPC(ctx, name, args, child); err != nil {
			return nil, err
		}
	} else {
		network.adoptVPC(args.Existing)
	}
	if !args.adoptsEndpoint() {
		if err := network.registerEndpoint(ctx, name, args, child); err != nil {
			return nil, err
		}
	} else {
		network.adoptEndpoint(ctx, args.Existing, child)
	}
	if err := network.registerClientSecurityGroup(ctx, name, args.Tags, child); err != nil {
		return nil, err
	}
	network.report(ctx, args, child)
	return network, ctx.RegisterResourceOutputs(network, pulumi.Map{
		"vpcId":                 network.VpcID,
		"vpcEndpointId":         network.VpcEndpointID,
		"prefixListId":          network.PrefixListID,
		"subnetIds":             network.SubnetIDs,
		"routeTableIds":         network.RouteTableIDs,
		"clientSecurityGroupId": network.ClientSecurityGroupID,
		"endpointPolicy":        network.EndpointPolicy,
		"accessReport":          network.AccessReport.Untyped(),
	})
}

// registerVPC builds the VPC, its isolated subnets and their route tables.
func (n *PrivateNetwork) registerVPC(
	ctx *pulumi.Context, name string, args *PrivateNetworkArgs, child pulumi.ResourceOrInvokeOption,
) error {
	cidr := or(args.CidrBlock, defaultCIDRBlock)
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil {
		return fmt.Errorf("cidrBlock: %w", err)
	}
	zones, err := zoneNames(ctx, or(args.AvailabilityZoneCount, defaultAvailabilityZoneCount), child)
	if err != nil {
		return err
	}
	vpc, err := awsx.NewVpc(ctx, name, &awsx.VpcArgs{
		CidrBlock:                &cidr,
		AvailabilityZoneNames:    zones,
		AvailabilityZoneCidrMask: ptr(prefix.Bits() + zoneBits),
		SubnetStrategy:           ptr(awsx.SubnetAllocationStrategyAuto),
		SubnetSpecs: []awsx.SubnetSpecArgs{{
			Type: awsx.SubnetTypeIsolated, CidrMask: ptr(prefix.Bits() + isolatedSubnetBits),
		}},
		NatGateways:        &awsx.NatGatewayConfigurationArgs{Strategy: awsx.NatGatewayStrategyNone},
		EnableDnsHostnames: pulumi.Bool(true), // a gateway endpoint needs both
		EnableDnsSupport:   pulumi.Bool(true),
		Tags:               args.Tags,
	}, child)
	if err != nil {
		return fmt.Errorf("register vpc: %w", err)
	}
	n.VpcID = vpc.VpcId
	n.SubnetIDs = vpc.IsolatedSubnetIds
	n.RouteTableIDs = routeTableIDs(vpc)
	return nil
}

// registerEndpoint puts the gateway endpoint on every route table. A subnet whose table is left out would
// reach DynamoDB over the public path, without aws:SourceVpc, and be refused.
func (n *PrivateNetwork) registerEndpoint(
	ctx *pulumi.Context, name string, args *PrivateNetworkArgs, child pulumi.ResourceOrInvokeOption,
) error {
	caller := aws.GetCallerIdentityOutput(ctx, aws.GetCallerIdentityOutputArgs{}, child)
	region := aws.GetRegionOutput(ctx, aws.GetRegionOutputArgs{}, child)
	document := args.endpointPolicy(caller.AccountId())

	endpoint, err := ec2.NewVpcEndpoint(ctx, name+"-dynamodb", &ec2.VpcEndpointArgs{
		VpcId:           n.VpcID,
		VpcEndpointType: pulumi.String("Gateway"),
		ServiceName:     pulumi.Sprintf("com.amazonaws.%s.dynamodb", region.Name()),
		RouteTableIds:   n.RouteTableIDs,
		Policy:          document,
		Tags:            named(args.Tags, name+"-dynamodb"),
	}, child)
	if err != nil {
		return fmt.Errorf("register gateway endpoint: %w", err)
	}
	n.built = []pulumi.Resource{endpoint}
	n.VpcEndpointID = endpoint.ID().ToStringOutput()
	n.PrefixListID = endpoint.PrefixListId
	n.EndpointPolicy = document
	return nil
}

// registerClientSecurityGroup makes the group that clients of the table wear.
func (n *PrivateNetwork) registerClientSecurityGroup(
	ctx *pulumi.Context, name string, tags pulumi.StringMapInput, child pulumi.ResourceOrInvokeOption,
) error {
	group, err := ec2.NewSecurityGroup(ctx, name+"-client", &ec2.SecurityGroupArgs{
		VpcId:       n.VpcID,
		Description: pulumi.String("Clients of private DynamoDB tables: HTTPS to DynamoDB and nothing else"),
		Egress: ec2.SecurityGroupEgressArray{ec2.SecurityGroupEgressArgs{
			Protocol:      pulumi.String("tcp"),
			FromPort:      pulumi.Int(443),
			ToPort:        pulumi.Int(443),
			PrefixListIds: pulumi.StringArray{n.PrefixListID},
		}},
		Tags: named(tags, name+"-client"),
	}, child)
	if err != nil {
		return fmt.Errorf("register client security group: %w", err)
	}
	n.ClientSecurityGroupID = group.ID().ToStringOutput()
	return nil
}

// zoneNames picks the zones itself. Left to choose, awsx also takes Local Zones in accounts that opted in
// to them, where a DynamoDB endpoint has no place.
func zoneNames(ctx *pulumi.Context, count int, child pulumi.InvokeOption) ([]string, error) {
	found, err := aws.GetAvailabilityZones(ctx, &aws.GetAvailabilityZonesArgs{
		State: pulumi.StringRef("available"),
		Filters: []aws.GetAvailabilityZonesFilter{
			{Name: "opt-in-status", Values: []string{"opt-in-not-required"}},
		},
	}, child)
	if err != nil {
		return nil, fmt.Errorf("list availability zones: %w", err)
	}
	if len(found.Names) < count {
		return nil, fmt.Errorf("availabilityZoneCount: this Region has %d availability zones, got %d",
			len(found.Names), count)
	}
	return found.Names[:count], nil
}

// routeTableIDs are the ids of the tables that awsx made, and an error where it made none: an endpoint on
// no route table is one that no request takes.
func routeTableIDs(vpc *awsx.Vpc) pulumi.StringArrayOutput {
	return vpc.RouteTables.ApplyT(func(tables []*ec2.RouteTable) (pulumi.StringArrayOutput, error) {
		if len(tables) == 0 {
			return pulumi.StringArrayOutput{}, errors.New("the VPC has no route table to put the endpoint on")
		}
		ids := make(pulumi.StringArray, len(tables))
		for i, table := range tables {
			ids[i] = table.ID().ToStringOutput()
		}
		return ids.ToStringArrayOutput(), nil
	}).(pulumi.StringArrayOutput)
}
