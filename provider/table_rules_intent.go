package provider

import (
	"fmt"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// The rules about who may do what from where. What the policies then do is proven; these mistakes can be seen before.

var intentFormats = inputs.Formats{
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

func checkIntent(c *inputs.Check, table inputs.Input) {
	protection, style := table.Get("policyProtection"), table.Get("actionStyle")
	unprotected := protection.Is(string(PolicyProtectionNone))
	if !unprotected {
		c.NotEmpty(table.Get(pathAdministrators), "must list at least one principal, or nobody outside the VPC could "+
			`change the policy again; to leave that to identity policies set policyProtection to "none"`)
	}
	everything := table.Get("enforcement").Is(string(EnforcementAll))
	if unprotected && everything {
		c.Fail(protection, `conflicts with enforcement "all", which refuses changes of the policy`)
	}
	if style.Is(string(ActionStyleWildcard)) && !everything {
		c.Fail(style, `must not be "wildcard" without enforcement "all", since dynamodb:* refuses metadata too`)
	}
	checkPerimeter(c, table)
	checkExemptions(c, table)
	for _, exemption := range table.Get("exemptServices").Items() {
		c.NotEmpty(exemption.Get("services"), "must list at least one service; leave the exemption out otherwise")
		c.NotEmpty(exemption.Get("access"), noAccess)
		checkNoData(c, exemption.Get("access"))
	}
	for _, grant := range table.Get("grants").Items() {
		checkGrant(c, grant)
	}
}

const noAccess = "must list at least one class or preset; leave the exemption out otherwise"

// checkExemptions checks the exemptions of a table or a guardrail.
func checkExemptions(c *inputs.Check, in inputs.Input) {
	for _, exemption := range in.Get("exemptions").Items() {
		c.NotEmpty(exemption.Get("principalArns"), "must list at least one principal; leave the exemption out otherwise")
		c.NotEmpty(exemption.Get("access"), noAccess)
	}
}

// checkPerimeter wants the ids that a perimeter needs, and no others.
func checkPerimeter(c *inputs.Check, table inputs.Input) {
	perimeter := table.Get("perimeter")
	organization, accounts := table.Get(pathOrganization), table.Get(pathPerimeterAccounts)
	shared := table.Get("network").Get("endpointAccess").Is(string(EndpointAccessOrganization))
	switch needed := perimeter.Is(string(PerimeterOrganization)); {
	case needed && !organization.Given():
		c.Fail(organization, "is required where perimeter is %q", PerimeterOrganization)
	case !needed && !shared && organization.Given():
		c.Fail(organization, "needs perimeter %q: nothing else reads it", PerimeterOrganization)
	}
	if accounts.Given() && !perimeter.Is(string(PerimeterAccount)) {
		c.Fail(accounts, "needs perimeter %q: nothing else reads it", PerimeterAccount)
	}
	c.NotEmpty(accounts, "must list at least one account; leave it out for the table's own")
}

// checkNoData keeps data from services: anyone who can make a service act could read through it.
func checkNoData(c *inputs.Check, access inputs.Input) {
	for _, word := range access.Items() {
		if word.Text() != "" && open(policy.Exemption{}, []Access{Access(word.Text())}).OpensData() {
			c.Fail(word, "must not be %q, which opens data to anyone who can make the service act; exempt the role that the "+
				"service uses instead", word.Text())
		}
	}
}

func checkGrant(c *inputs.Check, grant inputs.Input) {
	principals, services := grant.Get("principals"), grant.Get("services")
	accounts, sources := grant.Get("sourceAccountIds"), grant.Get("sourceArns")
	c.NotEmpty(grant.Get("actions"), "must list at least one action")
	c.NotEmpty(principals, "must list at least one principal")
	c.NotEmpty(services, "must list at least one service")
	switch {
	case services.Given() && principals.Given():
		c.Fail(services, "conflicts with principals: make two grants")
	case !services.Given() && !principals.Given():
		c.Fail(principals, "is required without services: whom the grant lets in")
	case services.Given() && !accounts.Given() && !sources.Given():
		c.Fail(accounts, "is required with services, unless sourceArns is given: a service acts for anyone who asks it to")
	}
	for _, bound := range []inputs.Input{accounts, sources} {
		if bound.Given() && !services.Given() {
			c.Fail(bound, "needs services: no other caller's requests carry it")
		}
		c.NotEmpty(bound, "must not be empty")
	}
}
