package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// checkRoutes verifies that the emulator did what AWS does for a gateway endpoint: exactly its route tables have a
// route from the service's prefix list to it. Without that route traffic does not use the endpoint, so a deployment
// that lacks it must fail.
func checkRoutes(ctx context.Context, s *session, id string, want *endpoint) error {
	if contract.ValueOr(want.VpcEndpointType, gateway) != gateway {
		return nil
	}
	out, err := s.ec2.DescribeRouteTables(ctx,
		&ec2.DescribeRouteTablesInput{Filters: []types.Filter{filter("vpc-id", aws.ToString(want.VpcID))}})
	if err != nil {
		return err
	}
	var routed []string
	for _, t := range out.RouteTables {
		if slices.ContainsFunc(t.Routes, func(r types.Route) bool { return leadsTo(r, id) }) {
			routed = append(routed, aws.ToString(t.RouteTableId))
		}
	}
	missing, stale := setChanges(routed, want.RouteTableIDs)
	switch {
	case len(missing) > 0:
		return fmt.Errorf("the emulator did not add the route from %s to endpoint %s in %s",
			contract.ValueOr(want.ServiceName, "the service"), id, strings.Join(missing, ", "))
	case len(stale) > 0:
		return fmt.Errorf("the emulator did not remove the route from %s to endpoint %s in %s",
			contract.ValueOr(want.ServiceName, "the service"), id, strings.Join(stale, ", "))
	}
	return nil
}

func leadsTo(r types.Route, endpoint string) bool {
	return aws.ToString(r.GatewayId) == endpoint && aws.ToString(r.DestinationPrefixListId) != ""
}
