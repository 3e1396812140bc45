package provider

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// The rules about a network, which stand alone and below `network` of a table.

var networkStrings = map[string]func(string) error{
	"cidrBlock":                checkCIDR,
	"existing.vpcId":           vpcID,
	"existing.vpcEndpointId":   vpcEndpointID,
	"existing.routeTableIds[]": routeTableID,
	"existing.subnetIds[]":     subnetID,
	"organizationId":           policy.CheckOrganizationID,
}

func networkAcross(c *checker, at location, inputs property.Map) {
	if count := inputs.Get("availabilityZoneCount"); count.IsNumber() {
		if err := checkZoneCount(int(count.AsNumber())); err != nil {
			c.wrong(at.in(inputs, "availabilityZoneCount"), "%s", err)
		}
	}
	if is(inputs, "endpointAccess", string(EndpointAccessOrganization)) && !given(inputs, "organizationId") &&
		!given(c.given, "organizationId") {
		c.wrong(at.field("organizationId"), "is required where endpointAccess is %q", EndpointAccessOrganization)
	}
	tags(c, at.field("tags"), inputs.Get("tags"))
	existing := inputs.Get("existing")
	if !existing.IsMap() {
		return
	}
	for _, name := range []string{"cidrBlock", "availabilityZoneCount", "natGateways"} {
		if given(inputs, name) {
			c.wrong(at.in(inputs, name), "conflicts with existing: it says how a new VPC is laid out; remove one of them")
		}
	}
	interfaces := yes(inputs, "interfaceEndpoint") || yes(inputs, "streamsEndpoint")
	if given(existing.AsMap(), "vpcEndpointId") && given(inputs, "endpointAccess") && !interfaces {
		c.wrong(at.in(inputs, "endpointAccess"), "conflicts with existing.vpcEndpointId: an endpoint that exists keeps its "+
			"policy; remove one of them")
	}
	existingAcross(c, at.in(inputs, "existing"), existing.AsMap(), interfaces)
}

// existingAcross wants of a VPC that is adopted what the endpoints need, and nothing else.
func existingAcross(c *checker, at location, existing property.Map, interfaces bool) {
	switch tables, endpoint := given(existing, "routeTableIds"), given(existing, "vpcEndpointId"); {
	case tables && endpoint:
		c.wrong(at.in(existing, "routeTableIds"), "conflicts with vpcEndpointId: an endpoint that exists keeps its route "+
			"tables; remove one of them")
	case !tables && !endpoint:
		c.wrong(at.field("routeTableIds"), "is required without vpcEndpointId: the route tables of the subnets whose "+
			"traffic is to reach DynamoDB through the new endpoint")
	}
	notEmpty(c, at, existing, "routeTableIds",
		"must list at least one route table: an endpoint on none is one that no request takes")
	switch subnets := given(existing, "subnetIds"); {
	case interfaces && !subnets:
		c.wrong(at.field("subnetIds"), "is required where interfaceEndpoint or streamsEndpoint is true: the subnets that "+
			"they stand in, one in each availability zone")
	case subnets && !interfaces:
		c.wrong(at.in(existing, "subnetIds"), "needs streamsEndpoint or interfaceEndpoint: nothing else stands in a subnet")
	}
	notEmpty(c, at, existing, "subnetIds", "must list at least one subnet: an endpoint in none is one that nobody reaches")
	distinct(c, at.in(existing, "subnetIds"), existing.Get("subnetIds"))
}

// yes reports whether an input is true.
func yes(inputs property.Map, name string) bool {
	value := inputs.Get(name)
	return value.IsBool() && value.AsBool()
}
