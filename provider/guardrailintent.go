package provider

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// The inputs of a guardrail are read twice, as a table's are: see intent.go.

const (
	pathDeployers = "deployerPrincipalArns"
	pathExcluded  = "excludeTableArns"
)

func pathTargetVpc(target, vpc int, field string) string {
	return fmt.Sprintf("targets[%d].vpcs[%d].%s", target, vpc, field)
}

// outputs are the inputs of one target's policy that may be Outputs, by path; nil where one is not given.
func (a *OrgGuardrailArgs) outputs(target int) map[string]pulumi.StringArrayInput {
	all := map[string]pulumi.StringArrayInput{
		pathBreakGlass: a.BreakGlassPrincipalArns,
		pathDeployers:  a.DeployerPrincipalArns,
		pathExcluded:   a.ExcludeTableArns,
	}
	for i, exemption := range a.Exemptions {
		all[pathExempt(i)] = exemption.PrincipalArns
	}
	for i, vpc := range a.Targets[target].Vpcs {
		all[pathTargetVpc(target, i, "vpcId")] = pulumi.StringArray{vpc.VpcID}
		all[pathTargetVpc(target, i, "region")] = pulumi.StringArray{vpc.Region}
	}
	maps.DeleteFunc(all, func(_ string, input pulumi.StringArrayInput) bool { return input == nil })
	return all
}

// guardrail is what the inputs mean for one target, for one reading of them.
func (a *OrgGuardrailArgs) guardrail(target int, read readings) policy.Guardrail {
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

// prove asks the questions of every target's policy before anything is registered, and returns the reports.
func (a *OrgGuardrailArgs) prove(ctx *pulumi.Context, component pulumi.Resource) ([]AccessReport, error) {
	c := checkerOf(ctx.Context())
	symbols := &proof.Symbols{}
	reports := make([]AccessReport, len(a.Targets))
	warned := map[string]bool{}
	for target := range a.Targets {
		reader := &inputReader{inputs: c.inputs, symbols: symbols, account: symbols.Account()}
		read := readings{}
		for _, path := range slices.Sorted(maps.Keys(a.outputs(target))) {
			read[path] = reader.read(path)
		}
		proven, err := proof.ProveGuardrail(a.guardrail(target, read), reader.unknown)
		if err != nil {
			_, at := find(c.inputs, fmt.Sprintf("targets[%d].targetId", target))
			c.wrong(at, "%s", reader.tell(err.Error()))
			continue
		}
		for _, finding := range proven.Findings {
			text := reader.tell(finding.Error())
			switch {
			case finding.Severity == proof.Error:
				_, at := find(c.inputs, finding.Path)
				c.wrong(at, "%s", reader.tell(finding.Text()))
			case !warned[text]:
				warned[text] = true
				warn(ctx, component, text)
			}
		}
		reports[target] = newAccessReport(proven, reader.tell)
	}
	if len(c.mistakes) > 0 {
		return nil, errNotProven
	}
	return reports, nil
}

// document is the policy of one target, once its inputs are known and the questions have been asked of them.
func (a *OrgGuardrailArgs) document(target int) pulumi.StringOutput {
	return resolved(a.outputs(target)).ApplyT(func(values any) (string, error) {
		read := values.(readings)
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
