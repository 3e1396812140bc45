package policy

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGrantRefusesWhatBlockPublicAccessWould(t *testing.T) {
	t.Parallel()
	partner := Grant{Principals: []string{"999988887777"}, Actions: []string{"GetItem"}, Reason: "partner"}
	glue := Grant{
		Services: []string{"glue.amazonaws.com"}, SourceAccounts: []string{"111122223333"},
		Actions: []string{"DescribeTable"}, Reason: "zero-ETL",
	}
	tests := []struct {
		name, why string
		from      Grant
		change    func(*Grant)
		want      string
	}{
		{"a partner", "an account in full", partner, func(*Grant) {}, ""},
		{"a service", "bounded by an account", glue, func(*Grant) {}, ""},
		{
			"a role", "in full", partner,
			func(g *Grant) { g.Principals = []string{"arn:aws:iam::999988887777:role/reader"} }, "",
		},
		{"no reason", "evidence needs one", partner, func(g *Grant) { g.Reason = "" }, "has no reason"},
		{
			"everyone", "public access", partner, func(g *Grant) { g.Principals = []string{"*"} },
			`principal must be the id of an account, or the ARN of a role or user in full, got "*"`,
		},
		{
			"a pattern", "AWS takes no wildcard in a principal", partner,
			func(g *Grant) { g.Principals = []string{"arn:aws:iam::999988887777:role/*"} }, "must be the id of an account",
		},
		{"nobody", "AWS refuses an empty principal", partner, func(g *Grant) { g.Principals = nil }, "either principals or"},
		{
			"an unbounded service", "the confused deputy", glue, func(g *Grant) { g.SourceAccounts = nil },
			"lets a service act for anyone",
		},
		{
			"a bounded principal", "its requests carry no such key, so nothing would be granted", partner,
			func(g *Grant) { g.SourceAccounts = []string{"999988887777"} }, "only a service's requests carry",
		},
		{"no service", "AWS refuses an unknown one", glue, func(g *Grant) { g.Services = []string{"*"} }, "a service principal"},
		{
			"any source account", "public access", glue, func(g *Grant) { g.SourceAccounts = []string{"*"} },
			"source account must be the 12 digits",
		},
		{
			"any source", "public access", glue, func(g *Grant) { g.SourceARNs = []string{"arn:aws:glue:*:*:*"} },
			"source ARN must be an ARN in full",
		},
		{
			"bytes that are no text", "the document would hold others in their place", glue,
			func(g *Grant) { g.SourceARNs = []string{"arn:aws:glue:us-east-1:111122223333:\xff"} }, "source ARN must be an ARN in full",
		},
		{"no action", "a grant of nothing", partner, func(g *Grant) { g.Actions = nil }, "names no action"},
		{
			"an API name", "AWS rejects the document", partner, func(g *Grant) { g.Actions = []string{"TransactGetItems"} },
			`action must be one that a resource policy takes, such as dynamodb:GetItem, got "TransactGetItems"`,
		},
		{
			"an action of the account", "no resource policy governs it", partner,
			func(g *Grant) { g.Actions = []string{"ListTables"} }, `got "ListTables"`,
		},
		{
			"the policy", "it would give everything away", partner,
			func(g *Grant) { g.Actions = []string{"PutResourcePolicy"} }, "must not be PutResourcePolicy",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			grant := test.from
			test.change(&grant)
			err := grant.validate()
			if test.want == "" {
				assert.NoError(t, err, test.why)
			} else {
				require.ErrorContains(t, err, test.want, test.why)
			}
		})
	}
}

func TestTheOrderOfGrantsChangesNothing(t *testing.T) {
	t.Parallel()
	intent := plain()
	intent.Grants = []Grant{
		{Principals: []string{"999988887777"}, Actions: []string{"GetItem"}, Reason: "partner"},
		{Principals: []string{"444455556666"}, Actions: []string{"Query", "GetItem"}, Reason: "another"},
	}
	document, err := intent.TablePolicy(orders)
	require.NoError(t, err)
	third := intent.Grants[0]
	third.Reason = "a partner, listed twice"
	intent.Grants = []Grant{intent.Grants[1], intent.Grants[0], third}
	again, err := intent.TablePolicy(orders)
	require.NoError(t, err)
	assert.Equal(t, document, again, "a preview that only shows statements in another order hides what changed")
}

func TestAGrantDoesNotOpenTheOutside(t *testing.T) {
	t.Parallel()
	intent := plain()
	intent.Grants = []Grant{{
		Principals: []string{"arn:aws:iam::999988887777:role/reader"}, Actions: []string{"GetItem"}, Reason: "partner",
	}}
	table, err := intent.TablePolicy(orders)
	require.NoError(t, err)
	documents := Documents{Resource: []AttachedDocument{{Name: "table", To: orders, Document: table}}}
	const reader = "arn:aws:iam::999988887777:role/reader"
	assert.True(t, ask(t, reader, "dynamodb:GetItem", orders, origins[0].origin, documents).Allowed())
	assert.False(t, ask(t, reader, "dynamodb:Scan", orders, origins[0].origin, documents).Allowed())
	assert.False(t, ask(t, reader, "dynamodb:GetItem", orders, Origin{}, documents).Allowed())
}
