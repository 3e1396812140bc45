package main

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
)

// oneRouteTable finds the one route table that matches; none or several is an error. The emulator has no filter for a
// gateway.
//
// Source: terraform-provider-aws, internal/service/ec2/vpc_route_table_data_source.go, dataSourceRouteTable.
var oneRouteTable = newFunction("aws:ec2/getRouteTable:getRouteTable",
	func(ctx context.Context, s *session, args sdk.LookupRouteTableArgs) (*sdk.LookupRouteTableResult, error) {
		filters := append(attributeFilters(map[string]*string{
			"association.subnet-id": args.SubnetId, "route-table-id": args.RouteTableId, "vpc-id": args.VpcId,
		}), tagFilters(args.Tags)...)
		for _, f := range args.Filters {
			filters = append(filters, filter(f.Name, f.Values...))
		}
		if len(filters) == 0 {
			return nil, errors.New("one of routeTableId, vpcId, subnetId, gatewayId, filters, or tags must be assigned")
		}
		found, err := findRouteTables(ctx, s, filters)
		switch {
		case err != nil:
			return nil, err
		case len(found) == 0:
			return nil, errors.New("query returned no results. Please change your search criteria and try again")
		case len(found) > 1:
			return nil, errors.New("multiple EC2 Route Tables matched; use additional constraints to reduce matches to a " +
				"single EC2 Route Table")
		}
		t := found[0]
		id := aws.ToString(t.RouteTableId)
		return &sdk.LookupRouteTableResult{
			Arn: *s.arn(aws.ToString(t.OwnerId), "route-table/"+id), Associations: associationsOf(t), Filters: args.Filters,
			Id: id, OwnerId: aws.ToString(t.OwnerId), RouteTableId: id, Routes: routesOf(t),
			SubnetId: aws.ToString(args.SubnetId),
			Tags:     tagMap(t.Tags).TagsAll, VpcId: aws.ToString(t.VpcId),
		}, nil
	}, "gatewayId")

func findRouteTables(ctx context.Context, s *session, filters []types.Filter) ([]types.RouteTable, error) {
	var found []types.RouteTable
	pages := ec2.NewDescribeRouteTablesPaginator(s.ec2, &ec2.DescribeRouteTablesInput{Filters: filters})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		found = append(found, page.RouteTables...)
	}
	return found, nil
}

// routesOf leaves out what the official function leaves out: the route inside the VPC, routes that a VPN propagates,
// and routes of gateway endpoints, which the endpoint's routeTableIds show.
func routesOf(t types.RouteTable) []sdk.GetRouteTableRoute {
	out := []sdk.GetRouteTableRoute{}
	for _, r := range t.Routes {
		gateway := aws.ToString(r.GatewayId)
		toEndpoint := strings.HasPrefix(gateway, "vpce-")
		if gateway == "local" || r.Origin == types.RouteOriginEnableVgwRoutePropagation ||
			toEndpoint && aws.ToString(r.DestinationPrefixListId) != "" {
			continue
		}
		route := sdk.GetRouteTableRoute{
			CarrierGatewayId: aws.ToString(r.CarrierGatewayId), CidrBlock: aws.ToString(r.DestinationCidrBlock),
			CoreNetworkArn:          aws.ToString(r.CoreNetworkArn),
			DestinationPrefixListId: aws.ToString(r.DestinationPrefixListId),
			EgressOnlyGatewayId:     aws.ToString(r.EgressOnlyInternetGatewayId),
			GatewayId:               gateway, InstanceId: aws.ToString(r.InstanceId),
			Ipv6CidrBlock: aws.ToString(r.DestinationIpv6CidrBlock), LocalGatewayId: aws.ToString(r.LocalGatewayId),
			NatGatewayId: aws.ToString(r.NatGatewayId), NetworkInterfaceId: aws.ToString(r.NetworkInterfaceId),
			TransitGatewayId:       aws.ToString(r.TransitGatewayId),
			VpcPeeringConnectionId: aws.ToString(r.VpcPeeringConnectionId),
		}
		if toEndpoint { // of a Gateway Load Balancer
			route.GatewayId, route.VpcEndpointId = "", gateway
		}
		out = append(out, route)
	}
	return out
}

func associationsOf(t types.RouteTable) []sdk.GetRouteTableAssociationType {
	out := []sdk.GetRouteTableAssociationType{}
	for _, a := range t.Associations {
		out = append(out, sdk.GetRouteTableAssociationType{
			GatewayId: aws.ToString(a.GatewayId), Main: aws.ToBool(a.Main), SubnetId: aws.ToString(a.SubnetId),
			RouteTableAssociationId: aws.ToString(a.RouteTableAssociationId), RouteTableId: aws.ToString(a.RouteTableId),
		})
	}
	return out
}
