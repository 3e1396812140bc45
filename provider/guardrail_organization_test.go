package provider

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// largeOrganization is a thousand accounts in forty organizational units. Each account has three VPCs in each of four
// Regions, and is a target; so are the units, with a VPC that their accounts share, and the root.
type largeOrganization struct {
	organization

	args       *OrgGuardrailArgs
	vpcs       []map[string][]string // of each target
	placements []policy.Placement
	guardrails []policy.Guardrail
	documents  [][]iam.Document
	plan       guardrailPlan
}

func newLargeOrganization() *largeOrganization {
	const root = "r-ab12"
	o := &largeOrganization{args: &OrgGuardrailArgs{}}
	o.Under = map[string][]string{}
	add := func(id string, vpcs map[string][]string) {
		o.args.Targets, o.vpcs = append(o.args.Targets, GuardrailTarget{TargetID: id}), append(o.vpcs, vpcs)
	}
	serial := 0
	vpc := func() string { serial++; return fmt.Sprintf("vpc-%017x", serial) }
	add(root, map[string][]string{"us-east-1": {vpc()}})
	for unit := range 40 {
		id := fmt.Sprintf("ou-ab12-%08d", unit)
		add(id, map[string][]string{"us-east-1": {vpc()}})
		for n := range 25 {
			account := fmt.Sprintf("%012d", 100000000000+unit*25+n)
			o.Under[id], o.Under[root] = append(o.Under[id], account), append(o.Under[root], account)
			vpcs := map[string][]string{}
			for _, region := range []string{"us-east-1", "us-west-2", "eu-west-1", "eu-central-1"} {
				vpcs[region] = []string{vpc(), vpc(), vpc()}
			}
			add(account, vpcs)
		}
	}
	return o
}

// work does what a preview does: it places, proves, renders, splits, shares and counts.
func (o *largeOrganization) work() (undecided []policy.Undecided, err error) {
	o.placements, undecided = o.Place(o.args.targets(), nil)
	o.guardrails = make([]policy.Guardrail, len(o.placements))
	o.documents = make([][]iam.Document, len(o.placements))
	var made proofs
	for target, placement := range o.placements {
		g := fixture.Guardrail()
		g.Account, g.Excluded, g.VPCs = o.args.account(target), placement.Excluded, map[string][]string{}
		for _, inside := range placement.Inside {
			for region, vpcs := range o.vpcs[inside] {
				g.VPCs[region] = append(g.VPCs[region], vpcs...)
			}
		}
		o.guardrails[target] = g
		proven, err := made.prove(proof.Evidence{Guardrail: &proof.GuardrailEvidence{Guardrail: g}})
		if err == nil {
			err = proven.Err()
		}
		if err == nil {
			_, err = proven.summary()
		}
		if err == nil {
			o.documents[target], err = g.Policies()
		}
		if err != nil {
			return nil, err
		}
	}
	if err := o.args.checkAbove(&o.organization, o.placements, o.documents); err != nil {
		return nil, err
	}
	o.plan, err = planGuardrail(o.args.Targets, o.guardrails, o.documents)
	return undecided, err
}

// Every document of a large organization is within the limits, and no target has more than there is room for.
func TestGuardrailOfALargeOrganization(t *testing.T) {
	t.Parallel()
	o := newLargeOrganization()
	undecided, err := o.work()
	require.NoError(t, err)
	assert.Empty(t, undecided)
	for at, placement := range o.plan.placements {
		assert.LessOrEqual(t, len(placement.Policies), mostPolicies-1, placement.TargetID)
		for _, document := range o.documents[at] {
			require.NoError(t, document.CheckSize(policy.SCPLimit), placement.TargetID)
		}
	}
	assert.Len(t, o.placements[0].Excluded, 40)
	assert.Len(t, o.placements[1].Excluded, 25)
	assert.Less(t, o.plan.count(), 10000, "an organization has no more service control policies")
	t.Logf("%d policies; the root has %d, a unit %d, an account %d", o.plan.count(), len(o.documents[0]),
		len(o.documents[1]), len(o.documents[2]))
}

// BenchmarkOrganization measures what a preview of a guardrail for a large organization waits for, but for AWS's answers.
func BenchmarkOrganization(b *testing.B) {
	b.Run("1000", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := newLargeOrganization().work(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
