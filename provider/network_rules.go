package provider

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkCIDR refuses a range that is too small for the layout of subnets, or from which no host can have an address.
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

// privateRanges are the ranges that no host on the internet has an address of. Sources: RFC 1918; RFC 6598; RFC 6890.
var privateRanges = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
}

// publicRange returns what a range of public addresses means for a VPC, or nothing for another range. AWS takes both,
// and recommends a private one. Source: "VPC CIDR blocks".
func publicRange(cidr string) string {
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil || slices.ContainsFunc(privateRanges, func(private netip.Prefix) bool {
		return private.Bits() <= prefix.Bits() && private.Contains(prefix.Addr())
	}) {
		return ""
	}
	return fmt.Sprintf("%s has public addresses: within the VPC they are its own, so that nobody in it reaches the hosts "+
		"on the internet that have them, which may be AWS's own; give a private range, such as %s, unless the addresses are "+
		"yours", prefix, defaultCIDRBlock)
}

// The rules of a network, which stands alone or is `network` of a table.

var networkFormats = inputs.Formats{
	"cidrBlock":                checkCIDR,
	"existing.vpcId":           inputs.VPCID,
	"existing.vpcEndpointId":   inputs.VPCEndpointID,
	"existing.routeTableIds[]": inputs.RouteTableID,
	"existing.subnetIds[]":     inputs.SubnetID,
	"organizationId":           policy.CheckOrganizationID,
}

// groupCharacters are the characters that the name of a security group and the value of a Name tag may both have.
// Sources: "CreateSecurityGroup" in the Amazon EC2 API Reference, GroupName; "Tag your AWS resources", limits.
var groupCharacters = regexp.MustCompile(`^[a-zA-Z0-9 ._:/@+=-]*$`)

// longestGroup is how long the name of a security group may be. The longest of ours is the endpoints'.
const longestGroup = 255

// checkNetworkName refuses the name of a component from which Pulumi generates names of security groups that AWS does
// not take.
func checkNetworkName(c *inputs.Check, network inputs.Input) {
	longest := longestGroup - len(groupName("sg-", "endpoint")+generatedSuffix) + len("sg-")
	switch {
	case !groupCharacters.MatchString(c.Component):
		c.Fail(network, "needs a component of another name: its security groups and Name tags are named after it, and may "+
			"have letters, digits, spaces and ._:/@+=-")
	case len(c.Component) > longest:
		c.Fail(network, "needs a component with a shorter name, of at most %d characters: its security groups are named "+
			"after it", longest)
	}
}

func checkNetwork(c *inputs.Check, network inputs.Input) {
	zones := network.Get("availabilityZoneCount")
	if count, known := zones.Number(); known && (count < 1 || count > maxAvailabilityZones) {
		c.Fail(zones, "must be from 1 to %d, got %v", maxAvailabilityZones, count)
	}
	// A network takes the organization of its table where it has none of its own.
	organization := network.Get(pathOrganization)
	if network.Get("endpointAccess").Is(string(EndpointAccessOrganization)) && !organization.Given() &&
		!c.Root().Get(pathOrganization).Given() {
		c.Fail(organization, "is required where endpointAccess is %q", EndpointAccessOrganization)
	}
	c.Tags(network.Get("tags"))
	if network.Get("existing").IsObject() {
		checkExisting(c, network, network.Get("existing"))
	}
}

// checkNetworkAlone checks a network that is a component of its own.
func checkNetworkAlone(c *inputs.Check, network inputs.Input) {
	checkNetworkName(c, network.Get("name")) // which is no input: Pulumi knows it besides them
	checkNetwork(c, network)
}

// checkExisting wants of an adopted VPC what the endpoints need, and nothing else.
func checkExisting(c *inputs.Check, network, existing inputs.Input) {
	for _, name := range []string{"cidrBlock", "availabilityZoneCount", "natGateways"} {
		if layout := network.Get(name); layout.Given() {
			c.Fail(layout, "conflicts with existing: it says how a new VPC is laid out; remove one of them")
		}
	}
	interfaces := network.Get("interfaceEndpoint").IsTrue() || network.Get("streamsEndpoint").IsTrue()
	tables, endpoint, subnets := existing.Get("routeTableIds"), existing.Get("vpcEndpointId"), existing.Get("subnetIds")
	if access := network.Get("endpointAccess"); endpoint.Given() && access.Given() && !interfaces {
		c.Fail(access, "conflicts with existing.vpcEndpointId: an endpoint that exists keeps its policy; remove one of them")
	}
	switch {
	case tables.Given() && endpoint.Given():
		c.Fail(tables, "conflicts with vpcEndpointId: an endpoint that exists keeps its route tables; remove one of them")
	case !tables.Given() && !endpoint.Given():
		c.Fail(tables, "is required without vpcEndpointId: the route tables of the subnets whose traffic is to reach "+
			"DynamoDB through the new endpoint")
	}
	c.NotEmpty(tables, "must list at least one route table: no request takes an endpoint on none")
	switch {
	case interfaces && !subnets.Given():
		c.Fail(subnets, "is required where interfaceEndpoint or streamsEndpoint is true: the subnets of the endpoints, "+
			"one in each availability zone")
	case subnets.Given() && !interfaces:
		c.Fail(subnets, "needs streamsEndpoint or interfaceEndpoint: no other endpoint is in a subnet")
	}
	c.NotEmpty(subnets, "must list at least one subnet: nobody reaches an endpoint in none")
	c.Distinct(subnets)
}
