package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// TestEndpointsRouteTables: a route table that was taken from an endpoint behind Pulumi's back is given back to it, and
// another one is added.
func TestEndpointsRouteTables(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	v := h.vpc()
	a := h.up("aws:ec2/routeTable:RouteTable", "a", inputs{"vpcId": v.id})
	b := h.up("aws:ec2/routeTable:RouteTable", "b", inputs{"vpcId": v.id})
	program := inputs{"vpcId": v.id, "serviceName": "com.amazonaws.us-east-1.dynamodb", "routeTableIds": []any{a.id}}
	e := h.up("aws:ec2/vpcEndpoint:VpcEndpoint", "e", program)
	if e.out("policy") == "" || !strings.HasPrefix(e.out("prefixListId"), "pl-") || e.out("state") != "available" {
		t.Errorf("outputs: %v", e.state)
	}
	if _, err := h.ec2.ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{
		VpcEndpointId: aws.String(e.id), RemoveRouteTableIds: []string{a.id},
	}); err != nil {
		t.Fatal(err)
	}
	if !e.refresh() {
		t.Fatal("refresh finds nothing")
	}
	if got := e.changes(program); !slices.Equal(got, []string{"routeTableIds"}) {
		t.Errorf("a route table that was dropped behind Pulumi's back shows as %v", got)
	}
	if err := e.update(program); err != nil {
		t.Error(err)
	}
	program = with(program, inputs{"routeTableIds": []any{a.id, b.id}})
	if err := e.update(program); err != nil {
		t.Error(err)
	}
	lifecycle{}.requireStable(e, program, "after another route table")
}

// TestErrorsHaveTerraformsWords: a user sees the SDK's own error, after what failed.
func TestErrorsHaveTerraformsWords(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	d := h.at("aws:ec2/subnet:Subnet", "lost")
	_, err := h.server.Create(p.CreateRequest{
		Urn: d.urn, Properties: d.check(inputs{"vpcId": "vpc-nope", "cidrBlock": "10.0.0.0/20"}),
	})
	for _, want := range []string{
		"creating EC2 Subnet: operation error EC2: CreateSubnet, https response error StatusCode: 400, RequestID: ",
		", api error InvalidVpcID.NotFound: ",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
}

func TestGroupWithoutEgressHasNone(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	program := inputs{"vpcId": h.vpc().id}
	g := h.up("aws:ec2/securityGroup:SecurityGroup", "closed", program)
	if rules := g.state.Get("egress").AsArray(); rules.Len() != 0 {
		t.Errorf("a new group lets out %v", rules)
	}
	if g.out("description") != "Managed by Pulumi" || !strings.HasPrefix(g.out("name"), "closed-") {
		t.Errorf("state: %v", g.state)
	}
	list := "pl-12345678"
	if found, err := prefixList(t.Context(), h.session, "com.amazonaws.us-east-1.dynamodb"); err == nil && found != nil {
		list = *found.PrefixListId
	}
	program = with(program, inputs{"egress": []any{inputs{
		"protocol": "tcp", "fromPort": 443, "toPort": 443, "prefixListIds": []any{list},
	}}})
	if err := g.update(program); err != nil {
		t.Fatal(err)
	}
	lifecycle{}.requireStable(g, program, "after a rule to a prefix list")
}

// TestGroupLeavesIngressToItsRules: a group without ingress in the program leaves rules alone that are resources of
// their own.
func TestGroupLeavesIngressToItsRules(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	program := inputs{"vpcId": h.vpc().id}
	g := h.up("aws:ec2/securityGroup:SecurityGroup", "door", program)
	rule := inputs{"securityGroupId": g.id, "cidrIpv4": "10.0.0.0/16", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443}
	r := h.up("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "web", rule)
	if !strings.HasPrefix(r.id, "sgr-") || r.out("securityGroupRuleId") != r.id {
		t.Errorf("the rule is %s: %v", r.id, r.state)
	}
	inputs := g.inputs
	if !g.refresh() || !g.inputs.Equals(inputs) {
		t.Errorf("refresh changes the group's inputs from %v to %v", inputs, g.inputs)
	}
	lifecycle{}.requireStable(g, program, "after a rule of its own")
	program = with(program, map[string]any{"tags": map[string]any{"team": "a"}})
	if err := g.update(program); err != nil {
		t.Fatal(err)
	}
	lifecycle{}.requireStable(r, rule, "after its group was changed")
}

func TestDefaultTags(t *testing.T) {
	t.Parallel()
	h := newHarness(t, properties(inputs{"defaultTags": inputs{"tags": inputs{"team": "a", "cost": "7"}}}))
	program := inputs{"cidrBlock": "10.0.0.0/16", "tags": inputs{"team": "b"}}
	v := h.up("aws:ec2/vpc:Vpc", "tagged", program)
	lifecycle{}.requireStable(v, program, "with default tags")
	want := properties(inputs{"t": inputs{"team": "b", "cost": "7"}}).Get("t")
	if got := v.state.Get("tagsAll"); !got.Equals(want) {
		t.Errorf("tagsAll is %v", got)
	}
	h.server = newHarness(t).server // the provider loses its default tags
	if got := v.changes(program); !slices.Equal(got, []string{"tagsAll"}) {
		t.Errorf("the difference is %v", got)
	}
	if err := v.update(program); err != nil {
		t.Fatal(err)
	}
	lifecycle{}.requireStable(v, program, "without default tags")
}

func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	table := h.table("secret", nil)
	d := h.at("aws:dynamodb/resourcePolicy:ResourcePolicy", "secret")
	in := properties(inputs{"resourceArn": table.out("arn"), "policy": denyAll})
	in = in.Set("policy", in.Get("policy").WithSecret(true))
	resp, err := h.server.Create(p.CreateRequest{Urn: d.urn, Properties: in})
	if err != nil || !resp.Properties.Get("policy").Secret() {
		t.Errorf("policy goes out open: %v %v", resp.Properties, err)
	}
	read, err := h.server.Read(p.ReadRequest{ID: resp.ID, Urn: d.urn, Properties: resp.Properties, Inputs: in})
	if err != nil || !read.Inputs.Get("policy").Secret() || !read.Properties.Get("policy").Secret() {
		t.Errorf("policy is read open: %v %v", read, err)
	}
}

func TestFunctions(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	v := h.vpc()
	e := h.up("aws:ec2/vpcEndpoint:VpcEndpoint", "e", inputs{
		"vpcId": v.id, "serviceName": "com.amazonaws.us-east-1.dynamodb", "tags": inputs{"team": "a"},
	})
	call := func(token string, args inputs) (property.Map, error) {
		resp, err := h.server.Invoke(p.InvokeRequest{Token: tokens.Type(token), Args: properties(args)})
		if err == nil && len(resp.Failures) > 0 {
			t.Errorf("%s: %v", token, resp.Failures)
		}
		return resp.Return, err
	}
	const zones, endpoints = "aws:index/getAvailabilityZones:getAvailabilityZones", "aws:ec2/getVpcEndpoint:getVpcEndpoint"
	tests := []struct {
		name, token string
		args        inputs
		output      string
		want        any
	}{
		{"region", "aws:index/getRegion:getRegion", nil, "name", "us-east-1"},
		{"endpoint of a region", "aws:index/getRegion:getRegion", inputs{"name": "cn-north-1"}, "endpoint", "ec2.cn-north-1.amazonaws.com.cn"},
		{"partition", "aws:index/getPartition:getPartition", nil, "dnsSuffix", "amazonaws.com"},
		{"account", "aws:index/getCallerIdentity:getCallerIdentity", nil, "accountId", "123456789012"},
		{
			"endpoint of a vpc", endpoints,
			inputs{"vpcId": v.id, "serviceName": "com.amazonaws.us-east-1.dynamodb", "state": "available"},
			"id", e.id,
		},
		{"endpoint by id", endpoints, inputs{"id": e.id}, "prefixListId", e.out("prefixListId")},
		{
			"zones", zones,
			inputs{"excludeNames": []any{"us-east-1a", "us-east-1c", "us-east-1d", "us-east-1e", "us-east-1f"}},
			"names",
			[]any{"us-east-1b"},
		},
		{
			"zones by filter", zones,
			inputs{"state": "available", "filters": []any{inputs{"name": "zone-name", "values": []any{"us-east-1c"}}}},
			"names",
			[]any{"us-east-1c"},
		},
	}
	for _, test := range tests {
		out, err := call(test.token, test.args)
		want := properties(inputs{"w": test.want}).Get("w")
		if err != nil || !out.Get(test.output).Equals(want) {
			t.Errorf("%s: got %v %v", test.name, out, err)
		}
	}
	noOptIn := inputs{"name": "opt-in-status", "values": []any{"opt-in-not-required"}}
	out, err := call(zones, inputs{"filters": []any{noOptIn}})
	if err != nil || out.Get("names").AsArray().Len() < 3 {
		t.Errorf("zones that need no opt-in: %v %v", out, err)
	}
	_, err = call(endpoints, inputs{"vpcId": "vpc-nope"})
	if err == nil || !strings.Contains(err.Error(), "no matching") {
		t.Errorf("an endpoint that is not there: %v", err)
	}
	byTags := properties(inputs{"tags": inputs{"a": "b"}})
	resp, err := h.server.Invoke(p.InvokeRequest{Token: endpoints, Args: byTags})
	if err != nil || len(resp.Failures) == 0 {
		t.Errorf("an argument that is not implemented passes: %v %v", resp, err)
	}
}
