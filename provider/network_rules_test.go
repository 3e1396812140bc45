package provider

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// existingWith is a VPC that is adopted, with a new endpoint, and some of its inputs replaced.
func existingWith(replaced values) property.Value {
	return object(plus(values{"vpcId": str("vpc-0a1b"), "routeTableIds": list("rtb-0b1")}, replaced))
}

// TestWrongNetworks holds every mistake about a network to the exact answer that it gets, alone and below a table.
func TestWrongNetworks(t *testing.T) {
	t.Parallel()
	yes := property.New(true)
	noHosts := func(cidr string) []string {
		return []string{`cidrBlock: must be a range that hosts can have, such as 10.0.0.0/16: loopback, link-local, multicast ` +
			`and 0.0.0.0/8 are none, got "` + cidr + `"`}
	}
	tests := []struct {
		name, why string
		inputs    values
		want      []string
	}{
		{
			"a strange NAT", "a wrong word must not mean none",
			values{"natGateways": str("oneperaz")},
			[]string{`natGateways: must be "none", "single" or "onePerAz", got "oneperaz"; did you mean "onePerAz"?`},
		},
		{
			"an unknown NAT", "it decides how many subnets there are",
			values{"natGateways": unknown},
			[]string{`natGateways: must be known at preview, since it decides what is built; give a plain value`},
		},
		{
			"an unknown endpoint", "it decides whether there is one",
			values{"streamsEndpoint": unknown, "interfaceEndpoint": secret(yes)},
			[]string{
				`interfaceEndpoint (secret): must not be a secret, since it decides what is built and shows in the plan`,
				`streamsEndpoint: must be known at preview, since it decides what is built; give a plain value`,
			},
		},
		{
			"NAT in a VPC that exists", "its routes are somebody else's",
			values{"natGateways": str("none"), "existing": existingWith(nil)},
			[]string{`natGateways: conflicts with existing: it says how a new VPC is laid out; remove one of them`},
		},
		{
			"an interface endpoint in no subnet", "nobody would reach it",
			values{"interfaceEndpoint": yes, "existing": existingWith(nil)},
			[]string{`existing.subnetIds: is required where interfaceEndpoint or streamsEndpoint is true: the subnets of the ` +
				`endpoints, one in each availability zone`},
		},
		{
			"a streams endpoint in no subnet", "nobody would reach it",
			values{"streamsEndpoint": yes, "interfaceEndpoint": property.New(false), "existing": existingWith(values{"subnetIds": null})},
			[]string{`existing.subnetIds: is required where interfaceEndpoint or streamsEndpoint is true: the subnets of the ` +
				`endpoints, one in each availability zone`},
		},
		{
			"subnets for nothing", "whoever gives them means an endpoint",
			values{"streamsEndpoint": property.New(false), "existing": existingWith(values{"subnetIds": list("subnet-0a1")})},
			[]string{`existing.subnetIds: needs streamsEndpoint or interfaceEndpoint: no other endpoint is in a subnet`},
		},
		{
			"no subnets", "nobody would reach the endpoint",
			values{"streamsEndpoint": yes, "existing": existingWith(values{"subnetIds": list()})},
			[]string{`existing.subnetIds: must list at least one subnet: nobody reaches an endpoint in none`},
		},
		{
			"a subnet twice", "AWS takes one in each zone",
			values{"streamsEndpoint": yes, "existing": existingWith(values{"subnetIds": list("subnet-0a1", "subnet-0a2", "subnet-0a1")})},
			[]string{`existing.subnetIds[2]: is a duplicate of "subnet-0a1"`},
		},
		{
			"a secret subnet twice", "a secret is not printed",
			values{"streamsEndpoint": yes, "existing": existingWith(values{
				"subnetIds": property.New([]property.Value{str("subnet-0a1"), secret(str("subnet-0a1"))}),
			})},
			[]string{`existing.subnetIds[1] (secret): is a duplicate`},
		},
		{
			"a route table for a subnet", "AWS refuses it, in the middle of the update",
			values{"streamsEndpoint": yes, "existing": existingWith(values{"subnetIds": list("rtb-0a1")})},
			[]string{`existing.subnetIds[0]: must be the id of a subnet, such as subnet-0a1b2c3d4e5f67890, got "rtb-0a1"`},
		},
		{
			"access through an endpoint that exists", "its policy is not ours",
			values{"endpointAccess": str("account"), "streamsEndpoint": property.New(false), "existing": object(values{
				"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0a1b"),
			})},
			[]string{`endpointAccess: conflicts with existing.vpcEndpointId: an endpoint that exists keeps its policy; remove ` +
				`one of them`},
		},
		{
			"an organization without its id", "the new endpoint's policy has to name it",
			values{"endpointAccess": str("organization"), "streamsEndpoint": yes, "existing": object(values{
				"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0a1b"), "subnetIds": list("subnet-0a1"),
			})},
			[]string{`organizationId: is required where endpointAccess is "organization"`},
		},
		{"loopback", "AWS takes no such VPC", values{"cidrBlock": str("127.1.0.0/16")}, noHosts("127.1.0.0/16")},
		{"link-local", "AWS takes no such VPC", values{"cidrBlock": str("169.254.0.0/16")}, noHosts("169.254.0.0/16")},
		{"multicast", "AWS takes no such VPC", values{"cidrBlock": str("239.1.0.0/20")}, noHosts("239.1.0.0/20")},
		{"this network", "AWS takes no such VPC", values{"cidrBlock": str("0.0.0.0/16")}, noHosts("0.0.0.0/16")},
		{
			"all at once", "a list of mistakes is mended in one go",
			values{
				"natGateways": str("single"), "cidrBlock": str("127.0.0.0/16"),
				"existing": existingWith(values{"vpcEndpointId": str("vpce-0a1b"), "subnetIds": list("subnet-0a1")}),
			},
			[]string{
				`cidrBlock: conflicts with existing: it says how a new VPC is laid out; remove one of them`,
				`existing.routeTableIds: conflicts with vpcEndpointId: an endpoint that exists keeps its route tables; remove ` +
					`one of them`,
				`existing.subnetIds: needs streamsEndpoint or interfaceEndpoint: no other endpoint is in a subnet`,
				`natGateways: conflicts with existing: it says how a new VPC is laid out; remove one of them`,
				noHosts("127.0.0.0/16")[0],
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			_, err := cloud.construct(t, "PrivateNetwork", "net", test.inputs, true)
			assert.ElementsMatch(t, test.want, failures(t, err), test.why)

			below := make([]string, len(test.want))
			for i, want := range test.want {
				below[i] = "network." + want
			}
			_, err = cloud.construct(t, "PrivateTable", "orders", plus(least, values{"network": object(test.inputs)}), true)
			got := failures(t, err)
			if test.name == "an unknown endpoint" { // the object around a secret counts as one, and so does its path
				assert.Len(t, got, len(below))
			} else {
				assert.ElementsMatch(t, below, got, test.why)
			}
			assert.Empty(t, cloud.children, "nothing is registered")
		})
	}
}

func TestWrongStreamsEndpoints(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		inputs    values
		want      []string
	}{
		{
			"of no VPC", "a network that is built has none before",
			values{"vpcStreamsEndpointId": str("vpce-0a1b")},
			[]string{`vpcStreamsEndpointId: needs vpcId: it names the endpoint of a VPC that exists; to build one set ` +
				`network.streamsEndpoint`},
		},
		{
			"of no VPC, and not known", "that it is given is known",
			values{"vpcStreamsEndpointId": unknown},
			[]string{`vpcStreamsEndpointId: needs vpcId: it names the endpoint of a VPC that exists; to build one set ` +
				`network.streamsEndpoint`},
		},
		{
			"a VPC", "it would be in the policy, and match nothing",
			values{"vpcId": str("vpc-0a1b"), "vpcStreamsEndpointId": str("vpc-0a1b")},
			[]string{`vpcStreamsEndpointId: must be the id of a VPC endpoint, such as vpce-0a1b2c3d4e5f67890, got "vpc-0a1b"`},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, test.inputs), true)
			assert.Equal(t, test.want, failures(t, err), test.why)
			assert.Empty(t, cloud.children, "nothing is registered")
		})
	}
}

// TestRightNetworks holds what is unusual and right.
func TestRightNetworks(t *testing.T) {
	t.Parallel()
	yes := property.New(true)
	of := func(value property.Value) property.Value {
		return value.WithDependencies([]resource.URN{"urn:pulumi:stack::project::aws:ec2/subnet:Subnet::a"})
	}
	for name, inputs := range map[string]values{
		"public addresses":       {"cidrBlock": str("203.0.112.0/22")},
		"shared addresses":       {"cidrBlock": str("100.64.0.0/16")},
		"subnets not known yet":  {"streamsEndpoint": yes, "existing": existingWith(values{"subnetIds": of(unknown)})},
		"a subnet not known yet": {"streamsEndpoint": yes, "existing": existingWith(values{"subnetIds": property.New([]property.Value{unknown, unknown})})},
		"access of what is new": {"endpointAccess": str("organization"), "organizationId": str("o-a1b2c3d4e5"), "interfaceEndpoint": yes, "existing": object(values{
			"vpcId": unknown, "vpcEndpointId": str("vpce-0a1b"), "subnetIds": list("subnet-0a1"),
		})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := existingVPC().construct(t, "PrivateNetwork", "net", inputs, true)
			require.NoError(t, err)
		})
	}
}
