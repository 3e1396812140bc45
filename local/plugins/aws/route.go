package main

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

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
		"destinationCidrBlock": {Replace: true, Valid: contract.Network},
		"routeTableId":         {Replace: true},
	},
	valid: oneTarget,
	gone:  []string{"InvalidRoute.NotFound", "InvalidRouteTableID.NotFound"},

	create: func(ctx context.Context, s *session, want *route) (string, error) {
		if _, err := s.ec2.CreateRoute(ctx, &ec2.CreateRouteInput{
			DestinationCidrBlock: want.DestinationCidrBlock,
			GatewayId:            want.GatewayID,
			NatGatewayId:         want.NatGatewayID,
			RouteTableId:         want.RouteTableID,
		}); err != nil {
			return "", fmt.Errorf("creating %s: %w", want.words(), err)
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

	importID: func(_ context.Context, _ *session, words string, prior *route) (string, error) {
		table, destination, ok := strings.Cut(words, "_")
		if !ok {
			return "", fmt.Errorf("unexpected format of ID (%q), expected ROUTETABLEID_DESTINATION", words)
		}
		prior.RouteTableID, prior.DestinationCidrBlock = &table, &destination
		return routeID(table, destination), nil
	},

	update: func(ctx context.Context, s *session, _ string, now, want *route) error {
		if !differ(now.GatewayID, want.GatewayID) && !differ(now.NatGatewayID, want.NatGatewayID) {
			return errors.New("route target attribute not specified") // as the real provider, which looks for what changes
		}
		_, err := s.ec2.ReplaceRoute(ctx, &ec2.ReplaceRouteInput{
			DestinationCidrBlock: want.DestinationCidrBlock,
			GatewayId:            want.GatewayID,
			NatGatewayId:         want.NatGatewayID,
			RouteTableId:         want.RouteTableID,
		})
		return wrap(err, "updating %s", want.words())
	},

	remove: func(ctx context.Context, s *session, _ string, last *route) error {
		_, err := s.ec2.DeleteRoute(ctx, &ec2.DeleteRouteInput{
			DestinationCidrBlock: last.DestinationCidrBlock, RouteTableId: last.RouteTableID,
		})
		return wrap(err, "deleting %s", last.words())
	},
}

// words names a route as Terraform's errors do.
func (r *route) words() string {
	return fmt.Sprintf("Route in Route Table (%s) with destination (%s)",
		aws.ToString(r.RouteTableID), aws.ToString(r.DestinationCidrBlock))
}

func routeOf(t types.RouteTable, r types.Route) *route {
	return &route{
		DestinationCidrBlock: r.DestinationCidrBlock,
		GatewayID:            aws.String(aws.ToString(r.GatewayId)),
		NatGatewayID:         aws.String(aws.ToString(r.NatGatewayId)),
		RouteTableID:         t.RouteTableId,
		Origin:               aws.String(string(r.Origin)),
		State:                aws.String(string(r.State)),
	}
}

// targets are the inputs of which a route has exactly one, by their names in Terraform.
var targets = map[string]string{
	"carrier_gateway_id": "carrierGatewayId", "core_network_arn": "coreNetworkArn",
	"egress_only_gateway_id": "egressOnlyGatewayId", "gateway_id": "gatewayId", "local_gateway_id": "localGatewayId",
	"nat_gateway_id": "natGatewayId", "network_interface_id": "networkInterfaceId", "odb_network_arn": "odbNetworkArn",
	"transit_gateway_id": "transitGatewayId", "vpc_endpoint_id": "vpcEndpointId",
	"vpc_peering_connection_id": "vpcPeeringConnectionId",
}

// oneTarget fails at each of the inputs where not exactly one of them is given, as Terraform does.
func oneTarget(in property.Map) []p.CheckFailure {
	all := slices.Sorted(maps.Keys(targets))
	var given []string
	for _, name := range all {
		if !in.Get(targets[name]).IsNull() {
			given = append(given, name)
		}
	}
	problem := "%q: one of `%s` must be specified"
	list := []any{strings.Join(all, ",")}
	switch len(given) {
	case 0:
	case 1:
		return nil
	default:
		problem = "%q: only one of `%s` can be specified, but `%s` were specified."
		list = append(list, strings.Join(given, ","))
	}
	var failures []p.CheckFailure
	for _, name := range all {
		failures = append(failures, p.CheckFailure{
			Property: targets[name],
			Reason:   "Invalid combination of arguments. " + fmt.Sprintf(problem, append([]any{name}, list...)...),
		})
	}
	return failures
}

// routeID returns the official provider's id of a route.
func routeID(table, destination string) string {
	return fmt.Sprintf("r-%s%d", table, crc32.ChecksumIEEE([]byte(destination)))
}
