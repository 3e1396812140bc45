package provider

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCoverage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why          string
		existing           values
		covered, uncovered property.Value
	}{
		{
			"an endpoint that exists", "who adopts one did not choose its route tables",
			values{"vpcEndpointId": str("vpce-0e1")},
			list("subnet-0e1", "subnet-0e2"), list("subnet-0b1", "subnet-0d1"),
		},
		{
			"a new endpoint", "a table may have been left out",
			values{"routeTableIds": list("rtb-0b1", "rtb-0b2")},
			list("subnet-0b1"), list("subnet-0d1", "subnet-0e1", "subnet-0e2"),
		},
		{
			"the main route table", "a subnet without an association has it",
			values{"routeTableIds": list("rtb-0d1")},
			list("subnet-0d1"), list("subnet-0b1", "subnet-0e1", "subnet-0e2"),
		},
		{
			"every route table", "nothing is left to warn of",
			values{"routeTableIds": list("rtb-0b1", "rtb-0d1", "rtb-0e1")},
			list("subnet-0b1", "subnet-0d1", "subnet-0e1", "subnet-0e2"), list(),
		},
	}
	for _, test := range tests {
		for _, preview := range []bool{true, false} {
			t.Run(test.name, func(t *testing.T) {
				t.Parallel()
				cloud := existingVPC()
				cloud.endpoints = map[string]values{"vpce-0e1": endpointInAWS()}
				response, err := cloud.construct(t, "PrivateNetwork", "net", values{
					"existing": object(plus(values{"vpcId": str("vpc-0a1b")}, test.existing)),
				}, preview)
				require.NoError(t, err)
				state := plain(response.State)
				assert.Equal(t, test.covered, state.Get("coveredSubnetIds"), test.why)
				assert.Equal(t, test.uncovered, state.Get("uncoveredSubnetIds"), test.why)
			})
		}
	}
}

func TestWhoMayNotAskOfSubnetsKnowsNoCoverage(t *testing.T) {
	t.Parallel()
	cloud := existingVPC()
	cloud.forbidden = []string{"aws:ec2/getSubnets:getSubnets"}
	response, err := cloud.construct(t, "PrivateNetwork", "net", values{
		"existing": object(values{"vpcId": str("vpc-0a1b"), "routeTableIds": list("rtb-0b1")}),
	}, false)
	require.NoError(t, err)
	assert.Equal(t, list(), plain(response.State).Get("coveredSubnetIds"))
	assert.Equal(t, list(), plain(response.State).Get("uncoveredSubnetIds"))
}

// TestCoverageIsSaidOnceInEachRun has several components on one VPC: each look costs calls, and says the same. AWS is
// slow, so that a component which does not wait for its warning has returned before.
func TestCoverageIsSaidOnceInEachRun(t *testing.T) {
	t.Parallel()
	table := plus(least, values{"vpcId": str("vpc-0a1b")})
	network := values{"existing": object(values{"vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1")})}
	for _, test := range []struct {
		name    string
		tables  []string
		network bool
	}{
		{"one table", []string{"orders"}, false},
		{"several tables", []string{"orders", "carts", "users"}, false},
		{"tables beside a network", []string{"orders", "carts"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := existingVPC()
			cloud.endpoint, cloud.slow = endpointInAWS(), 20*time.Millisecond
			server := cloud.serve(t)
			for run, preview := range []bool{true, false} {
				for _, name := range test.tables {
					_, err := constructOn(server, "PrivateTable", name, table, preview)
					require.NoError(t, err)
				}
				if test.network {
					_, err := constructOn(server, "PrivateNetwork", "net", network, preview)
					require.NoError(t, err)
				}
				said := 0
				for _, text := range warnings(server) {
					if strings.HasPrefix(text, "no route leads from these subnets of vpc-0a1b") {
						said++
					}
				}
				assert.Equal(t, run+1, said, "each run warns, and once")
			}
			if !test.network {
				assert.Equal(t, 2, cloud.surveys)
			}
		})
	}
}

func TestCoverageWarns(t *testing.T) {
	t.Parallel()
	assert.Empty(t, coverage{covered: []string{"subnet-0a1"}}.warning("vpc-0a1b", nil))
	assert.Equal(t, "no route leads from these subnets of vpc-0a1b to the DynamoDB endpoint, so that a private table "+
		"refuses their requests: subnet-0b1, subnet-0d1; put their route tables on the endpoint, or keep clients out of them",
		coverage{uncovered: []string{"subnet-0b1", "subnet-0d1"}}.warning("vpc-0a1b", nil))
	assert.Equal(t, "which subnets of vpc-0a1b reach the DynamoDB endpoint is not known: list the subnets: not authorized",
		coverage{}.warning("vpc-0a1b", errors.New("list the subnets: not authorized")))
}
