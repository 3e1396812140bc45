package policy

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestEveryActionHasOneClass(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, action := range Actions() {
		assert.False(t, seen[action.Name], "%s is in two classes", action.Name)
		seen[action.Name] = true
		assert.Contains(t, Classes(), action.Class)
	}
	assert.Len(t, seen, 79, "the service authorization reference lists 79 actions")
}

func TestNoAPINameIsTakenForAnAction(t *testing.T) {
	t.Parallel()
	for _, action := range Actions() {
		assert.NotContains(t, []string{
			"TransactGetItems", "TransactWriteItems", "ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction",
		}, action.Name, "an API operation without an action of its own would make AWS reject the document")
	}
}
