package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	tableType    = "aws:dynamodb/table:Table"
	policyType   = "aws:dynamodb/resourcePolicy:ResourcePolicy"
	endpointType = "aws:ec2/vpcEndpoint:VpcEndpoint"
)

// journal is what the engine began and ended to do to resources, in that order: "began create TYPE NAME".
type journal []string

// record runs the engine, and notes what it does.
func record(run func(stream chan<- events.EngineEvent)) journal {
	stream, noted := make(chan events.EngineEvent), make(chan journal)
	go func() {
		var found journal
		for event := range stream {
			if before := event.ResourcePreEvent; before != nil {
				found = append(found, "began "+moment(before.Metadata))
			}
			if after := event.ResOutputsEvent; after != nil {
				found = append(found, "ended "+moment(after.Metadata))
			}
		}
		noted <- found
	}()
	run(stream)
	return <-noted
}

func moment(m apitype.StepEventMetadata) string {
	return string(m.Op) + " " + m.Type + " " + m.URN[strings.LastIndex(m.URN, "::")+2:]
}

// at is when something happened, which it did once.
func (j journal) at(t *testing.T, moment string) int {
	t.Helper()
	at := slices.Index(j, moment)
	require.GreaterOrEqual(t, at, 0, "%q is not in the journal:\n%s", moment, strings.Join(j, "\n"))
	return at
}

// requireCreationOrder wants a table to be made when all of its network is there, so that nothing of it can fail or take
// time before the table has its policies, and these to wait for nothing but the table.
func (d deployment) requireCreationOrder(t *testing.T, made journal) {
	t.Helper()
	table, parts := made.at(t, "began create "+tableType+" orders"), map[string]int{}
	for i, moment := range made {
		words := strings.Fields(moment)
		if kind := words[2]; strings.HasPrefix(kind, "aws:ec2/") || strings.HasPrefix(kind, "aws:vpc/") {
			assert.Less(t, i, table, "%s comes after the table", moment)
			parts[kind]++
		}
	}
	for _, kind := range []string{
		endpointType, "aws:ec2/routeTable:RouteTable", "aws:ec2/routeTableAssociation:RouteTableAssociation",
		"aws:ec2/route:Route", "aws:ec2/natGateway:NatGateway", "aws:ec2/securityGroup:SecurityGroup",
	} {
		assert.NotZero(t, parts[kind], "%s is not in the journal:\n%s", kind, strings.Join(made, "\n"))
	}
	awaited := d.awaited(t)
	var policies int
	for policy, waitsFor := range awaited {
		if !strings.HasPrefix(policy, policyType) {
			continue
		}
		policies++
		for resource := range waitsFor {
			if resource != tableType+" orders" {
				assert.True(t, awaited[tableType+" orders"][resource], "%s waits for %s, which its table does not", policy, resource)
			}
		}
	}
	assert.Positive(t, policies)
}

// awaited are the resources that each one waits for, of those that are made, directly or by way of others.
func (d deployment) awaited(t *testing.T) map[string]map[string]bool {
	t.Helper()
	exported, err := d.Export(t.Context())
	require.NoError(t, err)
	var content struct{ Resources []apitype.ResourceV3 }
	require.NoError(t, json.Unmarshal(exported.Deployment, &content))
	found := map[string]map[string]bool{}
	for _, resource := range content.Resources { // each comes after what it depends on
		awaits := map[string]bool{}
		for _, dependency := range resource.Dependencies {
			name := string(dependency.Type()) + " " + dependency.Name()
			awaits[name] = true
			for further := range found[name] {
				awaits[further] = true
			}
		}
		found[string(resource.Type)+" "+resource.URN.Name()] = awaits
	}
	return found
}

// requireDeletionOrder wants a table to have gone before the ways to it, and its policies with it: the engine ticks them
// off before, but nothing asks AWS to delete a policy that still has a table.
func (d deployment) requireDeletionOrder(t *testing.T, unmade journal) {
	t.Helper()
	for _, later := range []string{endpointType, "aws:ec2/subnet:Subnet", "aws:ec2/vpc:Vpc"} {
		at := slices.IndexFunc(unmade, func(moment string) bool { return strings.HasPrefix(moment, "began delete "+later) })
		require.GreaterOrEqual(t, at, 0, "%s is not deleted", later)
		assert.Less(t, unmade.at(t, "ended delete "+tableType+" orders"), at, later)
	}
	asked := d.asked(t)
	gone := slices.Index(asked, "DeleteTable")
	require.GreaterOrEqual(t, gone, 0)
	assert.NotContains(t, asked[:gone], "DeleteResourcePolicy")
}

// asked are the requests that DynamoDB let through, in order, as the gate's log has them.
func (d deployment) asked(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(d.dir, "gate.log"))
	require.NoError(t, err)
	var operations []string
	for line := range bytes.Lines(text) {
		var entry struct {
			Operation string
			Allowed   bool
		}
		if json.Unmarshal(line, &entry) == nil && entry.Allowed {
			operations = append(operations, entry.Operation)
		}
	}
	return operations
}
