package proof

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestEndpointReport(t *testing.T) {
	t.Parallel()
	const org = "o-a1b2c3d4e5"
	own, err := policy.EndpointPolicy(fixture.Account)
	require.NoError(t, err)
	ours, err := policy.OrganizationEndpointPolicy(org)
	require.NoError(t, err)
	allows := func(statements ...iam.Statement) iam.Document {
		return iam.Document{Version: iam.Version, Statement: statements}
	}
	anything := iam.Statement{
		Effect: iam.Allow, Principal: iam.Principal{Everyone: true}, Action: iam.Values{"*"}, Resource: iam.Values{"*"},
	}
	refusing := iam.Statement{
		Sid: "NoScan", Effect: iam.Deny, Principal: iam.Principal{Everyone: true}, Action: iam.Values{"dynamodb:Scan"}, Resource: iam.Values{"*"},
	}
	tests := []struct {
		name, why    string
		document     iam.Document
		organization string
		verdict      string
		allowed      int // pairs of caller and table that reach each other
	}{
		{"account", "the default of what we build", own, "", "SEALED: through this endpoint nobody carries data to or from another account", 1},
		{
			"organization", "sister accounts may, others may not", ours, org,
			"SEALED: through this endpoint nobody carries data into or out of the organization", 4,
		},
		{
			"AWS's own", "it lets credentials from elsewhere carry data elsewhere", allows(anything), "",
			"OPEN to callers of this account on tables of another account, callers of another account on tables of " +
				"this account, callers of another account on tables of another account", 4,
		},
		{"nothing", "an endpoint nobody gets through", allows(refusing), "", "SEALED: through this endpoint nobody carries data to or from another account", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			report, err := EndpointReport(test.document, fixture.Account, test.organization)
			require.NoError(t, err)
			assert.Equal(t, test.verdict, report.Verdict, test.why)
			pairs := map[string]bool{}
			for _, row := range report.Rows {
				if row.Class == policy.ClassRead && row.Decision == rowAllowed {
					for _, resource := range row.Resources {
						pairs[row.Callers[0]+resource] = true
					}
				}
			}
			assert.Len(t, pairs, test.allowed, test.why)
			assert.Contains(t, report.Markdown(), "What these policies cannot stop")
		})
	}
	t.Run("a statement that refuses is named", func(t *testing.T) {
		t.Parallel()
		report, err := EndpointReport(allows(anything, refusing), fixture.Account, "")
		require.NoError(t, err)
		assert.Contains(t, report.Markdown(), "| read: Scan | tables of this account, tables of another account | denied "+
			"| endpoint policy: NoScan |")
	})
}

func TestEndpointReportRefusesWhatItDoesNotUnderstand(t *testing.T) {
	t.Parallel()
	odd := iam.Document{Version: iam.Version, Statement: []iam.Statement{{
		Effect: iam.Allow, Principal: iam.Principal{Everyone: true}, Action: iam.Values{"*"}, Resource: iam.Values{"*"},
		Condition: iam.Conditions{"StringSortOfEquals": {"aws:PrincipalAccount": {fixture.Account}}},
	}}}
	_, err := EndpointReport(odd, fixture.Account, "")
	require.ErrorContains(t, err, "report on an endpoint")
	odd.Statement[0].Condition = iam.Conditions{"DateGreaterThan": {"aws:CurrentTime": {"2026-01-01T00:00:00Z"}}}
	_, err = EndpointReport(odd, fixture.Account, "")
	require.ErrorContains(t, err, "report on an endpoint", "a request here has no time")
	_, err = EndpointReport(iam.Document{Version: iam.Version}, fixture.Account, "o-${wrong}")
	require.NoError(t, err)
}
