package e2e

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// TestNetworkChangesUnderATable adds and removes NAT gateways and a zone in the network of a table. The endpoints stay,
// and so do the subnets that clients run in.
func TestNetworkChangesUnderATable(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	var first map[string]any
	for _, step := range []struct {
		nat   pd.NatGateways
		zones int
		want  map[string]int // how many subnets of a kind, and how many NAT gateways
	}{
		{pd.NatGatewaysSingle, 2, map[string]int{"Isolated": 2, "Private": 2, "Public": 2, "gateways": 1}},
		{pd.NatGatewaysOnePerAz, 2, map[string]int{"Isolated": 2, "Private": 2, "Public": 2, "gateways": 2}},
		{pd.NatGatewaysNone, 2, map[string]int{"Isolated": 2}},
		{pd.NatGatewaysSingle, 3, map[string]int{"Isolated": 3, "Private": 3, "Public": 3, "gateways": 1}},
	} {
		team.Workspace().SetProgram(tableWithNetwork(pd.PrivateTableArgs{StreamViewType: ptr(pd.StreamViewTypeKeysOnly)}, pd.NetworkArgs{
			NatGateways: ptr(step.nat), AvailabilityZoneCount: &step.zones, StreamsEndpoint: pulumi.BoolRef(true),
		}))
		var outputs map[string]any
		var changes map[string]int
		done := record(func(stream chan<- events.EngineEvent) { outputs, changes = team.up(t, optup.EventStreams(stream)) })
		assert.Zero(t, changes["replace"]+changes["create-replacement"], "%s, %d zones: %v", step.nat, step.zones, changes)
		if first == nil {
			first = outputs
			team.requireCreationOrder(t, done)
		}
		for _, name := range []string{"tableArn", "vpc", "endpoint", "streams", "clients"} {
			assert.Equal(t, first[name], outputs[name], "%s, %d zones: %s", step.nat, step.zones, name)
		}
		assert.Subset(t, outputs["subnets"], first["subnets"])
		assert.Len(t, outputs["privateSubnets"], step.want["Private"])
		found := team.countSubnets(t, outputs["vpc"].(string), outputs["endpoint"].(string))
		assert.Equal(t, step.want, found, "%s, %d zones", step.nat, step.zones)
		require.NoError(t, team.scan(t, outputs["endpoint"].(string), outputs["tableArn"].(string)))
		team.requireNoChange(t)
	}
	done := record(func(stream chan<- events.EngineEvent) {
		_, err := team.Destroy(t.Context(), optdestroy.SuppressProgress(), optdestroy.EventStreams(stream))
		require.NoError(t, err)
	})
	team.requireDeletionOrder(t, done)
	team.requireNothingLeft(t)
}
