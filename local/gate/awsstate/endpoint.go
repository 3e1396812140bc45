package awsstate

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// Endpoint is a VPC endpoint for DynamoDB or DynamoDB Streams.
type Endpoint struct {
	ID, VPC         string
	Account, Region string // of its owner
	Service         string // request.Tables or request.Streams
	Gateway         bool
	RouteTables     []string
	Policy          string
}

// Endpoints lists the endpoints of an account and a Region. moto keeps deleted ones in its list, in the state
// "deleted".
func (s *State) Endpoints(ctx context.Context, account, region string) ([]Endpoint, error) {
	return Cached(ctx, s, "endpoints "+account+" "+region, func(ctx context.Context) ([]Endpoint, error) {
		var list []Endpoint
		pages := ec2.NewDescribeVpcEndpointsPaginator(s.ec2(account, region), &ec2.DescribeVpcEndpointsInput{})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, fmt.Errorf("list VPC endpoints: %w", err)
			}
			for _, found := range page.VpcEndpoints {
				if e, ok := endpointOf(found, account, region); ok {
					list = append(list, e)
				}
			}
		}
		return list, nil
	})
}

// endpointOf reads an endpoint, and reports whether it carries DynamoDB. An endpoint whose type was not given is a
// gateway: "Default: Gateway" (CreateVpcEndpoint, Amazon EC2 API Reference).
func endpointOf(found types.VpcEndpoint, account, region string) (Endpoint, bool) {
	e := Endpoint{
		ID: aws.ToString(found.VpcEndpointId), VPC: aws.ToString(found.VpcId), Account: account, Region: region,
		Service: ServiceOf(aws.ToString(found.ServiceName), region), RouteTables: found.RouteTableIds,
		Gateway: found.VpcEndpointType == "" || found.VpcEndpointType == types.VpcEndpointTypeGateway,
		Policy:  aws.ToString(found.PolicyDocument),
	}
	carries := e.Service == request.Tables || e.Service == request.Streams && !e.Gateway
	return e, carries && !strings.EqualFold(string(found.State), "deleted")
}

// ServiceOf returns the service behind the name of an endpoint service: com.amazonaws.REGION.dynamodb or -streams. It
// is empty for every other name.
func ServiceOf(name, region string) string {
	switch name {
	case "com.amazonaws." + region + ".dynamodb":
		return request.Tables
	case "com.amazonaws." + region + ".dynamodb-streams":
		return request.Streams
	default:
		return ""
	}
}

// PrefixList returns the id of DynamoDB's prefix list in a Region.
func (s *State) PrefixList(ctx context.Context, account, region string) (string, error) {
	found, err := s.ec2(account, region).DescribePrefixLists(ctx, &ec2.DescribePrefixListsInput{
		Filters: []types.Filter{{
			Name: aws.String("prefix-list-name"), Values: []string{"com.amazonaws." + region + ".dynamodb"},
		}},
	})
	if err != nil || len(found.PrefixLists) == 0 {
		return "", err
	}
	return aws.ToString(found.PrefixLists[0].PrefixListId), nil
}

// UpdateRoutes adds the route to a gateway endpoint for DynamoDB to some route tables, and removes it from others.
func (s *State) UpdateRoutes(ctx context.Context, account, region, endpoint string, to, from []string) error {
	list, err := s.PrefixList(ctx, account, region)
	if err != nil {
		return fmt.Errorf("find DynamoDB's prefix list: %w", err)
	}
	client := s.ec2(account, region)
	for _, table := range to {
		if _, err := client.CreateRoute(ctx, &ec2.CreateRouteInput{
			RouteTableId: &table, GatewayId: &endpoint, DestinationPrefixListId: &list,
		}); err != nil {
			return fmt.Errorf("add the route to %s: %w", endpoint, err)
		}
	}
	for _, table := range from {
		_, err := client.DeleteRoute(ctx, &ec2.DeleteRouteInput{RouteTableId: &table, DestinationPrefixListId: &list})
		if err != nil && !isCode(err, "InvalidRoute.NotFound", "InvalidRouteTableID.NotFound") {
			return fmt.Errorf("remove the route to %s: %w", endpoint, err)
		}
	}
	return nil
}
