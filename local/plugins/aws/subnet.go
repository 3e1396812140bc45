package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

type subnet struct {
	AvailabilityZone    *string `pulumi:"availabilityZone"`
	AvailabilityZoneID  *string `pulumi:"availabilityZoneId"`
	CidrBlock           *string `pulumi:"cidrBlock"`
	MapPublicIPOnLaunch *bool   `pulumi:"mapPublicIpOnLaunch"`
	VpcID               *string `pulumi:"vpcId"`
	tagged

	ARN     *string `pulumi:"arn"`
	OwnerID *string `pulumi:"ownerId"`
}

var subnets = resourceType[subnet]{
	official: contract.ResourceOf[sdk.SubnetArgs, sdk.Subnet]("aws:ec2/subnet:Subnet"),
	// Source: terraform-provider-aws, internal/service/ec2/vpc_subnet.go, resourceSubnet.
	traits: contract.Traits{
		"availabilityZone":    {Replace: true, Shared: true},
		"availabilityZoneId":  {Replace: true, Shared: true, NotImported: true},
		"cidrBlock":           {Replace: true, Valid: contract.Network},
		"mapPublicIpOnLaunch": {Default: false},
		"vpcId":               {Replace: true},
	},
	gone: []string{"InvalidSubnetID.NotFound"},

	create: func(ctx context.Context, s *session, want *subnet) (string, error) {
		out, err := s.ec2.CreateSubnet(ctx, &ec2.CreateSubnetInput{
			AvailabilityZone:   want.AvailabilityZone,
			AvailabilityZoneId: want.AvailabilityZoneID,
			CidrBlock:          want.CidrBlock,
			VpcId:              want.VpcID,
			TagSpecifications:  tagSpec(types.ResourceTypeSubnet, want.TagsAll),
		})
		if err != nil {
			return "", fmt.Errorf("creating EC2 Subnet: %w", err)
		}
		id := *out.Subnet.SubnetId
		wait := ec2.NewSubnetAvailableWaiter(s.ec2, func(o *ec2.SubnetAvailableWaiterOptions) { o.MinDelay = pollInterval })
		if err := wait.Wait(ctx, &ec2.DescribeSubnetsInput{SubnetIds: []string{id}}, timeout); err != nil {
			return id, fmt.Errorf("waiting for EC2 Subnet (%s) create: %w", id, err)
		}
		return id, setPublicIP(ctx, s, id, &subnet{}, want)
	},

	read: func(ctx context.Context, s *session, id string, _ *subnet) (*subnet, error) {
		out, err := s.ec2.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{SubnetIds: []string{id}})
		if err != nil || len(out.Subnets) == 0 {
			return nil, err
		}
		found := out.Subnets[0]
		return &subnet{
			AvailabilityZone:    found.AvailabilityZone,
			AvailabilityZoneID:  found.AvailabilityZoneId,
			CidrBlock:           found.CidrBlock,
			MapPublicIPOnLaunch: found.MapPublicIpOnLaunch,
			VpcID:               found.VpcId,
			tagged:              tagMap(found.Tags),
			ARN:                 s.arn(aws.ToString(found.OwnerId), "subnet/"+id),
			OwnerID:             found.OwnerId,
		}, nil
	},

	update: func(ctx context.Context, s *session, id string, now, want *subnet) error {
		if err := s.retag(ctx, "Subnet", id, now.tagged, want.tagged); err != nil {
			return err
		}
		return setPublicIP(ctx, s, id, now, want)
	},

	remove: func(ctx context.Context, s *session, id string, _ *subnet) error {
		_, err := s.ec2.DeleteSubnet(ctx, &ec2.DeleteSubnetInput{SubnetId: aws.String(id)})
		return wrap(err, "deleting EC2 Subnet (%s)", id)
	},
}

func setPublicIP(ctx context.Context, s *session, id string, now, want *subnet) error {
	if !differ(now.MapPublicIPOnLaunch, want.MapPublicIPOnLaunch) {
		return nil
	}
	_, err := s.ec2.ModifySubnetAttribute(ctx, &ec2.ModifySubnetAttributeInput{
		SubnetId:            aws.String(id),
		MapPublicIpOnLaunch: &types.AttributeBooleanValue{Value: aws.Bool(aws.ToBool(want.MapPublicIPOnLaunch))},
	})
	return wrap(err, "modifying EC2 Subnet (%s) MapPublicIpOnLaunch", id)
}
