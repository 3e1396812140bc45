package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
)

// TestLocalOrganization runs make up EXAMPLE=platform-team, twice, beside the feature team's example.
func TestLocalOrganization(t *testing.T) {
	t.Parallel()
	platform := localCommand{dir: t.TempDir(), project: copyOf(t, examples+"yaml/platform-team")}
	t.Cleanup(func() { _, _ = gate.Stop(platform.dir), emulator.Stop(platform.dir) })
	feature := localCommand{dir: platform.dir, project: copyOf(t, examples+"yaml/feature-team")}

	first := platform.run(t, "up")
	assert.Contains(t, first, "+ 5 created")
	for _, line := range []string{
		"GetItem by the accounts of the organization, each on a table of its own, and the gate's answers",
		"  orders   app          vpc       allowed                no statement refuses it",
		"  orders   app          internet  AccessDeniedException  statement DenyDataAndStreamAndMovementOutsideUsEast1",
		"  orders   app          service   AccessDeniedException  statement DenyDataAndStreamAndMovementOutsideUsEast1",
		"  orders   break-glass  internet  allowed                no statement refuses it",
		"  ledger   app          vpc       allowed                no statement refuses it",
		"  ledger   app          internet  AccessDeniedException  statement DenyDataAndStreamAndMovementOutsideUsEast1",
		"  sandbox  app          internet  allowed                no statement refuses it",
	} {
		assert.Contains(t, first, "\n"+line+"\n")
	}
	assert.Contains(t, feature.run(t, "up"), "app          vpc       GetItem        allowed")
	assert.Contains(t, platform.run(t, "up"), "5 unchanged", "the second run finds everything in place")
	feature.run(t, "down")
}
