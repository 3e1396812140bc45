package main

import (
	"context"
	"fmt"
	"net"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

type vpc struct {
	CidrBlock          *string `pulumi:"cidrBlock"`
	EnableDNSHostnames *bool   `pulumi:"enableDnsHostnames"`
	EnableDNSSupport   *bool   `pulumi:"enableDnsSupport"`
	InstanceTenancy    *string `pulumi:"instanceTenancy"`
	tagged

	ARN                    *string `pulumi:"arn"`
	DefaultNetworkACLID    *string `pulumi:"defaultNetworkAclId"`
	DefaultRouteTableID    *string `pulumi:"defaultRouteTableId"`
	DefaultSecurityGroupID *string `pulumi:"defaultSecurityGroupId"`
	DHCPOptionsID          *string `pulumi:"dhcpOptionsId"`
	MainRouteTableID       *string `pulumi:"mainRouteTableId"`
	OwnerID                *string `pulumi:"ownerId"`
}

var vpcs = resourceType[vpc]{
	official: contract.ResourceOf[sdk.VpcArgs, sdk.Vpc]("aws:ec2/vpc:Vpc"),
	// Source: terraform-provider-aws, internal/service/ec2/vpc_.go, resourceVPC. Its CustomizeDiff replaces the VPC for
	// another tenancy, except from dedicated to default. This stand-in replaces it then too.
	traits: contract.Traits{
		"cidrBlock":          {Replace: true, Valid: ipv4Network},
		"enableDnsHostnames": {Shared: true},
		"enableDnsSupport":   {Default: true},
		"instanceTenancy":    {Planned: "default", Unset: "default"},
	},
	replaces: func(changes map[string]p.PropertyDiff, _, _ property.Map) bool {
		return contract.Touches(changes, "instanceTenancy")
	},
	gone: []string{"InvalidVpcID.NotFound"},

	create: func(ctx context.Context, s *session, want *vpc) (string, error) {
		out, err := s.ec2.CreateVpc(ctx, &ec2.CreateVpcInput{
			CidrBlock:         want.CidrBlock,
			InstanceTenancy:   types.Tenancy(contract.ValueOr(want.InstanceTenancy, "default")),
			TagSpecifications: tagSpec(types.ResourceTypeVpc, want.TagsAll),
		})
		if err != nil {
			return "", fmt.Errorf("creating EC2 VPC: %w", err)
		}
		id := *out.Vpc.VpcId
		wait := ec2.NewVpcAvailableWaiter(s.ec2, func(o *ec2.VpcAvailableWaiterOptions) { o.MinDelay = pollInterval })
		if err := wait.Wait(ctx, &ec2.DescribeVpcsInput{VpcIds: []string{id}}, timeout); err != nil {
			return id, fmt.Errorf("waiting for EC2 VPC (%s) create: %w", id, err)
		}
		return id, wrap(setVpcDNS(ctx, s, id, &vpc{EnableDNSSupport: aws.Bool(true)}, want), "creating EC2 VPC")
	},

	read: readVpc,

	update: func(ctx context.Context, s *session, id string, now, want *vpc) error {
		if err := s.retag(ctx, "VPC", id, now.tagged, want.tagged); err != nil {
			return err
		}
		return wrap(setVpcDNS(ctx, s, id, now, want), "updating EC2 VPC (%s)", id)
	},

	remove: func(ctx context.Context, s *session, id string, _ *vpc) error {
		_, err := s.ec2.DeleteVpc(ctx, &ec2.DeleteVpcInput{VpcId: aws.String(id)})
		return wrap(err, "deleting EC2 VPC (%s)", id)
	},
}

// ipv4Network accepts the block of a VPC.
func ipv4Network(terraform string, value any) string {
	text, _ := value.(string)
	_, block, err := net.ParseCIDR(text)
	switch {
	case err != nil:
		return fmt.Sprintf("expected %s to contain a valid Value, got: %s with err: %v", terraform, text, err)
	case block.String() != text:
		return fmt.Sprintf("expected %s to contain a valid network Value, expected %s, got %s", terraform, block, text)
	}
	return ""
}

// setVpcDNS changes one attribute in each call, because AWS accepts only one. Host names need support, which comes
// first.
func setVpcDNS(ctx context.Context, s *session, id string, now, want *vpc) error {
	in := ec2.ModifyVpcAttributeInput{VpcId: aws.String(id)}
	if differ(now.EnableDNSSupport, want.EnableDNSSupport) {
		support := in
		support.EnableDnsSupport = &types.AttributeBooleanValue{Value: aws.Bool(aws.ToBool(want.EnableDNSSupport))}
		if _, err := s.ec2.ModifyVpcAttribute(ctx, &support); err != nil {
			return fmt.Errorf("modifying EnableDnsSupport: %w", err)
		}
	}
	if differ(now.EnableDNSHostnames, want.EnableDNSHostnames) {
		names := in
		names.EnableDnsHostnames = &types.AttributeBooleanValue{Value: aws.Bool(aws.ToBool(want.EnableDNSHostnames))}
		if _, err := s.ec2.ModifyVpcAttribute(ctx, &names); err != nil {
			return fmt.Errorf("modifying EnableDnsHostnames: %w", err)
		}
	}
	return nil
}

func readVpc(ctx context.Context, s *session, id string, _ *vpc) (*vpc, error) {
	out, err := s.ec2.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{VpcIds: []string{id}})
	if err != nil || len(out.Vpcs) == 0 {
		return nil, err
	}
	found := out.Vpcs[0]
	v := &vpc{
		CidrBlock:       found.CidrBlock,
		InstanceTenancy: aws.String(string(found.InstanceTenancy)),
		tagged:          tagMap(found.Tags),
		ARN:             s.arn(aws.ToString(found.OwnerId), "vpc/"+id),
		DHCPOptionsID:   found.DhcpOptionsId,
		OwnerID:         found.OwnerId,
	}
	attribute := func(name types.VpcAttributeName) (*ec2.DescribeVpcAttributeOutput, error) {
		return s.ec2.DescribeVpcAttribute(ctx, &ec2.DescribeVpcAttributeInput{VpcId: aws.String(id), Attribute: name})
	}
	support, err := attribute(types.VpcAttributeNameEnableDnsSupport)
	if err != nil {
		return nil, err
	}
	names, err := attribute(types.VpcAttributeNameEnableDnsHostnames)
	if err != nil {
		return nil, err
	}
	v.EnableDNSSupport, v.EnableDNSHostnames = support.EnableDnsSupport.Value, names.EnableDnsHostnames.Value
	return v, v.readDefaults(ctx, s, id)
}

// readDefaults reads what AWS creates along with a VPC.
func (v *vpc) readDefaults(ctx context.Context, s *session, id string) error {
	of := filter("vpc-id", id)
	acls, err := s.ec2.DescribeNetworkAcls(ctx,
		&ec2.DescribeNetworkAclsInput{Filters: []types.Filter{of, filter("default", "true")}})
	if err != nil {
		return err
	}
	for _, a := range acls.NetworkAcls {
		v.DefaultNetworkACLID = a.NetworkAclId
	}
	tables, err := s.ec2.DescribeRouteTables(ctx,
		&ec2.DescribeRouteTablesInput{Filters: []types.Filter{of, filter("association.main", "true")}})
	if err != nil {
		return err
	}
	for _, t := range tables.RouteTables {
		v.MainRouteTableID, v.DefaultRouteTableID = t.RouteTableId, t.RouteTableId
	}
	groups, err := s.ec2.DescribeSecurityGroups(ctx,
		&ec2.DescribeSecurityGroupsInput{Filters: []types.Filter{of, filter("group-name", "default")}})
	if err != nil {
		return err
	}
	for _, g := range groups.SecurityGroups {
		v.DefaultSecurityGroupID = g.GroupId
	}
	return nil
}
