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

type internetGateway struct {
	VpcID *string `pulumi:"vpcId"`
	tagged

	ARN     *string `pulumi:"arn"`
	OwnerID *string `pulumi:"ownerId"`
}

var internetGateways = resourceType[internetGateway]{
	official: contract.ResourceOf[sdk.InternetGatewayArgs, sdk.InternetGateway](
		"aws:ec2/internetGateway:InternetGateway"),
	// Source: terraform-provider-aws, internal/service/ec2/vpc_internet_gateway.go, resourceInternetGateway. Nothing
	// replaces it, and an attachment made elsewhere stays.
	traits: contract.Traits{"vpcId": {Shared: true}},
	gone:   []string{"InvalidInternetGatewayID.NotFound"},

	create: func(ctx context.Context, s *session, want *internetGateway) (string, error) {
		out, err := s.ec2.CreateInternetGateway(ctx, &ec2.CreateInternetGatewayInput{
			TagSpecifications: tagSpec(types.ResourceTypeInternetGateway, want.TagsAll),
		})
		if err != nil {
			return "", fmt.Errorf("creating EC2 Internet Gateway: %w", err)
		}
		id := *out.InternetGateway.InternetGatewayId
		return id, wrap(moveAttachment(ctx, s, id, nil, want.VpcID), "creating EC2 Internet Gateway")
	},

	read: func(ctx context.Context, s *session, id string, _ *internetGateway) (*internetGateway, error) {
		out, err := s.ec2.DescribeInternetGateways(ctx,
			&ec2.DescribeInternetGatewaysInput{InternetGatewayIds: []string{id}})
		if err != nil || len(out.InternetGateways) == 0 {
			return nil, err
		}
		found := out.InternetGateways[0]
		g := &internetGateway{
			tagged:  tagMap(found.Tags),
			ARN:     s.arn(aws.ToString(found.OwnerId), "internet-gateway/"+id),
			OwnerID: found.OwnerId,
			VpcID:   aws.String(""),
		}
		for _, a := range found.Attachments {
			g.VpcID = a.VpcId
		}
		return g, nil
	},

	update: func(ctx context.Context, s *session, id string, now, want *internetGateway) error {
		if err := s.retag(ctx, "Internet Gateway", id, now.tagged, want.tagged); err != nil {
			return err
		}
		return wrap(moveAttachment(ctx, s, id, now.VpcID, want.VpcID), "updating EC2 Internet Gateway (%s)", id)
	},

	remove: func(ctx context.Context, s *session, id string, last *internetGateway) error {
		if err := moveAttachment(ctx, s, id, last.VpcID, nil); err != nil && errorCode(err) != "Gateway.NotAttached" {
			return fmt.Errorf("deleting EC2 Internet Gateway (%s): %w", id, err)
		}
		_, err := s.ec2.DeleteInternetGateway(ctx,
			&ec2.DeleteInternetGatewayInput{InternetGatewayId: aws.String(id)})
		return wrap(err, "deleting EC2 Internet Gateway (%s)", id)
	},
}

// moveAttachment moves a gateway from one VPC to another. Nil means none.
func moveAttachment(ctx context.Context, s *session, id string, from, to *string) error {
	if !differ(from, to) {
		return nil
	}
	if aws.ToString(from) != "" {
		_, err := s.ec2.DetachInternetGateway(ctx,
			&ec2.DetachInternetGatewayInput{InternetGatewayId: aws.String(id), VpcId: from})
		if err != nil {
			return fmt.Errorf("detaching EC2 Internet Gateway (%s) from VPC (%s): %w", id, *from, err)
		}
	}
	if aws.ToString(to) == "" {
		return nil
	}
	_, err := s.ec2.AttachInternetGateway(ctx,
		&ec2.AttachInternetGatewayInput{InternetGatewayId: aws.String(id), VpcId: to})
	return wrap(err, "attaching EC2 Internet Gateway (%s) to VPC (%s)", id, *to)
}
