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

// eip is an address for a NAT gateway. The inputs for an instance or a network interface are refused.
type eip struct {
	Domain *string `pulumi:"domain"`
	tagged

	AllocationID *string `pulumi:"allocationId"`
	PublicIP     *string `pulumi:"publicIp"`
}

var eips = resourceType[eip]{
	official: contract.ResourceOf[sdk.EipArgs, sdk.Eip]("aws:ec2/eip:Eip"),
	// Source: terraform-provider-aws, internal/service/ec2/ec2_eip.go, resourceEIP. "standard" is EC2-Classic's.
	traits: contract.Traits{
		"domain": {Replace: true, Shared: true, Valid: contract.OneOf(string(types.DomainTypeVpc), "standard")},
	},
	gone: []string{"InvalidAllocationID.NotFound"},

	create: func(ctx context.Context, s *session, want *eip) (string, error) {
		out, err := s.ec2.AllocateAddress(ctx, &ec2.AllocateAddressInput{
			Domain:            types.DomainType(contract.ValueOr(want.Domain, string(types.DomainTypeVpc))),
			TagSpecifications: tagSpec(types.ResourceTypeElasticIp, want.TagsAll),
		})
		if err != nil {
			return "", fmt.Errorf("creating EC2 EIP: %w", err)
		}
		return *out.AllocationId, nil
	},

	read: func(ctx context.Context, s *session, id string, _ *eip) (*eip, error) {
		found, err := describeAddress(ctx, s, id)
		if err != nil || found == nil {
			return nil, err
		}
		return &eip{
			Domain:       aws.String(string(found.Domain)),
			tagged:       tagMap(found.Tags),
			AllocationID: found.AllocationId,
			PublicIP:     found.PublicIp,
		}, nil
	},

	update: func(ctx context.Context, s *session, id string, now, want *eip) error {
		return s.retag(ctx, "EIP", id, now.tagged, want.tagged)
	},

	// An address cannot be released while it is associated.
	remove: func(ctx context.Context, s *session, id string, _ *eip) error {
		found, err := describeAddress(ctx, s, id)
		if err != nil || found == nil {
			return wrap(err, "reading EC2 EIP (%s)", id)
		}
		if aws.ToString(found.AssociationId) != "" {
			_, err := s.ec2.DisassociateAddress(ctx,
				&ec2.DisassociateAddressInput{AssociationId: found.AssociationId})
			if err != nil && errorCode(err) != "InvalidAssociationID.NotFound" {
				return err
			}
		}
		_, err = s.ec2.ReleaseAddress(ctx, &ec2.ReleaseAddressInput{AllocationId: aws.String(id)})
		return wrap(err, "deleting EC2 EIP (%s)", id)
	},
}

func describeAddress(ctx context.Context, s *session, id string) (*types.Address, error) {
	out, err := s.ec2.DescribeAddresses(ctx, &ec2.DescribeAddressesInput{AllocationIds: []string{id}})
	if err != nil || len(out.Addresses) == 0 {
		return nil, err
	}
	return &out.Addresses[0], nil
}
