package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// natGateway has one address. Secondary addresses are refused.
type natGateway struct {
	AllocationID     *string `pulumi:"allocationId"`
	ConnectivityType *string `pulumi:"connectivityType"`
	PrivateIP        *string `pulumi:"privateIp"`
	SubnetID         *string `pulumi:"subnetId"`
	tagged

	AssociationID      *string `pulumi:"associationId"`
	NetworkInterfaceID *string `pulumi:"networkInterfaceId"`
	PublicIP           *string `pulumi:"publicIp"`
}

var natGateways = resourceType[natGateway]{
	official: contract.ResourceOf[sdk.NatGatewayArgs, sdk.NatGateway]("aws:ec2/natGateway:NatGateway"),
	// Source: terraform-provider-aws, internal/service/ec2/vpc_nat_gateway.go, resourceNATGateway.
	traits: contract.Traits{
		"allocationId": {Replace: true},
		"connectivityType": {
			Default: string(types.ConnectivityTypePublic), Replace: true,
			Valid: contract.OneOf(string(types.ConnectivityTypePrivate), string(types.ConnectivityTypePublic)),
		},
		"privateIp": {Replace: true, Shared: true},
		"subnetId":  {Replace: true},
	},
	plan: func(in property.Map) error {
		private := in.Get("connectivityType").Equals(property.New(string(types.ConnectivityTypePrivate)))
		if private && !in.Get("allocationId").IsNull() {
			return errors.New(`allocation_id is not supported with connectivity_type = "private"`)
		}
		return nil
	},
	gone: []string{"NatGatewayNotFound"},

	create: func(ctx context.Context, s *session, want *natGateway) (string, error) {
		out, err := s.ec2.CreateNatGateway(ctx, &ec2.CreateNatGatewayInput{
			AllocationId:      want.AllocationID,
			ConnectivityType:  types.ConnectivityType(aws.ToString(want.ConnectivityType)),
			PrivateIpAddress:  want.PrivateIP,
			SubnetId:          want.SubnetID,
			TagSpecifications: tagSpec(types.ResourceTypeNatgateway, want.TagsAll),
		})
		if err != nil {
			return "", fmt.Errorf("creating EC2 NAT Gateway: %w", err)
		}
		id := *out.NatGateway.NatGatewayId
		return id, wrap(waitForNat(ctx, s, id, types.NatGatewayStateAvailable), "waiting for EC2 NAT Gateway (%s) create", id)
	},

	read: func(ctx context.Context, s *session, id string, _ *natGateway) (*natGateway, error) {
		found, err := describeNat(ctx, s, id)
		if err != nil || found == nil {
			return nil, err
		}
		n := &natGateway{
			ConnectivityType: aws.String(string(found.ConnectivityType)),
			SubnetID:         found.SubnetId,
			tagged:           tagMap(found.Tags),
		}
		for _, a := range found.NatGatewayAddresses {
			if len(found.NatGatewayAddresses) > 1 && !aws.ToBool(a.IsPrimary) {
				continue
			}
			n.AllocationID, n.AssociationID = a.AllocationId, a.AssociationId
			n.NetworkInterfaceID, n.PrivateIP, n.PublicIP = a.NetworkInterfaceId, a.PrivateIp, a.PublicIp
		}
		return n, nil
	},

	update: func(ctx context.Context, s *session, id string, now, want *natGateway) error {
		return s.retag(ctx, "NAT Gateway", id, now.tagged, want.tagged)
	},

	// Until it is deleted, it keeps its address and its place in the subnet, and neither can be deleted.
	remove: func(ctx context.Context, s *session, id string, _ *natGateway) error {
		if found, err := describeNat(ctx, s, id); err != nil || found == nil {
			return wrap(err, "reading EC2 NAT Gateway (%s)", id)
		}
		if _, err := s.ec2.DeleteNatGateway(ctx,
			&ec2.DeleteNatGatewayInput{NatGatewayId: aws.String(id)}); err != nil {
			return wrap(err, "deleting EC2 NAT Gateway (%s)", id)
		}
		return wrap(waitForNat(ctx, s, id, types.NatGatewayStateDeleted), "waiting for EC2 NAT Gateway (%s) delete", id)
	},
}

// describeNat returns nil when there is none. AWS lists a deleted gateway for an hour, and the emulator for ever.
func describeNat(ctx context.Context, s *session, id string) (*types.NatGateway, error) {
	out, err := s.ec2.DescribeNatGateways(ctx, &ec2.DescribeNatGatewaysInput{NatGatewayIds: []string{id}})
	if err != nil || len(out.NatGateways) == 0 || out.NatGateways[0].State == types.NatGatewayStateDeleted {
		return nil, err
	}
	return &out.NatGateways[0], nil
}

// waitForNat reports why a gateway failed, which AWS's own waiter does not.
func waitForNat(ctx context.Context, s *session, id string, state types.NatGatewayState) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	for {
		found, err := describeNat(ctx, s, id)
		deleting := state == types.NatGatewayStateDeleted
		switch {
		case deleting && (errorCode(err) == "NatGatewayNotFound" || err == nil && found == nil):
			return nil
		case err != nil:
			return err
		case found == nil:
			return errVanished
		case found.State == state:
			return nil
		case found.State == types.NatGatewayStateFailed && !deleting:
			return fmt.Errorf("NAT gateway %s failed: %s: %s",
				id, contract.ValueOr(found.FailureCode, "?"), aws.ToString(found.FailureMessage))
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for NAT gateway %s to be %s: %w", id, state, ctx.Err())
		case <-time.After(pollInterval):
		}
	}
}
