package provider

import (
	"maps"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

var guardrailFormats = inputs.Formats{
	"targets[].targetId":           inputs.TargetID,
	"excludeTargets[]":             inputs.TargetID,
	"targets[].vpcs[].vpcId":       inputs.VPCID,
	"targets[].vpcs[].region":      policy.CheckRegion,
	"breakGlassPrincipalArns[]":    policy.CheckGuardrailPrincipal,
	"deployerPrincipalArns[]":      policy.CheckGuardrailPrincipal,
	"exemptions[].principalArns[]": policy.CheckGuardrailPrincipal,
	"exemptions[].reason":          inputs.Reason,
	"excludeTableArns[]":           policy.CheckTableARN,
}

const noTarget = "must list at least one account, organizational unit or root"

func checkGuardrail(c *inputs.Check, guardrail inputs.Input) {
	targets := guardrail.Get("targets")
	c.NotEmpty(targets, noTarget)
	c.NotEmpty(guardrail.Get(pathBreakGlass),
		"must list at least one principal, or nobody could reach a table when every VPC is lost")
	seen := map[string]bool{}
	for _, target := range targets.Items() {
		c.NotEmpty(target.Get("vpcs"), "must list at least one VPC, or nobody would be inside")
		id := target.Get("targetId")
		if id.Text() != "" && seen[id.Text()] {
			c.Fail(id, "is a duplicate: two policies on one target would each refuse what the other lets in; list all its "+
				"VPCs together")
		}
		seen[id.Text()] = true
	}
	for _, id := range guardrail.Get("excludeTargets").Items() {
		switch {
		case id.Text() == "":
		case policy.IsRoot(id.Text()):
			c.Fail(id, "must be an account or an organizational unit: without the root nothing would be governed")
		case seen[id.Text()]:
			c.Fail(id, "is a duplicate: name it once, among the targets or here")
		}
		seen[id.Text()] = true
	}
	checkParents(c, guardrail.Get("parents"))
	checkQuotas(c, guardrail.Get("quotas"))
	checkExemptions(c, guardrail)
	c.Tags(guardrail.Get("tags"))
}

// checkParents refuses what is above nothing, and a circle.
func checkParents(c *inputs.Check, parents inputs.Input) {
	if !parents.Value.IsMap() {
		return
	}
	given := map[string]string{}
	for id := range parents.Value.AsMap().All {
		given[id] = parents.Get(id).Text()
	}
	for _, id := range slices.Sorted(maps.Keys(given)) {
		in := parents.Get(id)
		switch {
		case !iam.IsAccountID(id) && !policy.IsOrganizationalUnit(id):
			c.Fail(in, "must be of an account or an organizational unit")
		case !policy.IsRoot(given[id]) && !policy.IsOrganizationalUnit(given[id]):
			c.Fail(in, "must be an organizational unit or a root, such as ou-ab12-34567890 or r-ab12, got %q", given[id])
		}
		above := given[id]
		for range given {
			if above == id {
				c.Fail(in, "must not be below itself")
				break
			}
			above = given[above]
		}
	}
}

// checkQuotas refuses limits that no policy could keep.
func checkQuotas(c *inputs.Check, quotas inputs.Input) {
	for _, limit := range []struct {
		name        string
		least, most float64
	}{{"policyCharacters", 1024, 65536}, {"policiesPerTarget", 2, 100}} {
		in := quotas.Get(limit.name)
		if in.Value.IsNumber() && (in.Value.AsNumber() < limit.least || in.Value.AsNumber() > limit.most) {
			c.Fail(in, "must be from %g to %g, got %g", limit.least, limit.most, in.Value.AsNumber())
		}
	}
}
