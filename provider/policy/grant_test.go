package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestGrantRejectsWhatBlockPublicAccessWould(t *testing.T) {
	t.Parallel()
	partner := policy.Grant{Principals: []string{"999988887777"}, Actions: []string{"GetItem"}, Reason: "partner"}
	glue := policy.Grant{
		Services: []string{"glue.amazonaws.com"}, SourceAccounts: []string{"111122223333"},
		Actions: []string{"DescribeTable"}, Reason: "zero-ETL",
	}
	tests := []struct {
		name, why string
		from      policy.Grant
		change    func(*policy.Grant)
		want      string
	}{
		{"a partner", "an account in full", partner, func(*policy.Grant) {}, ""},
		{"a service", "bounded by an account", glue, func(*policy.Grant) {}, ""},
		{
			"a role", "in full", partner,
			func(g *policy.Grant) { g.Principals = []string{"arn:aws:iam::999988887777:role/reader"} }, "",
		},
		{"no reason", "a report that does not say why is no evidence", partner, func(g *policy.Grant) { g.Reason = "" }, "has no reason"},
		{
			"everyone", "public access", partner, func(g *policy.Grant) { g.Principals = []string{"*"} },
			`principal must be the id of an account, or the full ARN of a role or user, got "*"`,
		},
		{
			"a pattern", "AWS accepts no wildcard in a principal", partner,
			func(g *policy.Grant) { g.Principals = []string{"arn:aws:iam::999988887777:role/*"} }, "must be the id of an account",
		},
		{"nobody", "AWS rejects an empty principal", partner, func(g *policy.Grant) { g.Principals = nil }, "either principals or"},
		{
			"an unbounded service", "the confused deputy", glue, func(g *policy.Grant) { g.SourceAccounts = nil },
			"lets a service act for anyone",
		},
		{
			"a bounded principal", "its requests carry no such key, so nothing would be granted", partner,
			func(g *policy.Grant) { g.SourceAccounts = []string{"999988887777"} }, "only a service's requests carry",
		},
		{"no service", "AWS rejects an unknown one", glue, func(g *policy.Grant) { g.Services = []string{"*"} }, "a service principal"},
		{
			"any source account", "public access", glue, func(g *policy.Grant) { g.SourceAccounts = []string{"*"} },
			"source account must be the 12-digit id",
		},
		{
			"any source", "public access", glue, func(g *policy.Grant) { g.SourceARNs = []string{"arn:aws:glue:*:*:*"} },
			"source ARN must be a full ARN",
		},
		{
			"every integration", "of one account: its id is not known before the policy is there", glue,
			func(g *policy.Grant) { g.SourceARNs = []string{"arn:aws:glue:us-east-1:111122223333:integration:*"} }, "",
		},
		{
			"every integration of anyone", "the confused deputy", glue,
			func(g *policy.Grant) { g.SourceARNs = []string{"arn:aws:redshift:us-east-1:*:integration:*"} },
			"source ARN must be a full ARN",
		},
		{
			"every integration, alone", "AWS's policies name the account beside it", glue, func(g *policy.Grant) {
				g.SourceAccounts, g.SourceARNs = nil, []string{"arn:aws:redshift:us-east-1:111122223333:integration:*"}
			}, "name its source account as well",
		},
		{
			"exports, to a principal", "only zero-ETL needs it", partner,
			func(g *policy.Grant) { g.Actions = []string{"DescribeExport"} }, "which only a service needs",
		},
		{
			"bytes that are no text", "JSON would hold other bytes in their place", glue,
			func(g *policy.Grant) { g.SourceARNs = []string{"arn:aws:glue:us-east-1:111122223333:\xff"} }, "source ARN must be a full ARN",
		},
		{"no action", "a grant of nothing", partner, func(g *policy.Grant) { g.Actions = nil }, "names no action"},
		{
			"an API name", "AWS rejects the document", partner, func(g *policy.Grant) { g.Actions = []string{"TransactGetItems"} },
			`action must be one that resource policies accept, such as dynamodb:GetItem, got "TransactGetItems"`,
		},
		{
			"an action of the account", "no resource policy governs it", partner,
			func(g *policy.Grant) { g.Actions = []string{"ListTables"} }, `got "ListTables"`,
		},
		{
			"the policy", "it would give everything away", partner,
			func(g *policy.Grant) { g.Actions = []string{"PutResourcePolicy"} }, "must not be PutResourcePolicy",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			grant := test.from
			test.change(&grant)
			err := grant.Validate()
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
	intent := fixture.Plain()
	intent.Grants = []policy.Grant{
		{Principals: []string{"999988887777"}, Actions: []string{"GetItem"}, Reason: "partner"},
		{Principals: []string{"444455556666"}, Actions: []string{"Query", "GetItem"}, Reason: "another"},
	}
	document, err := intent.TablePolicy(fixture.Orders)
	require.NoError(t, err)
	third := intent.Grants[0]
	third.Reason = "a partner, listed twice"
	intent.Grants = []policy.Grant{intent.Grants[1], intent.Grants[0], third}
	again, err := intent.TablePolicy(fixture.Orders)
	require.NoError(t, err)
	assert.Equal(t, document, again, "a preview that only shows statements in another order hides what changed")
}

// TestZeroETL renders what AWS documents for zero-ETL integrations: DescribeExport is allowed on the exports of the
// table, and nothing else is.
func TestZeroETL(t *testing.T) {
	t.Parallel()
	intent := policy.Intent{
		Perimeter:   policy.Perimeter{Kind: policy.PerimeterVPCs, IDs: []string{"vpc-0a1"}},
		Enforcement: policy.EnforceData,
		Exemptions:  []policy.Exemption{policy.Administrators([]string{"arn:aws:iam::111122223333:role/deployer"})},
		Grants: []policy.Grant{{
			Services: []string{"redshift.amazonaws.com"}, SourceAccounts: []string{"111122223333"},
			SourceARNs: []string{"arn:aws:redshift:us-east-1:111122223333:integration:*"},
			Actions:    []string{"ExportTableToPointInTime", "DescribeTable", "DescribeExport"}, Reason: "zero-ETL",
		}},
	}
	const table = "arn:aws:dynamodb:us-east-1:111122223333:table/orders"
	document, err := intent.TablePolicy(table)
	require.NoError(t, err)
	var allowed []string
	for _, s := range document.Statement {
		if s.Effect != "Allow" {
			continue
		}
		for _, action := range s.Action {
			allowed = append(allowed, action+" "+s.Resource[0])
		}
		assert.Equal(t, s.Action[0] == "dynamodb:DescribeExport", policy.IsExportGrant(table, s))
		assert.Equal(t, []string{"111122223333"}, []string(s.Condition["StringEquals"]["aws:SourceAccount"]))
		assert.Equal(t, []string{"arn:aws:redshift:us-east-1:111122223333:integration:*"},
			[]string(s.Condition["ArnEquals"]["aws:SourceArn"]))
	}
	assert.ElementsMatch(t, []string{
		"dynamodb:DescribeTable " + table, "dynamodb:ExportTableToPointInTime " + table,
		"dynamodb:DescribeExport " + table + "/export/*",
	}, allowed)
	stream, err := intent.StreamPolicy(table + "/stream/2026-01-01T00:00:00.000")
	require.NoError(t, err)
	for _, s := range stream.Statement {
		assert.NotContains(t, s.Action, "dynamodb:DescribeExport")
	}
}
