package policy

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func guardrail() Guardrail {
	return Guardrail{
		VPCs: map[string][]string{"us-east-1": {"vpc-0a1"}, "eu-west-1": {"vpc-0b2", "vpc-0b1"}},
		Exemptions: []Exemption{
			BreakGlass([]string{"arn:aws:iam::*:role/break-glass"}),
			Administrators([]string{"arn:aws:iam::*:role/ci/deployer"}),
		},
	}
}

func TestGuardrailGolden(t *testing.T) {
	t.Parallel()
	document, err := guardrail().SCP()
	require.NoError(t, err)
	golden(t, "guardrail", document)

	excluding := guardrail()
	excluding.ExcludeTables = []string{orders}
	document, err = excluding.SCP()
	require.NoError(t, err)
	golden(t, "guardrail-excluding", document)

	document, err = plain().TableGuardrail(orders)
	require.NoError(t, err)
	golden(t, "guardrail-table", document)
}

func TestGuardrailRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		change    func(*Guardrail)
		want      string
	}{
		{"no VPC", "nobody would be inside", func(g *Guardrail) { g.VPCs = nil }, "it lists no VPC"},
		{
			"a Region without a VPC", "nobody would be inside there",
			func(g *Guardrail) { g.VPCs["us-west-2"] = nil }, `perimeter "vpcs" lists no id`,
		},
		{
			"no Region", "the pin would hold nowhere",
			func(g *Guardrail) { g.VPCs["*"] = []string{"vpc-0c3"} }, `"*" is not a Region`,
		},
		{
			"nobody to break the glass", "a list that turns out to be empty",
			func(g *Guardrail) { g.Exemptions[0] = BreakGlass(nil) }, "it names no break-glass principal",
		},
		{
			"everyone exempt", "the guardrail would refuse nobody",
			func(g *Guardrail) { g.Exemptions[0] = BreakGlass([]string{"arn:aws:iam::*:role/*"}) },
			`break-glass principal must not have a wildcard directly after "role/"`,
		},
		{
			"every table excluded", "the guardrail would govern nothing",
			func(g *Guardrail) { g.ExcludeTables = []string{"*"} }, "excluded table must be the ARN of a table",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			broken := guardrail()
			test.change(&broken)
			_, err := broken.SCP()
			require.ErrorContains(t, err, test.want, test.why)
		})
	}
}

func TestTableGuardrailRefuses(t *testing.T) {
	t.Parallel()
	_, err := plain().TableGuardrail("*")
	require.ErrorContains(t, err, "must be the ARN of a table")
	_, err = Intent{}.TableGuardrail(orders)
	require.ErrorContains(t, err, "is unknown")
	many := plain()
	for n := range 60 {
		many.Exemptions = append(many.Exemptions, BreakGlass([]string{
			fmt.Sprintf("%sa/very/long/path/of/roles/of/a/team/role-%d", roles, n),
		}))
	}
	_, err = many.TableGuardrail(orders)
	require.ErrorContains(t, err, "render table guardrail: it has")
	_, err = Guardrail{VPCs: guardrail().VPCs, Exemptions: many.Exemptions}.SCP()
	require.ErrorContains(t, err, "render guardrail: it has")
}

func TestGuardrailFitsManyRegions(t *testing.T) {
	t.Parallel()
	document, err := guardrail().SCP()
	require.NoError(t, err)
	text, err := document.JSON()
	require.NoError(t, err)
	assert.Less(t, len(text), SCPLimit)
	t.Logf("two Regions take %d of %d characters", len(text), SCPLimit)
}
