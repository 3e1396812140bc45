package provider

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// The rules about who may do what from where. What the policies then do is proven; these are mistakes that can be
// seen before.

var intentStrings = map[string]func(string) error{
	"administratorPrincipalArns[]": policy.CheckPrincipal,
	"breakGlassPrincipalArns[]":    policy.CheckPrincipal,
	"exemptions[].principalArns[]": policy.CheckPrincipal,
	"exemptions[].reason":          inputs.Reason,
	"exemptServices[].services[]":  policy.CheckService,
	"exemptServices[].reason":      inputs.Reason,
	"grants[].principals[]":        policy.CheckGrantee,
	"grants[].services[]":          policy.CheckService,
	"grants[].actions[]":           grantAction,
	"grants[].sourceAccountIds[]":  policy.CheckAccountID,
	"grants[].sourceArns[]":        policy.CheckSourceARN,
	"grants[].reason":              inputs.Reason,
	"perimeterAccountIds[]":        policy.CheckAccountID,
	"organizationId":               policy.CheckOrganizationID,
	"additionalVpcIds[]":           inputs.VPCID,
	"additionalVpcEndpointIds[]":   inputs.VPCEndpointID,
}

func grantAction(name string) error {
	bare, prefixed := strings.CutPrefix(name, actionPrefix)
	if !prefixed {
		return fmt.Errorf("must be an action such as dynamodb:GetItem, got %q", name)
	}
	return policy.CheckGrantAction(bare)
}

func checkIntent(c *inputs.Check, props property.Map) {
	at := inputs.Path{}
	unprotected := inputs.Is(props, "policyProtection", string(PolicyProtectionNone))
	if !unprotected {
		inputs.NotEmpty(c, at, props, pathAdministrators, "must list at least one principal, or nobody outside the VPC could "+
			`change the policy again; to leave that to identity policies set policyProtection to "none"`)
	}
	strict := inputs.Is(props, "enforcement", string(EnforcementAll))
	if unprotected && strict {
		c.Fail(at.Field("policyProtection"), `conflicts with enforcement "all", which refuses changes of the policy`)
	}
	if inputs.Is(props, "actionStyle", string(ActionStyleWildcard)) && !strict {
		c.Fail(at.Field("actionStyle"), `must not be "wildcard" without enforcement "all", since dynamodb:* refuses `+
			"metadata too")
	}
	checkPerimeter(c, props)
	checkExemptions(c, props)
	inputs.Each(props, "exemptServices", func(here inputs.Path, exemption property.Map) {
		inputs.NotEmpty(c, here, exemption, "services", "must list at least one service; leave the exemption out otherwise")
		inputs.NotEmpty(c, here, exemption, "access", "must list at least one class or preset; leave the exemption out otherwise")
		checkNoData(c, here.Field("access"), exemption.Get("access"))
	})
	inputs.Each(props, "grants", func(here inputs.Path, grant property.Map) { checkGrant(c, here, grant) })
}

func checkExemptions(c *inputs.Check, props property.Map) {
	inputs.Each(props, "exemptions", func(here inputs.Path, exemption property.Map) {
		inputs.NotEmpty(c, here, exemption, "principalArns", "must list at least one principal; leave the exemption out otherwise")
		inputs.NotEmpty(c, here, exemption, "access", "must list at least one class or preset; leave the exemption out otherwise")
	})
}

// checkPerimeter wants the ids that a perimeter needs, and no others.
func checkPerimeter(c *inputs.Check, props property.Map) {
	at := inputs.Path{}
	organization := inputs.Is(props, "perimeter", string(PerimeterOrganization))
	network := props.Get("network")
	shared := network.IsMap() && inputs.Is(network.AsMap(), "endpointAccess", string(EndpointAccessOrganization))
	switch {
	case organization && !inputs.Given(props, pathOrganization):
		c.Fail(at.Field(pathOrganization), "is required where perimeter is %q", PerimeterOrganization)
	case !organization && !shared && inputs.Given(props, pathOrganization):
		c.Fail(at.In(props, pathOrganization), "needs perimeter %q: nothing else reads it", PerimeterOrganization)
	}
	if inputs.Given(props, pathPerimeterAccounts) && !inputs.Is(props, "perimeter", string(PerimeterAccount)) {
		c.Fail(at.In(props, pathPerimeterAccounts), "needs perimeter %q: nothing else reads it", PerimeterAccount)
	}
	inputs.NotEmpty(c, at, props, pathPerimeterAccounts, "must list at least one account; leave it out for the table's own")
}

// checkNoData keeps data from services: whoever can make a service act could read through it.
func checkNoData(c *inputs.Check, at inputs.Path, access property.Value) {
	if !access.IsArray() {
		return
	}
	for i, word := range access.AsArray().All {
		if word.IsString() && open(policy.Exemption{}, []Access{Access(word.AsString())}).OpensData() {
			c.Fail(at.Index(i), "must not be %q, which opens data to whoever can make the service act; exempt the role that "+
				"the service uses instead", word.AsString())
		}
	}
}

func checkGrant(c *inputs.Check, here inputs.Path, grant property.Map) {
	services := inputs.Given(grant, "services")
	inputs.NotEmpty(c, here, grant, "actions", "must list at least one action")
	inputs.NotEmpty(c, here, grant, "principals", "must list at least one principal")
	inputs.NotEmpty(c, here, grant, "services", "must list at least one service")
	bounded := inputs.Given(grant, "sourceAccountIds") || inputs.Given(grant, "sourceArns")
	switch {
	case services && inputs.Given(grant, "principals"):
		c.Fail(here.In(grant, "services"), "conflicts with principals: make two grants")
	case !services && !inputs.Given(grant, "principals"):
		c.Fail(here.Field("principals"), "is required without services: whom the grant lets in")
	case services && !bounded:
		c.Fail(here.Field("sourceAccountIds"), "is required with services, unless sourceArns is given: a service acts for "+
			"whoever asks it to")
	}
	for _, name := range []string{"sourceAccountIds", "sourceArns"} {
		if inputs.Given(grant, name) && !services {
			c.Fail(here.In(grant, name), "needs services: no other caller's requests carry it")
		}
		inputs.NotEmpty(c, here, grant, name, "must not be empty")
	}
}
