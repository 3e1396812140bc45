package provider

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// provenGuardrail is what was proven before anything is registered.
type provenGuardrail struct {
	placements []policy.Placement
	guardrails []policy.Guardrail
	reports    []AccessSummary
	plan       guardrailPlan
}

// prove proves the policies of every target before anything is registered, and plans what is attached to which.
func (a *OrgGuardrailArgs) prove(
	ctx *pulumi.Context, component pulumi.Resource, name, partition string, child pulumi.InvokeOption,
) (provenGuardrail, error) {
	c := inputs.From(ctx.Context())
	o, placements, err := a.place(ctx, component, child, c)
	if err != nil {
		return provenGuardrail{}, err
	}
	if c.Failed() {
		return provenGuardrail{}, errNotProven
	}
	proven := provenGuardrail{
		placements: placements, guardrails: make([]policy.Guardrail, len(a.Targets)),
		reports: make([]AccessSummary, len(a.Targets)),
	}
	symbols := &proof.Symbols{Partition: a.readPartition(c, partition)}
	readers := make([]*rawInputs, len(a.Targets))
	for target, placement := range placements {
		readers[target] = &rawInputs{check: c, symbols: symbols, account: cmp.Or(a.account(target), symbols.Account())}
		read := inputValues{}
		for _, path := range a.dynamicInputs(placement.Inside).paths() {
			read[path] = readers[target].read(path)
		}
		proven.guardrails[target] = a.guardrail(target, placement, read, partition)
	}
	a.checkRegions(c, proven.guardrails)
	a.checkExcluded(c, proven.guardrails[0].InPartition())
	if checkPartitionOf(c, proven.guardrails[0]); c.Failed() {
		return provenGuardrail{}, errNotProven
	}
	a.checkCoverage(ctx, component, c, &o, placements)
	a.checkPrincipals(ctx, component, c, &o, proven.guardrails[0].Exemptions, placements)
	if err := a.proveEach(ctx, component, c, readers, &proven); err != nil {
		return provenGuardrail{}, err
	}
	if c.Failed() {
		return provenGuardrail{}, errNotProven
	}
	documents := make([][]iam.Document, len(a.Targets))
	for target, g := range proven.guardrails {
		if documents[target], err = g.Policies(); err != nil {
			return provenGuardrail{}, err
		}
	}
	if err := a.checkAbove(&o, placements, documents); err != nil {
		return provenGuardrail{}, err
	}
	if proven.plan, err = planGuardrail(a.Targets, proven.guardrails, documents); err != nil {
		return provenGuardrail{}, err
	}
	if err := a.checkSlots(ctx, name, child, c, &o, proven.plan.placements, documents); err != nil {
		return provenGuardrail{}, err
	}
	if c.Failed() {
		return provenGuardrail{}, errNotProven
	}
	return proven, nil
}

// proveEach proves the policies of each target, about the accounts that they govern.
func (a *OrgGuardrailArgs) proveEach(
	ctx *pulumi.Context, component pulumi.Resource, c *inputs.Check, readers []*rawInputs, proven *provenGuardrail,
) error {
	warned := map[string]bool{}
	for target, reader := range readers {
		evidence := proof.Evidence{
			Guardrail: &proof.GuardrailEvidence{Guardrail: proven.guardrails[target], Unknown: reader.unknown},
			Names:     reader.names,
		}
		made, err := memberOf(ctx.Context()).proofs.prove(evidence)
		if err != nil {
			c.Fail(c.Find(fmt.Sprintf("targets[%d].targetId", target)), "%s", reader.describe(err.Error()))
			continue
		}
		for _, finding := range made.Findings {
			text := finding.Error()
			switch {
			case finding.Severity == proof.Error:
				c.Fail(c.Find(finding.Path), "%s", finding.Text())
			case !warned[text]:
				warned[text] = true
				warn(ctx, component, text)
			}
		}
		if proven.reports[target], err = made.summary(); err != nil {
			return err
		}
	}
	return nil
}

// checkAbove proves that the policies of a target refuse nothing to the accounts of the targets below: so each account
// is refused what the policies of its nearest target refuse, and nothing else.
func (a *OrgGuardrailArgs) checkAbove(
	o *organization, placements []policy.Placement, documents [][]iam.Document,
) error {
	all := a.units()
	for target, placement := range placements {
		id := a.Targets[target].TargetID
		units := slices.DeleteFunc(slices.Clone(all), func(unit string) bool {
			holds, _ := o.Holds(unit, id)
			return !holds && unit != id
		})
		account := cmp.Or(a.account(target), "900000000000")
		for _, above := range placement.Above {
			if sid := proof.LeftOver(documents[above], account, units); sid != "" {
				return fmt.Errorf("the policy of %s would refuse what that of %s lets in, by %s: this is a fault of the "+
					"component", a.Targets[above].TargetID, id, sid)
			}
		}
		if proof.LeftOver(documents[target], account, units) == "" {
			return fmt.Errorf("the policies of %s would refuse nothing: this is a fault of the component", id)
		}
	}
	return nil
}

// documents returns the policies of a group of targets once their inputs are known and proven.
func (a *OrgGuardrailArgs) documents(
	ctx *pulumi.Context, proven provenGuardrail, group policyGroup, partition string,
) []pulumi.StringOutput {
	outputs := make([]any, len(group.targets))
	for i, target := range group.targets {
		outputs[i] = a.dynamicInputs(proven.placements[target].Inside).resolve()
	}
	texts := pulumi.All(outputs...).ApplyT(func(values []any) ([]string, error) {
		var texts []string
		for i, target := range group.targets {
			meant := a.guardrail(target, proven.placements[target], values[i].(inputValues), partition)
			evidence := proof.Evidence{Guardrail: &proof.GuardrailEvidence{Guardrail: meant}}
			made, err := memberOf(ctx.Context()).proofs.prove(evidence)
			if err == nil {
				err = made.Err()
			}
			if err != nil {
				return nil, err
			}
			if i > 0 {
				continue // their policies are equal
			}
			if texts, err = policyTexts(meant, group.parts); err != nil {
				return nil, err
			}
		}
		return texts, nil
	}).(pulumi.StringArrayOutput)
	parts := make([]pulumi.StringOutput, group.parts)
	for part := range parts {
		parts[part] = texts.Index(pulumi.Int(part))
	}
	return parts
}

// policyTexts renders the policies of a guardrail, of which there are to be so many.
func policyTexts(g policy.Guardrail, count int) ([]string, error) {
	documents, err := g.Policies()
	if err != nil {
		return nil, err
	}
	if len(documents) != count {
		return nil, fmt.Errorf("the guardrail takes %d policies, and %d were planned before its inputs were known: run "+
			"pulumi up again", len(documents), count)
	}
	texts := make([]string, count)
	for i, document := range documents {
		if texts[i], err = document.JSON(); err != nil {
			return nil, err
		}
	}
	return texts, nil
}
