package provider

import (
	"cmp"
	"fmt"

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

// dynamicInputs are the inputs of one target's policy that may be Outputs.
func (a *OrgGuardrailArgs) dynamicInputs(target int) dynamicInputs {
	all := dynamicInputs{
		pathBreakGlass: a.BreakGlassPrincipalArns,
		pathDeployers:  a.DeployerPrincipalArns,
		pathExcluded:   a.ExcludeTableArns,
	}
	for i, exemption := range a.Exemptions {
		all[pathExempt(i)] = exemption.PrincipalArns
	}
	for i, vpc := range a.Targets[target].Vpcs {
		all[pathTargetVpc(target, i, "vpcId")] = vpc.VpcID
		all[pathTargetVpc(target, i, "region")] = vpc.Region
	}
	return all
}

// guardrail returns what a reading of the inputs means for one target.
func (a *OrgGuardrailArgs) guardrail(target int, read inputValues, partition string) policy.Guardrail {
	deployers := policy.Administrators(read[pathDeployers])
	deployers.Path = pathDeployers
	meant := policy.Guardrail{
		VPCs:          map[string][]string{},
		Exemptions:    []policy.Exemption{policy.BreakGlass(read[pathBreakGlass]), deployers},
		ExcludeTables: read[pathExcluded],
		Account:       a.account(target),
		Partition:     partition,
	}
	for i, given := range a.Exemptions {
		meant.Exemptions = append(meant.Exemptions, open(policy.Exemption{
			Principals: read[pathExempt(i)], Reason: given.Reason, Path: pathExempt(i),
		}, given.Access))
	}
	for i := range a.Targets[target].Vpcs {
		region := read[pathTargetVpc(target, i, "region")][0]
		meant.VPCs[region] = append(meant.VPCs[region], read[pathTargetVpc(target, i, "vpcId")]...)
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

// checkPrincipals refuses principals of another partition than the organization's, and warns of those that no target's
// policy applies to. A principal that is not known yet is checked once it is.
func (a *OrgGuardrailArgs) checkPrincipals(
	ctx *pulumi.Context, component pulumi.Resource, c *inputs.Check, guardrails []policy.Guardrail,
) {
	for _, exemption := range guardrails[0].Exemptions {
		for at, principal := range exemption.Principals {
			in := c.Find(exemption.Path).Item(at)
			if in.PublicText() == "" {
				continue
			}
			met := false
			for _, g := range guardrails {
				met = met || g.Meets(principal)
				if err := policy.CheckPartition(principal, g.InPartition()); err != nil {
					c.Fail(in, "%s", err)
					met = true
					break
				}
			}
			if !met {
				warn(ctx, component, fmt.Sprintf("%s: is of no target's account, and a service control policy applies to the "+
					"principals of its target alone: neither is anything refused to it, nor does it open anything", in))
			}
		}
	}
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

// prove proves the policy of every target before anything is registered, and returns the reports.
func (a *OrgGuardrailArgs) prove(
	ctx *pulumi.Context, component pulumi.Resource, partition string,
) ([]AccessSummary, error) {
	c := inputs.From(ctx.Context())
	reports := make([]AccessSummary, len(a.Targets))
	symbols := &proof.Symbols{Partition: a.readPartition(c, partition)}
	warned := map[string]bool{}
	readers, guardrails := make([]*rawInputs, len(a.Targets)), make([]policy.Guardrail, len(a.Targets))
	for target := range a.Targets {
		readers[target] = &rawInputs{check: c, symbols: symbols, account: cmp.Or(a.account(target), symbols.Account())}
		read := inputValues{}
		for _, path := range a.dynamicInputs(target).paths() {
			read[path] = readers[target].read(path)
		}
		guardrails[target] = a.guardrail(target, read, partition)
	}
	a.checkRegions(c, guardrails)
	a.checkExcluded(c, guardrails[0].InPartition())
	if a.checkPrincipals(ctx, component, c, guardrails); c.Failed() {
		return nil, errNotProven
	}
	for target, reader := range readers {
		evidence := proof.Evidence{
			Guardrail: &proof.GuardrailEvidence{Guardrail: guardrails[target], Unknown: reader.unknown}, Names: reader.names,
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
		if reports[target], err = made.summary(); err != nil {
			return nil, err
		}
	}
	if c.Failed() {
		return nil, errNotProven
	}
	return reports, nil
}

// document returns the policy of one target once its inputs are known and proven.
func (a *OrgGuardrailArgs) document(ctx *pulumi.Context, target int, partition string) pulumi.StringOutput {
	return a.dynamicInputs(target).resolve().ApplyT(func(values any) (string, error) {
		read := values.(inputValues)
		meant := a.guardrail(target, read, partition)
		evidence := proof.Evidence{Guardrail: &proof.GuardrailEvidence{Guardrail: meant}}
		made, err := memberOf(ctx.Context()).proofs.prove(evidence)
		if err == nil {
			err = made.Err()
		}
		if err != nil {
			return "", err
		}
		document, err := meant.SCP()
		if err != nil {
			return "", err
		}
		return document.JSON()
	}).(pulumi.StringOutput)
}
