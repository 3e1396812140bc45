package policy

import (
	"slices"
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
}

// The list in actions.go is right only until AWS adds an action.
func TestEveryActionOfTheReferenceHasAClass(t *testing.T) {
	t.Parallel()
	rows := map[string]referenceRow{}
	for _, row := range slices.Concat(referenceRows, announcedRows) {
		rows[row.name] = row
		assert.True(t, slices.ContainsFunc(Actions(), func(a Action) bool { return a.Name == row.name }),
			"AWS's reference (iam-data %s) has %s, %s, on %q: put it into a class in actions.go, with what AWS's list of "+
				"operations supported by resource-based policies says of it",
			referenceVersion, row.name, row.access, row.resources)
	}
	for _, action := range Actions() {
		row, found := rows[action.Name]
		if !assert.True(t, found, "AWS's reference (iam-data %s) has no %s: correct its name in actions.go, or take it out "+
			"there and wherever else it is named", referenceVersion, action.Name) {
			continue
		}
		assert.True(t, action.Table == Rejected || row.authorizedOn(TableResource),
			"%s is not authorised on a table: say in actions.go that a table policy rejects it", action.Name)
		assert.Equal(t, row.authorizedOn(StreamResource), action.Stream != Rejected,
			"%s is authorised on a stream, or is said to be: correct its support in a stream policy in actions.go", action.Name)
	}
}

func TestReferenceRow(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why          string
		row                referenceRow
		tableless, indexed bool
	}{
		{"no resource", "ListTables names none, so no owner is known", referenceRow{"", "List", nil}, true, false},
		{"a resource at times", "ListExports can be asked of the account", referenceRow{"", "List", []string{"table"}}, true, false},
		{"a table", "its owner is always known", referenceRow{"", "Read", []string{"table*"}}, false, false},
		{"a table, or its index", "a query of an index is authorised there", referenceRow{"", "Read", []string{"index", "table*"}}, false, true},
		{"an index", "a search may name nothing else", referenceRow{"", "Read", []string{"index*", "table*"}}, false, true},
		{
			"a change of the account", "an endpoint must not let everyone change how every table is authorised",
			referenceRow{"", "Permissions management, Write", nil},
			false, false,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.tableless, test.row.isTableless(), test.why)
			assert.Equal(t, test.indexed, test.row.authorizedOn(IndexResource), test.why)
		})
	}
}

// operationsWithoutAction are authorised by the actions of the items that they name. Source: "Using IAM with DynamoDB
// transactions", "IAM security policies with PartiQL for DynamoDB".
var operationsWithoutAction = []string{
	"BatchExecuteStatement", "ExecuteStatement", "ExecuteTransaction", "TransactGetItems", "TransactWriteItems",
}

// AWS's SDKs have an operation on the day that it is announced, weeks before the reference has its action.
func TestEveryOperationHasAnAction(t *testing.T) {
	t.Parallel()
	for _, operation := range operations {
		known := slices.ContainsFunc(Actions(), func(a Action) bool { return a.Name == operation })
		assert.NotEqual(t, slices.Contains(operationsWithoutAction, operation), known,
			"AWS's SDK has the operation %s: add its row to announcedRows in reference.go and put it into a class in "+
				"actions.go, unless it has no action of its own; a name that is no action makes AWS reject the document", operation)
	}
}

func TestActionNamed(t *testing.T) {
	t.Parallel()
	assert.Equal(t, Action{Name: "Query", Class: ClassRead, Table: Documented, Stream: Rejected, Indexed: true}, ActionNamed("Query"))
	assert.Panics(t, func() { ActionNamed("Querry") }, "a misspelt name in the code must not stand for another action")
}
