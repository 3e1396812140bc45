package policy

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGuardrailIsProven(t *testing.T) {
	t.Parallel()
	g := guardrail()
	g.ExcludeTables = []string{orders}
	proof, err := g.Prove([]string{"targets[0].vpcs[0].vpcId"})
	require.NoError(t, err)
	assert.Empty(t, errorsOf(proof))
	assert.True(t, strings.HasPrefix(proof.Report.Verdict, "SEALED: from outside only break-glass reads or writes data. "+
		"This holds if each unknown input (targets[0].vpcs[0].vpcId)"), proof.Report.Verdict)
	text := proof.Report.Markdown()
	for _, want := range []string{
		"any caller of the account | a listed VPC | read | table, index | allowed",
		"stream in any other Region | denied | guardrail: DenyDataAndStreamAndMovementElsewhere",
		"another VPC, a listed VPC, the internet, a service acting for the caller | policy | table, stream | denied",
		"These tables are left alone: " + orders,
	} {
		assert.Contains(t, text, want)
	}

	g.Exemptions = append(g.Exemptions, Exemption{
		Principals: []string{consumer}, Access: []Class{ClassStream}, Reason: "the consumer", Path: "exemptions[0].principalArns",
	})
	proof, err = g.Prove(nil)
	require.NoError(t, err)
	assert.Empty(t, errorsOf(proof))
	assert.Equal(t, "OPEN to "+consumer+" (the consumer)", proof.Report.Verdict)

	g.Exemptions[len(g.Exemptions)-1].Principals = []string{autoscaling}
	proof, err = g.Prove(nil)
	require.NoError(t, err)
	assert.Empty(t, errorsOf(proof), "no guardrail reaches a service-linked role, and naming one is no leak")

	g.VPCs = nil
	_, err = g.Prove(nil)
	require.ErrorContains(t, err, "it lists no VPC")
}

// A guardrail that is broken in one way is found wanting.
func TestBrokenGuardrailIsFoundWanting(t *testing.T) {
	t.Parallel()
	without := func(sid string) func(*Document) {
		return func(d *Document) {
			d.Statement = slices.DeleteFunc(d.Statement, func(s Statement) bool { return strings.Contains(s.Sid, sid) })
		}
	}
	each := func(change func(*Statement)) func(*Document) {
		return func(d *Document) {
			for i := range d.Statement {
				change(&d.Statement[i])
			}
		}
	}
	tests := []struct {
		name, why string
		breaks    func(*Document)
		want      Question
	}{
		{"open elsewhere", "every other Region is open", without("Elsewhere"), AskOutside},
		{"open in one Region", "a Region's own statement is missing", without("EuWest1"), AskOutside},
		{"open policies", "anyone inside opens the table to anyone", without("Everywhere"), AskTwoCalls},
		{"nobody exempt", "break-glass is refused too", each(func(s *Statement) { delete(s.Condition, "ArnNotLike") }), AskRepair},
		{
			"everyone exempt", "the guardrail refuses nobody",
			each(func(s *Statement) { s.Condition["ArnNotLike"] = map[string]Values{"aws:PrincipalArn": {"*"}} }), AskOutside,
		},
		{
			"an escape", "whoever sets the key is not refused",
			each(func(s *Statement) { s.Condition.add("StringNotEquals", map[string]Values{"aws:PrincipalTag/x": {"y"}}) }),
			AskOutside,
		},
		{"too long", "AWS refuses it", each(func(s *Statement) { s.Sid = strings.Repeat("x", SCPLimit) }), AskLimits},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			document, err := guardrail().SCP()
			require.NoError(t, err)
			test.breaks(&document)
			proof := guardrail().prove(document, nil)
			found := slices.ContainsFunc(errorsOf(proof), func(f Flaw) bool { return f.Question == test.want })
			assert.True(t, found, "%s: %v", test.why, proof.Flaws)
		})
	}
}
