package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestDocuments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why     string
		table, stream string
		names         []string
		err           string
	}{
		{"a table and its stream", "each has a policy", fixture.Orders, fixture.Stream, []string{"table policy", "stream policy"}, ""},
		{"a table alone", "a stream that is off has no policy", fixture.Orders, "", []string{"table policy"}, ""},
		{"no table", "nothing can be attached", "orders", "", nil, "render table policy: table must be the ARN of a table"},
		{
			"a table for a stream", "a stream's policy is attached to the stream", fixture.Orders, fixture.Orders, nil,
			"render stream policy: stream must be the ARN of a stream",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			documents, err := fixture.Special().Documents(test.table, test.stream)
			if test.err != "" {
				require.ErrorContains(t, err, test.err, test.why)
				return
			}
			require.NoError(t, err)
			var names []string
			for _, document := range documents.Resource {
				names = append(names, document.Name)
			}
			assert.Equal(t, test.names, names, test.why)
			assert.Equal(t, test.table, documents.Resource[0].To)
		})
	}
}

// A statement needs an action. CreateGlobalTable may not be named, and no pattern matches it alone.
func TestNoStatementWithoutActions(t *testing.T) {
	t.Parallel()
	intent := fixture.Plain()
	intent.Exemptions = append(intent.Exemptions, policy.Exemption{
		Services: []string{"glue.amazonaws.com"}, Actions: []string{"CreateGlobalTable"}, Reason: "global tables",
	})
	document, err := intent.TablePolicy(fixture.Orders)
	require.NoError(t, err)
	for _, statement := range document.Statement {
		assert.NotEmpty(t, statement.Action, statement.Sid)
	}
}
