package provider

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
)

func checkGuardrail(c *inputs.Check, props property.Map) {
	at := inputs.Path{}
	inputs.NotEmpty(c, at, props, "targets", "must list at least one account, organizational unit or root")
	inputs.NotEmpty(c, at, props, "breakGlassPrincipalArns",
		"must list at least one principal, or nobody could reach a table when every VPC is lost")
	if targets := props.Get("targets"); targets.IsArray() {
		seen := map[string]bool{}
		for i, target := range targets.AsArray().All {
			if !target.IsMap() {
				continue
			}
			here := at.Field("targets").Index(i)
			inputs.NotEmpty(c, here, target.AsMap(), "vpcs", "must list at least one VPC, or nobody would be inside")
			if id := target.AsMap().Get("targetId"); id.IsString() {
				if seen[id.AsString()] {
					c.Fail(here.Field("targetId"), "stands twice: two policies on one target would each refuse what the "+
						"other lets in; list all its VPCs together")
				}
				seen[id.AsString()] = true
			}
		}
	}
	checkExemptions(c, props)
	inputs.Tags(c, at.Field("tags"), props.Get("tags"))
}
