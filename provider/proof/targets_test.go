package proof

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// guardedAt returns a case with the table's guardrail at some targets.
func guardedAt(t *testing.T, targets ...string) Case {
	t.Helper()
	intent := fixture.Special()
	intent.ActionStyle = policy.ActionNames // so that no second statement makes up for one that is broken
	c := proven(t, intent)
	document, err := c.Intent.TableGuardrail(fixture.Orders)
	require.NoError(t, err)
	level, assumed := TableGuardrail(document, fixture.Account, targets)
	c.Documents.SCP, c.AssumedGuardrail = []iam.Level{level}, assumed
	return c
}

// TestGuardrailIsProvenWhereItIsAttached asks about the table's own callers.
func TestGuardrailIsProvenWhereItIsAttached(t *testing.T) {
	t.Parallel()
	const (
		misses   = "guardrail.targetIds: add 111122223333, or an organizational unit that holds it: the guardrail refuses nothing to callers of the table's own account"
		verified = "not exempt, unless this is the organization's management account | verified |"
		assumed  = "not exempt, if the guardrail's targets hold the account | assumed |"
	)
	tests := []struct {
		name, why    string
		targets      []string
		warned       bool
		want, unwant string
	}{
		{"the table's account", "it is attached there", []string{fixture.Account}, false, verified, assumed},
		{"another account", "it meets nobody of the table's", []string{fixture.OtherAccount}, true, "table policy: Deny", "guardrail: Deny"},
		{"both", "it is attached there", []string{fixture.OtherAccount, fixture.Account}, false, verified, assumed},
		{"an organizational unit", "which accounts it holds is not known", []string{"ou-ab12-34567890"}, false, assumed, verified},
		{"a root", "whether the account is of the organization is not known", []string{"r-ab12"}, false, assumed, verified},
		{"another account and a root", "the root may hold it", []string{fixture.OtherAccount, "r-ab12"}, false, assumed, verified},
		{"the account and a root", "it is attached there", []string{"r-ab12", fixture.Account}, false, verified, assumed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			proof, err := Prove(guardedAt(t, test.targets...))
			require.NoError(t, err)
			require.NoError(t, proof.Err())
			warned := slices.ContainsFunc(proof.Findings, func(f Finding) bool {
				return f.Severity == Warning && f.Error() == misses+" (question 1: does anyone outside get in)"
			})
			assert.Equal(t, test.warned, warned, "%s: %v", test.why, proof.Findings)
			text := proof.Report.Markdown()
			assert.Contains(t, text, test.want, test.why)
			assert.NotContains(t, text, test.unwant, test.why)
		})
	}
}

// A guardrail that is in force by assumption hides no hole in the table's policy.
func TestTheVerdictRestsOnNoAssumedGuardrail(t *testing.T) {
	t.Parallel()
	for target, open := range map[string]bool{fixture.Account: false, "r-ab12": true} {
		c := guardedAt(t, target)
		excuse(&c, data, fixture.Roles+"laptop")
		proof, err := Prove(c)
		require.NoError(t, err)
		assert.Equal(t, open, strings.Contains(proof.Report.Verdict, fixture.Roles+"laptop"), "%s: %s", target, proof.Report.Verdict)
		assert.Equal(t, open, proof.Err() != nil, target)
	}
}

func TestTableGuardrailListsItsAccounts(t *testing.T) {
	t.Parallel()
	level, assumed := TableGuardrail(iam.Document{}, fixture.Account, []string{"ou-ab12-34567890", fixture.OtherAccount})
	assert.True(t, assumed)
	assert.Equal(t, []string{fixture.OtherAccount, fixture.Account}, level.Accounts)
	assert.Len(t, level.Documents, 2, "and AWS's own, which allows everything")
	_, assumed = TableGuardrail(iam.Document{}, fixture.Account, []string{fixture.Account})
	assert.False(t, assumed)
}
