package provider

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
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
