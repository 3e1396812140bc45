package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
)

func TestEntrances(t *testing.T) {
	t.Parallel()
	endpoint := func(id, vpc, carries string, gateway bool) gate.Door {
		return gate.Door{Name: id, URL: "url of " + id, Endpoint: id, VPC: vpc, Carries: carries, Gateway: gateway}
	}
	doors := []gate.Door{
		{Name: "internet", URL: "url of internet"},
		{Name: "service", URL: "url of service", Via: "a.amazonaws.com"},
		endpoint("vpce-0c", "vpc-0a", "dynamodb-streams", false),
		endpoint("vpce-0b", "vpc-0a", "dynamodb", false),
		endpoint("vpce-0a", "vpc-0a", "dynamodb", true),
		endpoint("vpce-0d", "vpc-0d", "dynamodb-streams", false),
		endpoint("vpce-0e", "vpc-0e", "dynamodb", false),
	}
	for _, test := range []struct{ door, why, tables, streams string }{
		{"vpc", "each service has its endpoint", "vpce-0a", "vpce-0c"},
		{"vpce-0a", "a gateway endpoint carries no streams", "vpce-0a", "vpce-0c"},
		{"vpce-0b", "nor does DynamoDB's interface endpoint", "vpce-0b", "vpce-0c"},
		{"vpce-0c", "the streams' endpoint carries nothing else", "vpce-0a", "vpce-0c"},
		{"vpce-0d", "without a way to DynamoDB the request leaves the VPC", "internet", "vpce-0d"},
		{"vpce-0e", "and so without one to streams", "vpce-0e", "internet"},
		{"internet", "a client that is nowhere has one way", "internet", "internet"},
		{"service", "a service calls both", "service", "service"},
	} {
		t.Run(test.door, func(t *testing.T) {
			t.Parallel()
			found, err := chosen(doors, "url of internet", test.door)
			require.NoError(t, err)
			assert.Equal(t, entrances{"url of " + test.tables, "url of " + test.streams}, found, test.why)
		})
	}
	_, err := chosen(doors, "url of internet", "vpce-0f")
	require.ErrorContains(t, err, `there is no door "vpce-0f"`)
	_, err = chosen(doors[:3], "url of internet", "vpc")
	require.ErrorContains(t, err, `there is no door "vpc"`, "an endpoint for streams is no way to a table")
}
