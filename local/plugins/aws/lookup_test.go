package main

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

const (
	getRouteTable, getRouteTables = "aws:ec2/getRouteTable:getRouteTable", "aws:ec2/getRouteTables:getRouteTables"
	getSubnetIDs                  = "aws:ec2/getSubnets:getSubnets"
)

// TestRoutesOf: the official function leaves out some routes, and tells an endpoint's from a gateway's.
func TestRoutesOf(t *testing.T) {
	t.Parallel()
	got := routesOf(types.RouteTable{Routes: []types.Route{
		{GatewayId: aws.String("local"), DestinationCidrBlock: aws.String("10.0.0.0/16")},
		{GatewayId: aws.String("igw-1"), DestinationCidrBlock: aws.String("0.0.0.0/0")},
		{NatGatewayId: aws.String("nat-1"), DestinationCidrBlock: aws.String("10.8.0.0/16")},
		{GatewayId: aws.String("vpce-1"), DestinationPrefixListId: aws.String("pl-1")},
		{GatewayId: aws.String("vpce-2"), DestinationCidrBlock: aws.String("10.9.0.0/16")},
		{GatewayId: aws.String("igw-1"), DestinationPrefixListId: aws.String("pl-2")},
		{GatewayId: aws.String("vgw-1"), Origin: types.RouteOriginEnableVgwRoutePropagation},
	}})
	var text []string
	for _, r := range got {
		text = append(text, strings.Join([]string{
			r.CidrBlock, r.DestinationPrefixListId, r.GatewayId, r.NatGatewayId, r.VpcEndpointId,
		}, "|"))
	}
	const want = "0.0.0.0/0||igw-1|| 10.8.0.0/16|||nat-1| 10.9.0.0/16||||vpce-2 |pl-2|igw-1||"
	if strings.Join(text, " ") != want {
		t.Errorf("got %v, want %s", text, want)
	}
}

func (h *harness) call(token string, args inputs) (property.Map, error) {
	h.t.Helper()
	resp, err := h.server.Invoke(p.InvokeRequest{Token: tokens.Type(token), Args: properties(args)})
	if err == nil && len(resp.Failures) > 0 {
		h.t.Errorf("%s: %v", token, resp.Failures)
	}
	return resp.Return, err
}

func TestLookups(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	v := h.vpc()
	sub := h.subnet(v)
	table := h.up("aws:ec2/routeTable:RouteTable", "a", inputs{"vpcId": v.id, "tags": inputs{"team": "a"}})
	nat := h.up("aws:ec2/natGateway:NatGateway", "nat", inputs{
		"subnetId": sub.id, "allocationId": h.up("aws:ec2/eip:Eip", "address", nil).out("allocationId"),
	})
	h.up("aws:ec2/route:Route", "out", inputs{
		"routeTableId": table.id, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": nat.id,
	})
	association := h.up("aws:ec2/routeTableAssociation:RouteTableAssociation", "a",
		inputs{"routeTableId": table.id, "subnetId": sub.id})
	h.up("aws:ec2/vpcEndpoint:VpcEndpoint", "e", inputs{
		"vpcId": v.id, "serviceName": "com.amazonaws.us-east-1.dynamodb", "routeTableIds": []any{table.id},
	})
	for name, args := range map[string]inputs{
		"by id":     {"routeTableId": table.id},
		"by subnet": {"subnetId": sub.id},
		"by tag":    {"vpcId": v.id, "tags": inputs{"team": "a"}},
		"by filter": {"vpcId": v.id, "filters": []any{inputs{"name": "association.main", "values": []any{"false"}}}},
	} {
		out, err := h.call(getRouteTable, args)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		routes, links := out.Get("routes").AsArray(), out.Get("associations").AsArray()
		if out.Get("id").AsString() != table.id || out.Get("vpcId").AsString() != v.id || routes.Len() != 1 || links.Len() != 1 {
			t.Errorf("%s: got %v", name, out)
			continue
		}
		if to := routes.Get(0).AsMap(); to.Get("natGatewayId").AsString() != nat.id || to.Get("cidrBlock").AsString() != "0.0.0.0/0" {
			t.Errorf("%s: the route is %v", name, to)
		}
		if of := links.Get(0).AsMap(); of.Get("routeTableAssociationId").AsString() != association.id ||
			of.Get("subnetId").AsString() != sub.id || of.Get("main").AsBool() {
			t.Errorf("%s: the association is %v", name, of)
		}
	}
	for want, args := range map[string]inputs{
		"multiple EC2 Route Tables matched":  {"vpcId": v.id},
		"query returned no results":          {"vpcId": "vpc-nope"},
		"must be assigned":                   {},
		"one of routeTableId, vpcId, subnet": {"tags": inputs{}},
	} {
		if _, err := h.call(getRouteTable, args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want %q in it", args, err, want)
		}
	}
	inVpc := []any{inputs{"name": "vpc-id", "values": []any{v.id}}}
	for _, test := range []struct {
		token string
		args  inputs
		want  int
	}{
		{getRouteTables, inputs{"vpcId": v.id}, 2}, // the main one too
		{getRouteTables, inputs{"filters": inVpc, "tags": inputs{"team": "a"}}, 1},
		{getRouteTables, inputs{"vpcId": "vpc-nope"}, 0},
		{getSubnetIDs, inputs{"filters": inVpc}, 1},
		{getSubnetIDs, inputs{"filters": inVpc, "tags": inputs{"team": "a"}}, 0},
	} {
		out, err := h.call(test.token, test.args)
		if err != nil || out.Get("ids").AsArray().Len() != test.want || out.Get("id").AsString() != "us-east-1" {
			t.Errorf("%s %v: got %v %v, want %d", test.token, test.args, out, err, test.want)
		}
	}
}
