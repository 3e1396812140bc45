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

// journal lists what the engine began and ended, in order: "began create TYPE NAME".
type journal []string

// record returns what the engine did while a function ran it.
func record(run func(stream chan<- events.EngineEvent)) journal {
	stream, recorded := make(chan events.EngineEvent), make(chan journal)
	go func() {
		var found journal
		for event := range stream {
			if before := event.ResourcePreEvent; before != nil {
				found = append(found, "began "+step(before.Metadata))
			}
			if after := event.ResOutputsEvent; after != nil {
				found = append(found, "ended "+step(after.Metadata))
			}
		}
		recorded <- found
	}()
	run(stream)
	return <-recorded
}

func step(m apitype.StepEventMetadata) string {
	return string(m.Op) + " " + m.Type + " " + m.URN[strings.LastIndex(m.URN, "::")+2:]
}

// at is the place of an entry, which must be there.
func (j journal) at(t *testing.T, entry string) int {
	t.Helper()
	at := slices.Index(j, entry)
	require.GreaterOrEqual(t, at, 0, "%q is not in the journal:\n%s", entry, strings.Join(j, "\n"))
	return at
}

// requireCreationOrder requires a table to be made after all of its network, and its policies to wait for nothing but
// the table. Between a table and its policies nothing else then fails or takes time.
func (d deployment) requireCreationOrder(t *testing.T, made journal) {
	t.Helper()
	table, parts := made.at(t, "began create "+tableType+" orders"), map[string]int{}
	for i, entry := range made {
		words := strings.Fields(entry)
		if kind := words[2]; strings.HasPrefix(kind, "aws:ec2/") || strings.HasPrefix(kind, "aws:vpc/") {
			assert.Less(t, i, table, "%s comes after the table", entry)
			parts[kind]++
		}
	}
	for _, kind := range []string{
		endpointType, "aws:ec2/routeTable:RouteTable", "aws:ec2/routeTableAssociation:RouteTableAssociation",
		"aws:ec2/route:Route", "aws:ec2/natGateway:NatGateway", "aws:ec2/securityGroup:SecurityGroup",
	} {
		assert.NotZero(t, parts[kind], "%s is not in the journal:\n%s", kind, strings.Join(made, "\n"))
	}
	dependencies := d.dependencies(t)
	var policies int
	for policy, waitsFor := range dependencies {
		if !strings.HasPrefix(policy, policyType) {
			continue
		}
		policies++
		for resource := range waitsFor {
			if resource != tableType+" orders" {
				assert.True(t, dependencies[tableType+" orders"][resource], "%s waits for %s, which its table does not", policy, resource)
			}
		}
	}
	assert.Positive(t, policies)
}

// dependencies maps each resource of the stack to those that it depends on, directly or through others.
func (d deployment) dependencies(t *testing.T) map[string]map[string]bool {
	t.Helper()
	exported, err := d.Export(t.Context())
	require.NoError(t, err)
	var content struct{ Resources []apitype.ResourceV3 }
	require.NoError(t, json.Unmarshal(exported.Deployment, &content))
	found := map[string]map[string]bool{}
	for _, resource := range content.Resources { // each comes after its dependencies
		all := map[string]bool{}
		for _, dependency := range resource.Dependencies {
			name := string(dependency.Type()) + " " + dependency.Name()
			all[name] = true
			for further := range found[name] {
				all[further] = true
			}
		}
		found[string(resource.Type)+" "+resource.URN.Name()] = all
	}
	return found
}

// requireDeletionOrder requires a table to be deleted before its network, and its policies together with it. The engine
// reports the policies as deleted before, but AWS is not asked to delete the policy of a table that is there.
func (d deployment) requireDeletionOrder(t *testing.T, deleted journal) {
	t.Helper()
	for _, later := range []string{endpointType, "aws:ec2/subnet:Subnet", "aws:ec2/vpc:Vpc"} {
		at := slices.IndexFunc(deleted, func(entry string) bool { return strings.HasPrefix(entry, "began delete "+later) })
		require.GreaterOrEqual(t, at, 0, "%s is not deleted", later)
		assert.Less(t, deleted.at(t, "ended delete "+tableType+" orders"), at, later)
	}
	operations := d.allowedOperations(t)
	gone := slices.Index(operations, "DeleteTable")
	require.GreaterOrEqual(t, gone, 0)
	assert.NotContains(t, operations[:gone], "DeleteResourcePolicy")
}

// allowedOperations lists the operations that the gate let through, in order.
func (d deployment) allowedOperations(t *testing.T) []string {
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
