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

// routeTable has no inline routes: awsx registers each route as a resource of its own.
type routeTable struct {
	VpcID *string `pulumi:"vpcId"`
	tagged

	ARN     *string `pulumi:"arn"`
	OwnerID *string `pulumi:"ownerId"`
}

var routeTables = resourceType[routeTable]{
	official: contract.ResourceOf[sdk.RouteTableArgs, sdk.RouteTable]("aws:ec2/routeTable:RouteTable"),
	// Source: terraform-provider-aws, internal/service/ec2/vpc_route_table.go, resourceRouteTable.
	traits: contract.Traits{"vpcId": {Replace: true}},
	gone:   []string{"InvalidRouteTableID.NotFound"},

	create: func(ctx context.Context, s *session, want *routeTable) (string, error) {
		out, err := s.ec2.CreateRouteTable(ctx, &ec2.CreateRouteTableInput{
			VpcId:             want.VpcID,
			TagSpecifications: tagSpec(types.ResourceTypeRouteTable, want.TagsAll),
		})
		if err != nil {
			return "", fmt.Errorf("creating Route Table: %w", err)
		}
		return *out.RouteTable.RouteTableId, nil
	},

	read: func(ctx context.Context, s *session, id string, _ *routeTable) (*routeTable, error) {
		out, err := s.ec2.DescribeRouteTables(ctx, &ec2.DescribeRouteTablesInput{RouteTableIds: []string{id}})
		if err != nil || len(out.RouteTables) == 0 {
			return nil, err
		}
		found := out.RouteTables[0]
		return &routeTable{
			VpcID:   found.VpcId,
			tagged:  tagMap(found.Tags),
			ARN:     s.arn(aws.ToString(found.OwnerId), "route-table/"+id),
			OwnerID: found.OwnerId,
		}, nil
	},

	update: func(ctx context.Context, s *session, id string, now, want *routeTable) error {
		return s.retag(ctx, "Route Table", id, now.tagged, want.tagged)
	},

	remove: func(ctx context.Context, s *session, id string, _ *routeTable) error {
		_, err := s.ec2.DeleteRouteTable(ctx, &ec2.DeleteRouteTableInput{RouteTableId: aws.String(id)})
		return wrap(err, "deleting Route Table (%s)", id)
	},
}
