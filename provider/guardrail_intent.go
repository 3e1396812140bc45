package provider

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

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
func (a *OrgGuardrailArgs) guardrail(target int, read inputValues) policy.Guardrail {
	deployers := policy.Administrators(read[pathDeployers])
	deployers.Path = pathDeployers
	meant := policy.Guardrail{
		VPCs:          map[string][]string{},
		Exemptions:    []policy.Exemption{policy.BreakGlass(read[pathBreakGlass]), deployers},
		ExcludeTables: read[pathExcluded],
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

// prove proves the policy of every target before anything is registered, and returns the reports.
func (a *OrgGuardrailArgs) prove(ctx *pulumi.Context, component pulumi.Resource) ([]AccessReport, error) {
	c := inputs.From(ctx.Context())
	symbols := &proof.Symbols{}
	reports := make([]AccessReport, len(a.Targets))
	warned := map[string]bool{}
	for target := range a.Targets {
		reader := &rawInputs{check: c, symbols: symbols, account: symbols.Account()}
		read := inputValues{}
		for _, path := range a.dynamicInputs(target).paths() {
			read[path] = reader.read(path)
		}
		proven, err := proof.ProveGuardrail(a.guardrail(target, read), reader.unknown)
		if err != nil {
			c.Fail(c.Find(fmt.Sprintf("targets[%d].targetId", target)), "%s", reader.describe(err.Error()))
			continue
		}
		for _, finding := range proven.Findings {
			text := reader.describe(finding.Error())
			switch {
			case finding.Severity == proof.Error:
				c.Fail(c.Find(finding.Path), "%s", reader.describe(finding.Text()))
			case !warned[text]:
				warned[text] = true
				warn(ctx, component, text)
			}
		}
		reports[target] = newAccessReport(proven, reader.describe)
	}
	if c.Failed() {
		return nil, errNotProven
	}
	return reports, nil
}

// document returns the policy of one target once its inputs are known and proven.
func (a *OrgGuardrailArgs) document(target int) pulumi.StringOutput {
	return a.dynamicInputs(target).resolve().ApplyT(func(values any) (string, error) {
		read := values.(inputValues)
		meant := a.guardrail(target, read)
		proven, err := proof.ProveGuardrail(meant, nil)
		if err == nil {
			err = proven.Err()
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
