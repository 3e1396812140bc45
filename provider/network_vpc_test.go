package provider

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func spec(kind string, mask float64) property.Value {
	return object(values{"type": str(kind), "cidrMask": num(mask)})
}

func TestNatGateways(t *testing.T) {
	t.Parallel()
	outward := []property.Value{spec("Isolated", 20), spec("Private", 20), spec("Public", 20)}
	tests := []struct {
		name, why, strategy string
		inputs              values
		specs               []property.Value
		private, covered    property.Value
	}{
		{
			"none given", "a network that reaches the internet is one that data can leave by",
			"None",
			values{},
			outward[:1], list(), list("subnet-0a1", "subnet-0a2"),
		},
		{
			"none", "the same, said",
			"None",
			values{"natGateways": str("none")},
			outward[:1], list(), list("subnet-0a1", "subnet-0a2"),
		},
		{
			"single", "a NAT gateway stands in a public subnet",
			"Single",
			values{"natGateways": str("single")},
			outward, list("subnet-0b1", "subnet-0b2"),
			list("subnet-0a1", "subnet-0a2", "subnet-0b1", "subnet-0b2", "subnet-0c1", "subnet-0c2"),
		},
		{
			"one in each zone", "so that a zone's failure stays in it",
			"OnePerAz",
			values{"natGateways": str("onePerAz")},
			outward, list("subnet-0b1", "subnet-0b2"),
			list("subnet-0a1", "subnet-0a2", "subnet-0b1", "subnet-0b2", "subnet-0c1", "subnet-0c2"),
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			cloud.routeTables = 2 * len(test.specs)
			response, err := cloud.construct(t, "PrivateNetwork", "net", test.inputs, false)
			require.NoError(t, err)
			assert.Equal(t, []string{
				"aws:ec2/securityGroup:SecurityGroup net-client < net",
				"aws:ec2/vpcEndpoint:VpcEndpoint net-dynamodb < net",
				"awsx:ec2:Vpc net < net",
			}, cloud.registered(), test.why)
			vpc := cloud.child(t, "awsx:ec2:Vpc").Inputs
			assert.Equal(t, object(values{"strategy": str(test.strategy)}), vpc.Get("natGateways"), test.why)
			assert.Equal(t, property.New(test.specs), vpc.Get("subnetSpecs"), test.why)
			assert.Equal(t, cloud.routeTables,
				cloud.child(t, "aws:ec2/vpcEndpoint:VpcEndpoint").Inputs.Get("routeTableIds").AsArray().Len(),
				"the endpoint is on the tables of private and public subnets too")
			state := plain(response.State)
			assert.Equal(t, list("subnet-0a1", "subnet-0a2"), state.Get("subnetIds"), "they stay the isolated ones")
			assert.Equal(t, test.private, state.Get("privateSubnetIds"))
			assert.Equal(t, test.covered, state.Get("coveredSubnetIds"))
			assert.Equal(t, list(), state.Get("uncoveredSubnetIds"))
		})
	}
}

// TestLaterChangesMoveNoIsolatedSubnet holds what awsx is given to what its Auto strategy makes of it: a zone is cut
// at fixed places where its mask is fixed, and a subnet out of the zone behind those before it in the list. That it
// does so the recorded layouts of the stand-in prove, and that AWS keeps the subnets nothing here does.
func TestLaterChangesMoveNoIsolatedSubnet(t *testing.T) {
	t.Parallel()
	for _, cidr := range []string{"10.0.0.0/16", "10.0.0.0/24"} {
		var first, zone property.Value
		for _, nat := range []string{"none", "single", "onePerAz"} {
			for zones := 1.0; zones <= maxAvailabilityZones; zones++ {
				cloud := newCloud()
				cloud.zones = []string{"us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"}
				_, err := cloud.construct(t, "PrivateNetwork", "net", values{
					"cidrBlock": str(cidr), "natGateways": str(nat), "availabilityZoneCount": num(zones),
				}, false)
				require.NoError(t, err)
				vpc := cloud.child(t, "awsx:ec2:Vpc").Inputs
				specs := vpc.Get("subnetSpecs").AsArray()
				if first.IsNull() {
					first, zone = specs.Get(0), vpc.Get("availabilityZoneCidrMask")
				}
				assert.Equal(t, "Isolated", specs.Get(0).AsMap().Get("type").AsString())
				assert.Equal(t, first, specs.Get(0), "%s, %s, %v zones", cidr, nat, zones)
				assert.Equal(t, zone, vpc.Get("availabilityZoneCidrMask"), "%s, %s, %v zones", cidr, nat, zones)
				size := 0.0
				for _, spec := range specs.All {
					size += 1 / float64(int(1)<<int(spec.AsMap().Get("cidrMask").AsNumber()-zone.AsNumber()))
				}
				assert.LessOrEqual(t, size, 1.0, "the subnets fit into their zone")
			}
		}
	}
}
