package provider

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

var guardrailFormats = inputs.Formats{
	"targets[].targetId":           inputs.TargetID,
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
	checkExemptions(c, guardrail)
	c.Tags(guardrail.Get("tags"))
}
