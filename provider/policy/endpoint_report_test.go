package policy

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEndpointReport(t *testing.T) {
	t.Parallel()
	const org = "o-a1b2c3d4e5"
	own, err := EndpointPolicy(home)
	require.NoError(t, err)
	ours, err := OrganizationEndpointPolicy(org)
	require.NoError(t, err)
	allows := func(statements ...Statement) Document { return Document{Version: Version, Statement: statements} }
	anything := Statement{
		Effect: Allow, Principal: Principal{Everyone: true}, Action: Values{"*"}, Resource: Values{"*"},
	}
	refusing := Statement{
		Sid: "NoScan", Effect: Deny, Principal: Principal{Everyone: true}, Action: Values{"dynamodb:Scan"}, Resource: Values{"*"},
	}
	tests := []struct {
		name, why    string
		document     Document
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
			report, err := EndpointReport(test.document, home, test.organization)
			require.NoError(t, err)
			assert.Equal(t, test.verdict, report.Verdict, test.why)
			pairs := map[string]bool{}
			for _, row := range report.Rows {
				if row.Class == ClassRead && row.Decision == rowAllowed {
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
		report, err := EndpointReport(allows(anything, refusing), home, "")
		require.NoError(t, err)
		assert.Contains(t, report.Markdown(), "| read: Scan | tables of this account, tables of another account | denied "+
			"| endpoint policy: NoScan |")
	})
}

func TestEndpointReportRefusesWhatItDoesNotUnderstand(t *testing.T) {
	t.Parallel()
	odd := Document{Version: Version, Statement: []Statement{{
		Effect: Allow, Principal: Principal{Everyone: true}, Action: Values{"*"}, Resource: Values{"*"},
		Condition: Conditions{"StringSortOfEquals": {"aws:PrincipalAccount": {home}}},
	}}}
	_, err := EndpointReport(odd, home, "")
	require.ErrorContains(t, err, "report on an endpoint")
	odd.Statement[0].Condition = Conditions{"DateGreaterThan": {"aws:CurrentTime": {"2026-01-01T00:00:00Z"}}}
	_, err = EndpointReport(odd, home, "")
	require.ErrorContains(t, err, "report on an endpoint", "what time it is, nobody says")
	_, err = EndpointReport(Document{Version: Version}, home, "o-${wrong}")
	require.NoError(t, err)
}
