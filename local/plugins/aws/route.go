package main

import (
	"context"
	"fmt"
	"hash/crc32"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// route leads from a route table to an internet gateway or a NAT gateway, the two targets of awsx's routes.
type route struct {
	DestinationCidrBlock *string `pulumi:"destinationCidrBlock"`
	GatewayID            *string `pulumi:"gatewayId"`
	NatGatewayID         *string `pulumi:"natGatewayId"`
	RouteTableID         *string `pulumi:"routeTableId"`

	Origin *string `pulumi:"origin"`
	State  *string `pulumi:"state"`
}

var routes = resourceType[route]{
	official: contract.ResourceOf[sdk.RouteArgs, sdk.Route]("aws:ec2/route:Route"),
	// Source: terraform-provider-aws, internal/service/ec2/vpc_route.go, resourceRoute. Another target is an update.
	traits: contract.Traits{
		"destinationCidrBlock": {Replace: true},
		"routeTableId":         {Replace: true},
	},
	gone: []string{"InvalidRoute.NotFound", "InvalidRouteTableID.NotFound"},

	create: func(ctx context.Context, s *session, want *route) (string, error) {
		if _, err := s.ec2.CreateRoute(ctx, &ec2.CreateRouteInput{
			DestinationCidrBlock: want.DestinationCidrBlock,
			GatewayId:            want.GatewayID,
			NatGatewayId:         want.NatGatewayID,
			RouteTableId:         want.RouteTableID,
		}); err != nil {
			return "", err
		}
		return routeID(aws.ToString(want.RouteTableID), aws.ToString(want.DestinationCidrBlock)), nil
	},

	// A route has no id in AWS. Its table and its destination identify it.
	read: func(ctx context.Context, s *session, _ string, prior *route) (*route, error) {
		if prior.RouteTableID == nil || prior.DestinationCidrBlock == nil {
			return nil, nil
		}
		out, err := s.ec2.DescribeRouteTables(ctx,
			&ec2.DescribeRouteTablesInput{RouteTableIds: []string{*prior.RouteTableID}})
		if err != nil {
			return nil, err
		}
		for _, t := range out.RouteTables {
			for _, r := range t.Routes {
				if aws.ToString(r.DestinationCidrBlock) == *prior.DestinationCidrBlock {
					return routeOf(t, r), nil
				}
			}
		}
		return nil, nil
	},

	update: func(ctx context.Context, s *session, _ string, _, want *route) error {
		_, err := s.ec2.ReplaceRoute(ctx, &ec2.ReplaceRouteInput{
			DestinationCidrBlock: want.DestinationCidrBlock,
			GatewayId:            want.GatewayID,
			NatGatewayId:         want.NatGatewayID,
			RouteTableId:         want.RouteTableID,
		})
		return err
	},

	remove: func(ctx context.Context, s *session, _ string, last *route) error {
		_, err := s.ec2.DeleteRoute(ctx, &ec2.DeleteRouteInput{
			DestinationCidrBlock: last.DestinationCidrBlock, RouteTableId: last.RouteTableID,
		})
		return err
	},
}

func routeOf(t types.RouteTable, r types.Route) *route {
	return &route{
		DestinationCidrBlock: r.DestinationCidrBlock,
		GatewayID:            r.GatewayId,
		NatGatewayID:         r.NatGatewayId,
		RouteTableID:         t.RouteTableId,
		Origin:               aws.String(string(r.Origin)),
		State:                aws.String(string(r.State)),
	}
}

// routeID returns the official provider's id of a route.
func routeID(table, destination string) string {
	return fmt.Sprintf("r-%s%d", table, crc32.ChecksumIEEE([]byte(destination)))
}
