package policy_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// vpcsIn makes a guardrail with so many VPCs in each of some Regions.
func vpcsIn(vpcs, regions int) policy.Guardrail {
	g := fixture.Guardrail()
	g.VPCs = map[string][]string{}
	all := []string{
		"us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-central-1", "ap-south-1", "sa-east-1",
	}
	for at, region := range all[:regions] {
		for n := range vpcs {
			g.VPCs[region] = append(g.VPCs[region], fmt.Sprintf("vpc-0%02d%014d", at, n))
		}
	}
	return g
}

func principals(count int) policy.Guardrail {
	g := fixture.Guardrail()
	for n := range count {
		g.Exemptions = append(g.Exemptions, policy.BreakGlass([]string{
			fmt.Sprintf("arn:aws:iam::*:role/a/very/long/path/of/roles/of/a/team/role-%d", n),
		}))
	}
	return g
}

// What does not fit one policy is spread over as few as hold it, and nothing is lost.
func TestGuardrailIsSplit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		g         policy.Guardrail
		policies  int
	}{
		{"two Regions", "it fits one", fixture.Guardrail(), 1},
		{"five Regions of one VPC", "each Region adds statements", vpcsIn(1, 5), 2},
		{"five VPCs in each of four Regions", "a list of VPCs is in every statement", vpcsIn(5, 4), 2},
		{"nine Regions of forty VPCs", "lists of VPCs grow in two places", vpcsIn(40, 9), 6},
		{"sixty exempt principals", "each is in every statement", principals(60), 5},
		{"a smaller limit", "the quota is an input", func() policy.Guardrail {
			g := fixture.Guardrail()
			g.MostCharacters = 5120
			return g
		}(), 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			whole, err := test.g.SCP()
			require.NoError(t, err)
			documents, err := test.g.Policies()
			require.NoError(t, err)
			assert.Equal(t, test.policies, len(documents), test.why)
			var statements []iam.Statement
			for _, document := range documents {
				text, err := document.JSON()
				require.NoError(t, err)
				limit := policy.SCPLimit
				if test.g.MostCharacters > 0 {
					limit = test.g.MostCharacters
				}
				assert.LessOrEqual(t, len(text), limit)
				statements = append(statements, document.Statement...)
			}
			assert.ElementsMatch(t, whole.Statement, statements)
			again, err := test.g.Policies()
			require.NoError(t, err)
			assert.Equal(t, documents, again, "another order would replace policies")
		})
	}
}

// A statement that is too long is divided by its actions, and is refused with advice where that is not enough.
func TestGuardrailThatCannotBeSplit(t *testing.T) {
	t.Parallel()
	small := fixture.Guardrail()
	small.MostCharacters = 1100
	whole, err := small.SCP()
	require.NoError(t, err)
	documents, err := small.Policies()
	require.NoError(t, err)
	var actions, divided []string
	sids := map[string]bool{}
	for _, statement := range whole.Statement {
		actions = append(actions, slices.Concat(statement.Action, statement.NotAction)...)
	}
	for _, document := range documents {
		for _, statement := range document.Statement {
			divided = append(divided, slices.Concat(statement.Action, statement.NotAction)...)
			assert.False(t, sids[statement.Sid], "%s is a duplicate", statement.Sid)
			sids[statement.Sid] = true
		}
	}
	assert.ElementsMatch(t, actions, divided)

	tests := []struct {
		name, want string
		g          policy.Guardrail
	}{
		{"VPCs", "600 VPCs take 14400", vpcsIn(600, 1)},
		{"principals", "list fewer principals, or one pattern for a path of roles", principals(200)},
		{"accounts", "put them into an organizational unit, and name that", excluding(1000)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := test.g.Policies()
			require.ErrorContains(t, err, test.want)
			assert.Regexp(t, `it has to be \d+ characters shorter`, err.Error())
		})
	}
}

func excluding(accounts int) policy.Guardrail {
	g := fixture.Guardrail()
	for n := range accounts {
		g.Excluded = append(g.Excluded, fmt.Sprintf("%012d", n))
	}
	return g
}

func TestTooManyPoliciesAdvises(t *testing.T) {
	t.Parallel()
	g := vpcsIn(2, 2)
	g.ExcludeTables = []string{fixture.Orders}
	documents, err := g.Policies()
	require.NoError(t, err)
	text := policy.TooManyPolicies(documents, 0, policy.SCPLimit)
	assert.Contains(t, text, "2 tables that are left alone take")
	assert.Contains(t, text, ": list fewer tables in excludeTableArns")
}
