package provider

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	awsx "github.com/pulumi/pulumi-awsx/sdk/v2/go/awsx/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// The layout leaves room for four zones, and for four subnets in each, so that a zone or a NAT gateway can be added
// later without replacing a subnet.
const (
	maxAvailabilityZones = 4
	zoneBits             = 2 // a zone has a quarter of the VPC
	subnetBits           = 4 // and each of its subnets a quarter of that
	smallestSubnet       = 28
	largestVPC           = 16
)

// subnetSpecs are the subnets of every zone. awsx allocates them in this order, so the isolated subnet comes first: the
// others come and go with NAT gateways.
func (a *PrivateNetworkArgs) subnetSpecs(vpc netip.Prefix) []awsx.SubnetSpecArgs {
	types := []awsx.SubnetType{awsx.SubnetTypeIsolated}
	if valueOr(a.NatGateways, defaultNatGateways) != NatGatewaysNone {
		types = append(types, awsx.SubnetTypePrivate, awsx.SubnetTypePublic)
	}
	specs := make([]awsx.SubnetSpecArgs, len(types))
	for i, kind := range types {
		specs[i] = awsx.SubnetSpecArgs{Type: kind, CidrMask: ptr(vpc.Bits() + subnetBits)}
	}
	return specs
}

// registerVPC builds the VPC, its subnets and their route tables.
func (n *PrivateNetwork) registerVPC(
	ctx *pulumi.Context, name string, args *PrivateNetworkArgs, child pulumi.ResourceOrInvokeOption,
) error {
	cidr := valueOr(args.CidrBlock, defaultCIDRBlock)
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil {
		return fmt.Errorf("cidrBlock: %w", err)
	}
	zones, err := zoneNames(ctx, valueOr(args.AvailabilityZoneCount, defaultAvailabilityZoneCount), child)
	if err != nil {
		return err
	}
	vpc, err := awsx.NewVpc(ctx, name, &awsx.VpcArgs{
		CidrBlock:                &cidr,
		AvailabilityZoneNames:    zones,
		AvailabilityZoneCidrMask: ptr(prefix.Bits() + zoneBits),
		SubnetStrategy:           ptr(awsx.SubnetAllocationStrategyAuto),
		SubnetSpecs:              args.subnetSpecs(prefix),
		NatGateways: &awsx.NatGatewayConfigurationArgs{
			Strategy: valueOr(args.NatGateways, defaultNatGateways).strategy(),
		},
		EnableDnsHostnames: pulumi.Bool(true), // a gateway endpoint needs both
		EnableDnsSupport:   pulumi.Bool(true),
		Tags:               args.Tags,
	}, child)
	if err != nil {
		return fmt.Errorf("register vpc: %w", err)
	}
	n.vpcParts = partsOf(vpc)
	n.built = append(n.built, vpcSettingsOf(vpc))
	n.VpcID = vpc.VpcId
	n.SubnetIDs, n.PrivateSubnetIDs = vpc.IsolatedSubnetIds, vpc.PrivateSubnetIds
	n.RouteTableIDs = routeTableIDs(vpc)
	// The endpoint is on every route table, and every subnet has one of its own.
	n.CoveredSubnetIDs = pulumi.All(vpc.IsolatedSubnetIds, vpc.PrivateSubnetIds, vpc.PublicSubnetIds).ApplyT(
		func(lists []any) []string {
			return slices.Concat(lists[0].([]string), lists[1].([]string), lists[2].([]string))
		}).(pulumi.StringArrayOutput)
	n.UncoveredSubnetIDs = stringList(nil)
	return nil
}

// zoneNames picks the availability zones. awsx would also pick Local Zones in accounts that opted in to them, where
// there is no DynamoDB endpoint.
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

// routeTableIDs returns the ids of the route tables that awsx made. It fails where there are none: no request takes an
// endpoint on no route table.
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

// partsOf returns the parts of a VPC that clients need and the endpoint does not. The endpoint depends on them, and the
// table on the endpoint: a destroy without a preview goes on past a protected table, and spares only what the table
// depends on, resource by resource.
func partsOf(vpc *awsx.Vpc) pulumi.ResourceArrayOutput {
	return pulumi.All(vpc.RouteTableAssociations, vpc.Routes, vpc.NatGateways, vpc.Eips, vpc.InternetGateway).ApplyT(
		func(made []any) []pulumi.Resource {
			parts := []pulumi.Resource{made[4].(*ec2.InternetGateway)}
			parts = appendParts(parts, made[0].([]*ec2.RouteTableAssociation))
			parts = appendParts(parts, made[1].([]*ec2.Route))
			parts = appendParts(parts, made[2].([]*ec2.NatGateway))
			return appendParts(parts, made[3].([]*ec2.Eip))
		}).(pulumi.ResourceArrayOutput)
}

func appendParts[R pulumi.Resource](parts []pulumi.Resource, more []R) []pulumi.Resource {
	for _, part := range more {
		parts = append(parts, part)
	}
	return parts
}
