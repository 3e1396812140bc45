package deployments

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestConciseKeepsTheCause(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "error: update failed; error: create table-34: Table already exists", concise(`code: 1
 +  aws:dynamodb:Table table-87 creating (0s)
Diagnostics:
  pulumi:pulumi:Stack (ours-local):
    error: update failed
    error: private-dynamodb:index:PrivateTable resource 'table-9' has a problem: waiting for RPCs: context canceled
  aws:dynamodb:Table (table-34):
    error: create table-34: Table already exists
`))
	assert.Equal(t, "no such file", concise("no such file"), "what is not of Pulumi's form is kept")
}
