package provider

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// allowAllPolicy is AWS's default policy of an endpoint.
const allowAllPolicy = `{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`

// endpointInAWS is an endpoint as a lookup returns it.
func endpointInAWS() values {
	return values{
		"id": str("vpce-0e1"), "vpcId": str("vpc-0a1b"), "serviceName": str("com.amazonaws.us-east-1.dynamodb"),
		"vpcEndpointType": str("Gateway"),
		"prefixListId":    str("pl-0e1"), "policy": str(allowAllPolicy), "routeTableIds": list("rtb-0e1"),
	}
}

// existingVPC is a cloud with a VPC whose subnets have four route tables; subnet-0d1 has the main one.
func existingVPC() *cloud {
	c := newCloud()
	c.subnets = []string{"subnet-0e2", "subnet-0e1", "subnet-0d1", "subnet-0b1"}
	c.tables = map[string][]string{
		"rtb-0b1": {"vpc-0a1b", "subnet-0b1"},
		"rtb-0b2": {"vpc-0a1b"},
		"rtb-0d1": {"vpc-0a1b", "main"},
		"rtb-0e1": {"vpc-0a1b", "subnet-0e1", "subnet-0e2"},
		"rtb-0f1": {"vpc-0f0", "subnet-0f1"},
	}
	return c
}

func TestNetworkPutsAnEndpointIntoAVPCThatExists(t *testing.T) {
	t.Parallel()
	cloud := existingVPC()
	response, err := cloud.construct(t, "PrivateNetwork", "net", values{"existing": object(values{
		"vpcId": str("vpc-0a1b"), "routeTableIds": list("rtb-0b1", "rtb-0b2"),
	})}, false)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"aws:ec2/securityGroup:SecurityGroup net-client < net",
		"aws:ec2/vpcEndpoint:VpcEndpoint net-dynamodb < net",
		"pulumi:index:Stash net-existing < net",
	}, cloud.registered())
	endpoint := cloud.child(t, "aws:ec2/vpcEndpoint:VpcEndpoint").Inputs
	assert.Equal(t, "vpc-0a1b", endpoint.Get("vpcId").AsString())
	assert.Equal(t, list("rtb-0b1", "rtb-0b2"), endpoint.Get("routeTableIds"))
	assert.Empty(t, response.State.Get("subnetIds").AsArray().AsSlice())
	assert.Equal(t, "vpc-0a1b", response.State.Get("vpcId").AsString())
}

func TestNetworkAdoptsAnEndpoint(t *testing.T) {
	t.Parallel()
	cloud := existingVPC()
	cloud.endpoint = endpointInAWS()
	response, err := cloud.construct(t, "PrivateNetwork", "net", values{"existing": object(values{
		"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1"),
	})}, false)
	require.NoError(t, err)
	assert.Equal(t, []string{"aws:ec2/securityGroup:SecurityGroup net-client < net"}, cloud.registered(),
		"a second endpoint would be refused by AWS")
	assert.Equal(t, property.NewMap(values{
		"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1"), "prefixListId": str("pl-0e1"),
		"routeTableIds": list("rtb-0e1"), "endpointPolicy": str(allowAllPolicy),
		"subnetIds": list(), "privateSubnetIds": list(), "clientSecurityGroupId": str("sg-0a1"),
		"coveredSubnetIds": list("subnet-0e1", "subnet-0e2"), "uncoveredSubnetIds": list("subnet-0b1", "subnet-0d1"),
	}), plain(response.State.Delete("accessReport")))
}

func TestTableInANetworkThatAdoptsAnEndpoint(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	cloud.endpoint = endpointInAWS()
	_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{
		"network": object(values{"existing": object(values{
			"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1"),
		})}),
	}), false)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"aws:dynamodb/resourcePolicy:ResourcePolicy orders-policy < orders",
		"aws:dynamodb/table:Table orders < orders",
		"aws:ec2/securityGroup:SecurityGroup orders-client < orders",
		"private-dynamodb:index:PrivateNetwork orders < orders",
		"pulumi:index:Stash orders-identity < orders",
	}, cloud.registered())
}

func TestTableAdoptsAVPC(t *testing.T) {
	t.Parallel()
	for _, given := range []struct {
		name   string
		inputs values
		lookup values
	}{
		{
			name:   "by its id alone",
			inputs: values{"vpcId": str("vpc-0a1b")},
			lookup: values{
				"vpcId": str("vpc-0a1b"), "serviceName": str("com.amazonaws.us-east-1.dynamodb"),
				"filters": property.New([]property.Value{
					object(values{"name": str("vpc-endpoint-type"), "values": list("Gateway")}),
					object(values{"name": str("vpc-endpoint-state"), "values": list("available")}),
				}),
			},
		},
		{
			name:   "by its id and its endpoint's",
			inputs: values{"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1")},
			lookup: values{"id": str("vpce-0e1")},
		},
	} {
		t.Run(given.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			cloud.endpoint = endpointInAWS()
			response, err := cloud.construct(t, "PrivateTable", "orders", plus(least, given.inputs), false)
			require.NoError(t, err)
			assert.Equal(t, []string{
				"aws:dynamodb/resourcePolicy:ResourcePolicy orders-policy < orders",
				"aws:dynamodb/table:Table orders < orders",
				"pulumi:index:Stash orders-identity < orders",
			}, cloud.registered(), "no network is built")
			require.Len(t, cloud.lookups, 1)
			assert.Equal(t, property.NewMap(given.lookup), cloud.lookups[0])

			document := cloud.child(t, "aws:dynamodb/resourcePolicy:ResourcePolicy").Inputs.Get("policy").AsString()
			assert.Contains(t, document, `"StringNotEquals":{"aws:SourceVpc":"vpc-0a1b"}`)
			state := plain(response.State.Delete("accessReport"))
			assert.Equal(t, "vpce-0e1", state.Get("vpcEndpointId").AsString())
			report := reportOf(t, response.State.Get("accessReport").AsMap())
			assert.Equal(t, allowAllPolicy, report.policy("endpoint policy"), "read, never written")
			_, present := state.GetOk("clientSecurityGroupId")
			assert.False(t, present)
		})
	}
}

func TestTableRefusesAVPCThatCannotReachIt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, want string
		inputs          values
		endpoint        values
	}{
		{
			name: "no endpoint", why: "the policy would refuse everyone, the VPC too",
			inputs: values{"vpcId": str("vpc-0a1b")},
			want: "vpcId: vpc-0a1b has no DynamoDB gateway endpoint, so nobody in it could reach the table; " +
				"create a PrivateNetwork on it (existing), or give vpcEndpointId",
		},
		{
			name: "an endpoint that is not there", why: "nobody would come through it",
			inputs: values{"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0f0")},
			want:   "vpcEndpointId: look up vpce-0f0: ",
		},
		{
			name: "an endpoint of another VPC", why: "the VPC has no way to the table",
			inputs:   values{"vpcId": str("vpc-0c0"), "vpcEndpointId": str("vpce-0e1")},
			endpoint: endpointInAWS(),
			want:     "vpcEndpointId: vpce-0e1 belongs to vpc-0a1b, not to vpc-0c0",
		},
		{
			name: "an endpoint of S3", why: "the VPC has no way to the table",
			inputs:   values{"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1")},
			endpoint: plus(endpointInAWS(), values{"serviceName": str("com.amazonaws.us-east-1.s3")}),
			want:     "vpcEndpointId: vpce-0e1 leads to com.amazonaws.us-east-1.s3, not to DynamoDB",
		},
		{
			name: "an endpoint without a route", why: "no request takes it",
			inputs:   values{"vpcId": str("vpc-0a1b")},
			endpoint: plus(endpointInAWS(), values{"routeTableIds": list()}),
			want: "vpcEndpointId: vpce-0e1 is on no route table, so no request takes it; put it on those of the clients' " +
				"subnets, or give the gateway endpoint that is on them",
		},
	}
	for _, state := range []string{"deleting", "Deleted", "failed", "rejected", "expired"} {
		tests = append(tests, struct {
			name, why, want string
			inputs          values
			endpoint        values
		}{
			name: "an endpoint that is " + state, why: "it carries nothing",
			inputs:   values{"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1")},
			endpoint: plus(endpointInAWS(), values{"state": str(state)}),
			want: "vpcEndpointId: vpce-0e1 is " + strings.ToLower(state) + ", and carries nothing; give an endpoint that is " +
				"available",
		})
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			cloud.endpoint = test.endpoint
			_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, test.inputs), true)
			require.ErrorContains(t, err, test.want, test.why)
			assert.Empty(t, cloud.registered())
		})
	}
}

func TestSeveralEndpointsInAVPC(t *testing.T) {
	t.Parallel()
	both := func() *cloud {
		c := existingVPC()
		c.several, c.endpoints = true, map[string]values{"vpce-0e1": endpointInAWS()}
		return c
	}
	_, err := both().construct(t, "PrivateTable", "orders", plus(least, values{"vpcId": str("vpc-0a1b")}), true)
	require.ErrorContains(t, err, "vpcId: vpc-0a1b has several DynamoDB gateway endpoints; name one of them in vpcEndpointId",
		"it has a way in, so nobody has to make one")
	for component, inputs := range map[string]values{
		"PrivateTable":   plus(least, values{"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1")}),
		"PrivateNetwork": {"existing": object(values{"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1")})},
	} {
		cloud := both()
		server := cloud.serve(t)
		_, err := constructOn(server, component, "orders", inputs, true)
		require.NoError(t, err, component)
		said := strings.Join(warnings(server), "\n")
		assert.Contains(t, said, "no route leads from these subnets of vpc-0a1b to this DynamoDB endpoint: subnet-0b1, "+
			"subnet-0d1; the VPC has others, and whether one of them serves these subnets is not known here", component)
		assert.NotContains(t, said, "so that a private table refuses their requests", "the other endpoint may serve them")
	}
}
