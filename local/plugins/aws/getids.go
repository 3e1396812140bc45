package main

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
)

// These functions list ids. An empty list is a valid result, and the result's own id is the Region.

// Source: terraform-provider-aws, internal/service/ec2/vpc_route_tables_data_source.go, dataSourceRouteTables.
var routeTableIDs = newFunction("aws:ec2/getRouteTables:getRouteTables",
	func(ctx context.Context, s *session, args sdk.GetRouteTablesArgs) (*sdk.GetRouteTablesResult, error) {
		filters := append(attributeFilters(map[string]*string{"vpc-id": args.VpcId}), tagFilters(args.Tags)...)
		for _, f := range args.Filters {
			filters = append(filters, filter(f.Name, f.Values...))
		}
		found, err := findRouteTables(ctx, s, filters)
		if err != nil {
			return nil, err
		}
		out := &sdk.GetRouteTablesResult{
			Filters: args.Filters, Id: s.region, Ids: []string{}, Tags: args.Tags, VpcId: args.VpcId,
		}
		for _, t := range found {
			out.Ids = append(out.Ids, aws.ToString(t.RouteTableId))
		}
		return out, nil
	})

// Source: terraform-provider-aws, internal/service/ec2/vpc_subnets_data_source.go, dataSourceSubnets.
var subnetIDs = newFunction("aws:ec2/getSubnets:getSubnets",
	func(ctx context.Context, s *session, args sdk.GetSubnetsArgs) (*sdk.GetSubnetsResult, error) {
		in := &ec2.DescribeSubnetsInput{Filters: tagFilters(args.Tags)}
		for _, f := range args.Filters {
			in.Filters = append(in.Filters, filter(f.Name, f.Values...))
		}
		out := &sdk.GetSubnetsResult{Filters: args.Filters, Id: s.region, Ids: []string{}, Tags: args.Tags}
		pages := ec2.NewDescribeSubnetsPaginator(s.ec2, in)
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, found := range page.Subnets {
				out.Ids = append(out.Ids, aws.ToString(found.SubnetId))
			}
		}
		return out, nil
	})

// attributeFilters returns the filters for the attributes that a program sets.
func attributeFilters(values map[string]*string) []types.Filter {
	var out []types.Filter
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if value := values[name]; value != nil && *value != "" {
			out = append(out, filter(name, *value))
		}
	}
	return out
}

func tagFilters(tags map[string]string) []types.Filter {
	var out []types.Filter
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, filter("tag:"+key, tags[key]))
	}
	return out
}
