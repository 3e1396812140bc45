package provider

import (
	"testing"

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
			"NAT in a VPC that exists", "its routes are somebody else's",
			values{"natGateways": str("none"), "existing": existingWith(nil)},
			[]string{`natGateways: conflicts with existing: it says how a new VPC is laid out; remove one of them`},
		},
		{"loopback", "AWS takes no such VPC", values{"cidrBlock": str("127.1.0.0/16")}, noHosts("127.1.0.0/16")},
		{"link-local", "AWS takes no such VPC", values{"cidrBlock": str("169.254.0.0/16")}, noHosts("169.254.0.0/16")},
		{"multicast", "AWS takes no such VPC", values{"cidrBlock": str("239.1.0.0/20")}, noHosts("239.1.0.0/20")},
		{"this network", "AWS takes no such VPC", values{"cidrBlock": str("0.0.0.0/16")}, noHosts("0.0.0.0/16")},
		{
			"all at once", "a list of mistakes is mended in one go",
			values{
				"natGateways": str("single"), "cidrBlock": str("127.0.0.0/16"),
				"existing": existingWith(values{"vpcEndpointId": str("vpce-0a1b")}),
			},
			[]string{
				`cidrBlock: conflicts with existing: it says how a new VPC is laid out; remove one of them`,
				`existing.routeTableIds: conflicts with vpcEndpointId: an endpoint that exists keeps its route tables; remove ` +
					`one of them`,
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
			assert.ElementsMatch(t, test.want, mistakes(t, err), test.why)

			below := make([]string, len(test.want))
			for i, want := range test.want {
				below[i] = "network." + want
			}
			_, err = cloud.construct(t, "PrivateTable", "orders", plus(least, values{"network": object(test.inputs)}), true)
			assert.ElementsMatch(t, below, mistakes(t, err), test.why)
			assert.Empty(t, cloud.children, "nothing is registered")
		})
	}
}

// TestRightNetworks holds what is unusual and right.
func TestRightNetworks(t *testing.T) {
	t.Parallel()
	for name, inputs := range map[string]values{
		"public addresses": {"cidrBlock": str("203.0.112.0/22")},
		"shared addresses": {"cidrBlock": str("100.64.0.0/16")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newCloud().construct(t, "PrivateNetwork", "net", inputs, true)
			require.NoError(t, err)
		})
	}
}
