package provider

import (
	"fmt"
	"net/netip"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkCIDR refuses a range that the layout of subnets does not fit into, or that no host can have an address of.
// Sources: "VPC CIDR blocks"; RFC 6890, RFC 5771.
func checkCIDR(cidr string) error {
	prefix, err := netip.ParsePrefix(cidr)
	switch {
	case err != nil || !prefix.Addr().Is4():
		return fmt.Errorf("must be an IPv4 network such as %s, got %q", defaultCIDRBlock, cidr)
	case prefix != prefix.Masked():
		return fmt.Errorf("must be the address of a network, such as %s, got %q", prefix.Masked(), cidr)
	case prefix.Bits() < largestVPC || prefix.Bits()+subnetBits > smallestSubnet:
		return fmt.Errorf("must be from /%d to /%d, got /%d", largestVPC, smallestSubnet-subnetBits, prefix.Bits())
	case prefix.Addr().IsLoopback() || prefix.Addr().IsLinkLocalUnicast() || prefix.Addr().IsMulticast() ||
		prefix.Addr().As4()[0] == 0:
		return fmt.Errorf("must be a range that hosts can have, such as %s: loopback, link-local, multicast and 0.0.0.0/8 "+
			"are none, got %q", defaultCIDRBlock, cidr)
	}
	return nil
}

func checkZoneCount(count int) error {
	if count < 1 || count > maxAvailabilityZones {
		return fmt.Errorf("must be from 1 to %d, got %d", maxAvailabilityZones, count)
	}
	return nil
}

// The rules about a network, which stand alone and below `network` of a table.

var networkStrings = map[string]func(string) error{
	"cidrBlock":                checkCIDR,
	"existing.vpcId":           inputs.VPCID,
	"existing.vpcEndpointId":   inputs.VPCEndpointID,
	"existing.routeTableIds[]": inputs.RouteTableID,
	"existing.subnetIds[]":     inputs.SubnetID,
	"organizationId":           policy.CheckOrganizationID,
}

func checkNetwork(c *inputs.Check, at inputs.Path, props property.Map) {
	if count := props.Get("availabilityZoneCount"); count.IsNumber() {
		if err := checkZoneCount(int(count.AsNumber())); err != nil {
			c.Fail(at.In(props, "availabilityZoneCount"), "%s", err)
		}
	}
	if inputs.Is(props, "endpointAccess", string(EndpointAccessOrganization)) && !inputs.Given(props, "organizationId") &&
		!inputs.Given(c.Given, "organizationId") {
		c.Fail(at.Field("organizationId"), "is required where endpointAccess is %q", EndpointAccessOrganization)
	}
	inputs.Tags(c, at.Field("tags"), props.Get("tags"))
	existing := props.Get("existing")
	if !existing.IsMap() {
		return
	}
	for _, name := range []string{"cidrBlock", "availabilityZoneCount", "natGateways"} {
		if inputs.Given(props, name) {
			c.Fail(at.In(props, name), "conflicts with existing: it says how a new VPC is laid out; remove one of them")
		}
	}
	interfaces := inputs.IsTrue(props, "interfaceEndpoint") || inputs.IsTrue(props, "streamsEndpoint")
	if inputs.Given(existing.AsMap(), "vpcEndpointId") && inputs.Given(props, "endpointAccess") && !interfaces {
		c.Fail(at.In(props, "endpointAccess"), "conflicts with existing.vpcEndpointId: an endpoint that exists keeps its "+
			"policy; remove one of them")
	}
	checkExisting(c, at.In(props, "existing"), existing.AsMap(), interfaces)
}

// checkExisting wants of a VPC that is adopted what the endpoints need, and nothing else.
func checkExisting(c *inputs.Check, at inputs.Path, existing property.Map, interfaces bool) {
	switch tables, endpoint := inputs.Given(existing, "routeTableIds"), inputs.Given(existing, "vpcEndpointId"); {
	case tables && endpoint:
		c.Fail(at.In(existing, "routeTableIds"), "conflicts with vpcEndpointId: an endpoint that exists keeps its route "+
			"tables; remove one of them")
	case !tables && !endpoint:
		c.Fail(at.Field("routeTableIds"), "is required without vpcEndpointId: the route tables of the subnets whose "+
			"traffic is to reach DynamoDB through the new endpoint")
	}
	inputs.NotEmpty(c, at, existing, "routeTableIds",
		"must list at least one route table: an endpoint on none is one that no request takes")
	switch subnets := inputs.Given(existing, "subnetIds"); {
	case interfaces && !subnets:
		c.Fail(at.Field("subnetIds"), "is required where interfaceEndpoint or streamsEndpoint is true: the subnets that "+
			"they stand in, one in each availability zone")
	case subnets && !interfaces:
		c.Fail(at.In(existing, "subnetIds"), "needs streamsEndpoint or interfaceEndpoint: nothing else stands in a subnet")
	}
	inputs.NotEmpty(c, at, existing, "subnetIds", "must list at least one subnet: an endpoint in none is one that nobody reaches")
	inputs.Distinct(c, at.In(existing, "subnetIds"), existing.Get("subnetIds"))
}
