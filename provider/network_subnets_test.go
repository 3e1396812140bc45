package provider

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSubnetsOfInterfaceEndpoints(t *testing.T) {
	t.Parallel()
	in := func(vpc, zone string) values { return values{"vpcId": str(vpc), "availabilityZone": str(zone)} }
	subnets := map[string]map[string]property.Value{
		"subnet-0a1": in("vpc-0a1b", "us-east-1a"), "subnet-0a2": in("vpc-0a1b", "us-east-1a"),
		"subnet-0b1": in("vpc-0a1b", "us-east-1b"), "subnet-0f1": in("vpc-0f0", "us-east-1b"),
		"subnet-061": plus(in("vpc-0a1b", "us-east-1c"), values{"ipv6Native": property.New(true)}),
	}
	const oneZone = "existing.subnetIds[1]: subnet-0a2 is in us-east-1a, as subnet-0a1 is, and an endpoint has one subnet " +
		"in a zone; remove one of them"
	tests := []struct {
		name, why string
		subnets   property.Value
		more      values
		want      []string
	}{
		{"one in each zone", "AWS takes them", list("subnet-0a1", "subnet-0b1"), nil, nil},
		{"one alone", "one zone is enough", list("subnet-0b1"), nil, nil},
		{"two in a zone", "AWS: DuplicateSubnetsInSameZone", list("subnet-0a1", "subnet-0a2"), nil, []string{oneZone}},
		{
			"of another VPC", "its addresses are elsewhere", list("subnet-0a1", "subnet-0f1"), nil,
			[]string{"existing.subnetIds[1]: subnet-0f1 belongs to vpc-0f0, not to vpc-0a1b"},
		},
		{
			"not there", "a typing error", list("subnet-0e9"), nil,
			[]string{"existing.subnetIds[0]: there is no subnet subnet-0e9"},
		},
		{
			"without IPv4", "an endpoint with IPv4 addresses cannot have one there", list("subnet-061"), nil,
			[]string{"existing.subnetIds[0]: subnet-061 has no IPv4 addresses"},
		},
		{
			"everything at once", "one preview is enough to correct them",
			list("subnet-0a1", "subnet-0a2", "subnet-0f1", "subnet-0e9"),
			values{"routeTableIds": list("rtb-0f1")},
			[]string{
				"existing.routeTableIds[0]: rtb-0f1 belongs to vpc-0f0, not to vpc-0a1b", oneZone,
				"existing.subnetIds[2]: subnet-0f1 belongs to vpc-0f0, not to vpc-0a1b",
				"existing.subnetIds[3]: there is no subnet subnet-0e9",
			},
		},
	}
	for _, test := range tests {
		for _, asked := range []string{"interfaceEndpoint", "streamsEndpoint"} {
			for _, of := range []string{"PrivateNetwork", "PrivateTable"} {
				t.Run(test.name+" of a "+of+" with "+asked, func(t *testing.T) {
					t.Parallel()
					cloud := existingVPC()
					cloud.found, cloud.endpoints = subnets, map[string]values{"vpce-0e1": endpointInAWS()}
					existing := values{"vpcId": str("vpc-0a1b"), "subnetIds": test.subnets}
					if test.more == nil {
						existing["vpcEndpointId"] = str("vpce-0e1")
					}
					network := values{"existing": object(plus(existing, test.more)), asked: property.New(true)}
					prefix := ""
					if of == "PrivateTable" {
						network, prefix = plus(least, values{"network": object(network)}), "network."
					}
					_, err := cloud.construct(t, of, "net", network, true)
					if test.want == nil {
						require.NoError(t, err, test.why)
						return
					}
					require.Error(t, err, test.why)
					for _, want := range test.want {
						require.ErrorContains(t, err, prefix+want, test.why)
					}
					assert.Empty(t, cloud.ofType(vpcEndpointType))
					assert.Empty(t, cloud.ofType(securityGroupType), "nothing is created before the network is right")
				})
			}
		}
	}
}

func TestWhoMayNotAskOfSubnetsIsNotStopped(t *testing.T) {
	t.Parallel()
	cloud := existingVPC()
	cloud.forbidden = []string{"aws:ec2/getSubnet:getSubnet"}
	_, err := cloud.construct(t, "PrivateNetwork", "net", values{
		"existing":        object(values{"vpcId": str("vpc-0a1b"), "routeTableIds": list("rtb-0b1"), "subnetIds": list("subnet-0a1")}),
		"streamsEndpoint": property.New(true),
	}, false)
	require.NoError(t, err, "the right is not needed to deploy")
}
