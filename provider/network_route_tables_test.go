package provider

import (
	"errors"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRouteTablesThatTakeNoEndpoint(t *testing.T) {
	t.Parallel()
	taken := func(name string) values {
		return plus(endpointInAWS(), values{
			"routeTableIds": list("rtb-0e1"), "tags": object(values{"Name": str(name)}),
		})
	}
	const ownEndpoint = urnPrefix + "private-dynamodb:index:PrivateNetwork$" + vpcEndpointType + "::net-dynamodb"
	const refusal = "existing.routeTableIds[1]: rtb-0e1 leads to vpce-0e1 already, and a route table takes one route to " +
		"DynamoDB; give existing.vpcEndpointId"
	tests := []struct {
		name, why, want string
		tables          property.Value
		tags            values
		endpoint        values
		state           map[string]values
	}{
		{
			name: "another endpoint's", why: "AWS refuses it, in the middle of the update",
			tables: list("rtb-0b1", "rtb-0e1"), endpoint: taken("main"), want: refusal,
		},
		{
			name: "another network's", why: "two networks would fight over the route",
			tables: list("rtb-0b1", "rtb-0e1"), endpoint: taken("other-dynamodb"), want: refusal,
		},
		{
			name: "another endpoint's, elsewhere", why: "a VPC may have several, on tables of their own",
			tables: list("rtb-0b1", "rtb-0b2"), endpoint: taken("main"),
		},
		{
			name: "our own", why: "the second update finds what the first made, whatever its tags say now",
			tables: list("rtb-0b1", "rtb-0e1"), endpoint: taken("renamed by hand"), state: map[string]values{
				ownEndpoint: {"arn": str("arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/vpce-0e1")},
			},
		},
		{
			name: "another endpoint's, under our name", why: "a tag is no proof",
			tables: list("rtb-0b1", "rtb-0e1"), endpoint: taken("net-dynamodb"), state: map[string]values{
				ownEndpoint: {"arn": str("arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/vpce-0e2")},
			}, want: refusal,
		},
		{
			name: "one that the stack made, and no network", why: "it is not the network's to take along",
			tables: list("rtb-0b1", "rtb-0e1"), endpoint: taken("net-dynamodb"), state: map[string]values{
				urnPrefix + vpcEndpointType + "::net-dynamodb": {"arn": str("arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/vpce-0e1")},
			}, want: refusal,
		},
		{
			name: "our own, unrecorded", why: "an earlier version of this package made it",
			tables: list("rtb-0b1", "rtb-0e1"), endpoint: taken("net-dynamodb"),
		},
		{
			name: "our own by the user's name, unrecorded", why: "tags may name it",
			tables: list("rtb-0b1", "rtb-0e1"), endpoint: taken("ours"), tags: values{"Name": str("ours")},
		},
		{
			name: "another VPC's", why: "the endpoint would be on no route of this one",
			tables: list("rtb-0b1", "rtb-0f1"),
			want:   "existing.routeTableIds[1]: rtb-0f1 belongs to vpc-0f0, not to vpc-0a1b",
		},
		{
			name: "not there", why: "AWS refuses it, in the middle of the update",
			tables: list("rtb-0bad", "rtb-0b1", "rtb-0f1"),
			want: "existing.routeTableIds[0]: there is no route table rtb-0bad\n" +
				"existing.routeTableIds[2]: rtb-0f1 belongs to vpc-0f0, not to vpc-0a1b",
		},
	}
	for _, test := range tests {
		for _, preview := range []bool{true, false} {
			t.Run(test.name, func(t *testing.T) {
				t.Parallel()
				cloud := existingVPC()
				cloud.endpoint, cloud.state = test.endpoint, test.state
				if test.state != nil { // or the record is only being made, and the stack has no state
					cloud.stash = values{"vpcId": str("vpc-0a1b")}
				}
				inputs := values{"existing": object(values{"vpcId": str("vpc-0a1b"), "routeTableIds": test.tables})}
				if test.tags != nil {
					inputs["tags"] = object(test.tags)
				}
				_, err := cloud.construct(t, "PrivateNetwork", "net", inputs, preview)
				if test.want == "" {
					require.NoError(t, err, test.why)
					return
				}
				require.ErrorContains(t, err, test.want, test.why)
				assert.Empty(t, cloud.ofType(vpcEndpointType), "the endpoint waits for the answer")
			})
		}
	}
}

func TestRouteTablesOfATablesNetworkAreNamedInFull(t *testing.T) {
	t.Parallel()
	cloud := existingVPC()
	_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{"network": object(values{
		"existing": object(values{"vpcId": str("vpc-0a1b"), "routeTableIds": list("rtb-0bad")}),
	})}), true)
	require.ErrorContains(t, err, "network.existing.routeTableIds[0]: there is no route table rtb-0bad")
}

func TestIsNoSuchTable(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]bool{
		"query returned no results. Please change your search criteria and try again": true,
		"1 error occurred:\n\t* no matching Route Table found":                        true,
		"api error InvalidRouteTableID.NotFound: The routeTable ID 'rtb-1'":           true,
		"api error UnauthorizedOperation: You are not authorized":                     false,
	} {
		assert.Equal(t, want, isNoSuchTable(errors.New(message)), message)
	}
}

func TestRouteTablesAreNotLookedUpBeforeTheyAreKnown(t *testing.T) {
	t.Parallel()
	cloud := existingVPC()
	_, err := cloud.construct(t, "PrivateNetwork", "net", values{"existing": object(values{
		"vpcId": str("vpc-0a1b"), "routeTableIds": property.New([]property.Value{str("rtb-0bad"), unknown}),
	})}, true)
	require.NoError(t, err)
	assert.Empty(t, cloud.lookups)
}

func TestWhoMayNotAskOfRouteTablesDeploysAllTheSame(t *testing.T) {
	t.Parallel()
	for _, function := range []string{
		"aws:ec2/getRouteTable:getRouteTable", "aws:ec2/getRouteTables:getRouteTables", "aws:ec2/getSubnets:getSubnets",
		"aws:ec2/getVpcEndpoint:getVpcEndpoint",
	} {
		t.Run(function, func(t *testing.T) {
			t.Parallel()
			cloud := existingVPC()
			cloud.forbidden = []string{function}
			_, err := cloud.construct(t, "PrivateNetwork", "net", values{"existing": object(values{
				"vpcId": str("vpc-0a1b"), "routeTableIds": list("rtb-0d1"),
			})}, false)
			require.NoError(t, err, "AWS refuses what is wrong itself")
			assert.Len(t, cloud.ofType(vpcEndpointType), 1)
		})
	}
}

func TestNetworkRefusesAnEndpointOnNoRouteTable(t *testing.T) {
	t.Parallel()
	cloud := existingVPC()
	cloud.endpoint = plus(endpointInAWS(), values{"routeTableIds": list()})
	_, err := cloud.construct(t, "PrivateNetwork", "net", values{"existing": object(values{
		"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1"),
	})}, true)
	require.ErrorContains(t, err, "existing.vpcEndpointId: vpce-0e1 is on no route table, so no request takes it; put it on "+
		"those of the clients' subnets, or give the gateway endpoint that is on them")
}
