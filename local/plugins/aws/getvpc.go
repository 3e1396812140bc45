package main

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
)

// oneVPC, oneInternetGateway and oneSubnet find a part of a network by its id, and by nothing else.
//
// Source: terraform-provider-aws, internal/service/ec2/vpc_data_source.go, vpc_internet_gateway_data_source.go and
// vpc_subnet_data_source.go.

var oneVPC = newFunction("aws:ec2/getVpc:getVpc",
	func(ctx context.Context, s *session, args sdk.LookupVpcArgs) (*sdk.LookupVpcResult, error) {
		found, err := vpcs.readIfExists(ctx, s, aws.ToString(args.Id), &vpc{})
		if err != nil || found == nil {
			return nil, orNotFound(err, "VPC")
		}
		return &sdk.LookupVpcResult{
			Arn: aws.ToString(found.ARN), CidrBlock: aws.ToString(found.CidrBlock),
			DhcpOptionsId:      aws.ToString(found.DHCPOptionsID),
			EnableDnsHostnames: aws.ToBool(found.EnableDNSHostnames), EnableDnsSupport: aws.ToBool(found.EnableDNSSupport),
			Id: *args.Id, InstanceTenancy: aws.ToString(found.InstanceTenancy),
			MainRouteTableId: aws.ToString(found.MainRouteTableID), OwnerId: aws.ToString(found.OwnerID),
			State: "available", Tags: found.TagsAll,
		}, nil
	}, "cidrBlock", "default", "dhcpOptionsId", "filters", "state", "tags")

var oneInternetGateway = newFunction("aws:ec2/getInternetGateway:getInternetGateway",
	func(
		ctx context.Context, s *session, args sdk.LookupInternetGatewayArgs,
	) (*sdk.LookupInternetGatewayResult, error) {
		id := aws.ToString(args.InternetGatewayId)
		found, err := internetGateways.readIfExists(ctx, s, id, &internetGateway{})
		if err != nil || found == nil {
			return nil, orNotFound(err, "Internet Gateway")
		}
		attachments := []sdk.GetInternetGatewayAttachmentType{}
		if vpc := aws.ToString(found.VpcID); vpc != "" {
			attachments = append(attachments, sdk.GetInternetGatewayAttachmentType{State: "available", VpcId: vpc})
		}
		return &sdk.LookupInternetGatewayResult{
			Arn: aws.ToString(found.ARN), Attachments: attachments, Id: id, InternetGatewayId: id,
			OwnerId: aws.ToString(found.OwnerID), Tags: found.TagsAll,
		}, nil
	}, "filters", "tags")

var oneSubnet = newFunction("aws:ec2/getSubnet:getSubnet",
	func(ctx context.Context, s *session, args sdk.LookupSubnetArgs) (*sdk.LookupSubnetResult, error) {
		found, err := subnets.readIfExists(ctx, s, aws.ToString(args.Id), &subnet{})
		if err != nil || found == nil {
			return nil, orNotFound(err, "Subnet")
		}
		return &sdk.LookupSubnetResult{
			Arn: aws.ToString(found.ARN), AvailabilityZone: aws.ToString(found.AvailabilityZone),
			AvailabilityZoneId: aws.ToString(found.AvailabilityZoneID), CidrBlock: aws.ToString(found.CidrBlock),
			Id: *args.Id, MapPublicIpOnLaunch: aws.ToBool(found.MapPublicIPOnLaunch), OwnerId: aws.ToString(found.OwnerID),
			State: "available", Tags: found.TagsAll, VpcId: aws.ToString(found.VpcID),
		}, nil
	}, "availabilityZone", "availabilityZoneId", "cidrBlock", "defaultForAz", "filters", "ipv6CidrBlock", "state", "tags",
	"vpcId")

// orNotFound returns the error of a read, or the official provider's error where there is nothing.
func orNotFound(err error, what string) error {
	if err != nil {
		return err
	}
	return errors.New("no matching EC2 " + what + " found")
}
