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

// The inputs of a guardrail are read twice, as those of a table are: see rawinputs.go.

const (
	pathDeployers = "deployerPrincipalArns"
	pathExcluded  = "excludeTableArns"
)

func pathTargetVpc(target, vpc int, field string) string {
	return fmt.Sprintf("targets[%d].vpcs[%d].%s", target, vpc, field)
}

// dynamicInputs are the inputs of one target's policies that may be Outputs. inside are the targets whose VPCs count as
// inside.
func (a *OrgGuardrailArgs) dynamicInputs(inside []int) dynamicInputs {
	all := dynamicInputs{
		pathBreakGlass: a.BreakGlassPrincipalArns,
		pathDeployers:  a.DeployerPrincipalArns,
		pathExcluded:   a.ExcludeTableArns,
	}
	for i, exemption := range a.Exemptions {
		all[pathExempt(i)] = exemption.PrincipalArns
	}
	for _, target := range inside {
		for i, vpc := range a.Targets[target].Vpcs {
			all[pathTargetVpc(target, i, "vpcId")] = vpc.VpcID
			all[pathTargetVpc(target, i, "region")] = vpc.Region
		}
	}
	return all
}

// guardrail returns what a reading of the inputs means for one target.
func (a *OrgGuardrailArgs) guardrail(
	target int, placement policy.Placement, read inputValues, partition string,
) policy.Guardrail {
	deployers := policy.Administrators(read[pathDeployers])
	deployers.Path = pathDeployers
	meant := policy.Guardrail{
		VPCs:          map[string][]string{},
		Exemptions:    []policy.Exemption{policy.BreakGlass(read[pathBreakGlass]), deployers},
		ExcludeTables: read[pathExcluded],
		Account:       a.account(target),
		Partition:     partition,
		Excluded:      placement.Excluded,
	}
	if most := a.Quotas.characters(); most != policy.SCPLimit {
		meant.MostCharacters = most
	}
	for i, given := range a.Exemptions {
		meant.Exemptions = append(meant.Exemptions, open(policy.Exemption{
			Principals: read[pathExempt(i)], Reason: given.Reason, Path: pathExempt(i),
		}, given.Access))
	}
	for _, at := range placement.Inside {
		for i := range a.Targets[at].Vpcs {
			region := read[pathTargetVpc(at, i, "region")][0]
			meant.VPCs[region] = append(meant.VPCs[region], read[pathTargetVpc(at, i, "vpcId")]...)
		}
	}
	return meant
}

// account returns the account of a target, or "" where the target is an organizational unit or a root.
func (a *OrgGuardrailArgs) account(target int) string {
	if id := a.Targets[target].TargetID; iam.IsAccountID(id) {
		return id
	}
	return ""
}

// lookUpPartition asks AWS in which partition the organization is. A provider that is not configured before the update
// answers nothing at preview.
func lookUpPartition(ctx *pulumi.Context, child pulumi.InvokeOption) (string, error) {
	caller, err := lookUpCaller(ctx, child)
	if err != nil {
		return "", err
	}
	arn, _ := iam.ParseARN(caller.Arn)
	return arn.Partition, nil
}

// readPartition returns the partition of symbols: the organization's, or what the inputs that are known say of it.
func (a *OrgGuardrailArgs) readPartition(c *inputs.Check, partition string) string {
	known := policy.Guardrail{
		Partition: partition, VPCs: map[string][]string{},
		Exemptions: []policy.Exemption{{Principals: publicTexts(c, pathBreakGlass, pathDeployers)}},
	}
	for target := range a.Targets {
		for i := range a.Targets[target].Vpcs {
			known.VPCs[c.Find(pathTargetVpc(target, i, "region")).PublicText()] = nil
		}
	}
	return known.InPartition()
}

// checkRegions refuses Regions of another partition than the organization's.
func (a *OrgGuardrailArgs) checkRegions(c *inputs.Check, guardrails []policy.Guardrail) {
	for target, g := range guardrails {
		for i := range a.Targets[target].Vpcs {
			region := c.Find(pathTargetVpc(target, i, "region"))
			if err := policy.CheckRegionPartition(region.PublicText(), g.InPartition()); err != nil {
				c.Fail(region, "%s", err)
			}
		}
	}
}

// checkPartitionOf refuses principals of another partition than the organization's. A principal that is not known yet
// is checked once it is.
func checkPartitionOf(c *inputs.Check, g policy.Guardrail) {
	for _, exemption := range g.Exemptions {
		for at, principal := range exemption.Principals {
			in := c.Find(exemption.Path).Item(at)
			if err := policy.CheckPartition(principal, g.InPartition()); in.PublicText() != "" && err != nil {
				c.Fail(in, "%s", err)
			}
		}
	}
}

// checkPrincipals refuses break-glass principals and deployers of an account that no target's policies govern: they
// look like a way in and are none. Of other exempt principals it warns.
func (a *OrgGuardrailArgs) checkPrincipals(
	ctx *pulumi.Context, component pulumi.Resource, c *inputs.Check, o *organization,
	exemptions []policy.Exemption, placements []policy.Placement,
) {
	governed, all := a.governed(o, placements)
	for _, exemption := range exemptions {
		for at, principal := range exemption.Principals {
			in := c.Find(exemption.Path).Item(at)
			arn, _ := iam.ParseARN(principal)
			const text = "is of no account that a target governs, and a service control policy applies to the principals of " +
				"its target alone: neither is anything refused to it, nor does it open anything"
			switch {
			case in.PublicText() == "" || !all || arn.Account == "*" || governed[arn.Account]:
			case exemption.Kind != "":
				c.Fail(in, "%s; leave it out", text)
			default:
				warn(ctx, component, fmt.Sprintf("%s: %s", in, text))
			}
		}
	}
}

// governed returns the accounts that the targets govern. all is false where those of a target are not known.
func (a *OrgGuardrailArgs) governed(
	o *organization, placements []policy.Placement,
) (accounts map[string]bool, all bool) {
	accounts, all = map[string]bool{}, true
	for target, placement := range placements {
		governed, known := o.governed(a.Targets[target].TargetID, placement)
		all = all && known
		for _, account := range governed {
			accounts[account] = true
		}
	}
	return accounts, all
}

// checkExcluded refuses tables of another partition than the organization's.
func (a *OrgGuardrailArgs) checkExcluded(c *inputs.Check, partition string) {
	for _, table := range c.Find(pathExcluded).Items() {
		if arn := table.PublicText(); arn != "" {
			if err := policy.CheckPartition(arn, partition); err != nil {
				c.Fail(table, "%s", err)
			}
		}
	}
}

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
