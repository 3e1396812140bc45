package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// The rules about who may do what from where. What the policies then do is proven; these are mistakes that can be
// seen before.

var intentStrings = map[string]func(string) error{
	"administratorPrincipalArns[]": policy.CheckPrincipal,
	"breakGlassPrincipalArns[]":    policy.CheckPrincipal,
	"exemptions[].principalArns[]": policy.CheckPrincipal,
	"exemptions[].reason":          reason,
	"exemptServices[].services[]":  policy.CheckService,
	"exemptServices[].reason":      reason,
	"grants[].principals[]":        policy.CheckGrantee,
	"grants[].services[]":          policy.CheckService,
	"grants[].actions[]":           grantAction,
	"grants[].sourceAccountIds[]":  policy.CheckAccountID,
	"grants[].sourceArns[]":        policy.CheckSourceARN,
	"grants[].reason":              reason,
	"perimeterAccountIds[]":        policy.CheckAccountID,
	"organizationId":               policy.CheckOrganizationID,
	"additionalVpcIds[]":           vpcID,
	"additionalVpcEndpointIds[]":   vpcEndpointID,
}

func reason(text string) error {
	if strings.TrimSpace(text) == "" {
		return errors.New("must say why it is needed: the access report shows it")
	}
	return nil
}

func grantAction(name string) error {
	bare, prefixed := strings.CutPrefix(name, actionPrefix)
	if !prefixed {
		return fmt.Errorf("must be an action such as dynamodb:GetItem, got %q", name)
	}
	return policy.CheckGrantAction(bare)
}

func intentAcross(c *checker, inputs property.Map) {
	at := location{}
	unprotected := is(inputs, "policyProtection", string(PolicyProtectionNone))
	if !unprotected {
		notEmpty(c, at, inputs, pathAdministrators, "must list at least one principal, or nobody outside the VPC could "+
			`change the policy again; to leave that to identity policies set policyProtection to "none"`)
	}
	strict := is(inputs, "enforcement", string(EnforcementAll))
	if unprotected && strict {
		c.wrong(at.field("policyProtection"), `conflicts with enforcement "all", which refuses changes of the policy`)
	}
	if is(inputs, "actionStyle", string(ActionStyleWildcard)) && !strict {
		c.wrong(at.field("actionStyle"), `must not be "wildcard" without enforcement "all", since dynamodb:* refuses `+
			"metadata too")
	}
	perimeterAcross(c, inputs)
	exemptionsAcross(c, inputs)
	each(inputs, "exemptServices", func(here location, exemption property.Map) {
		notEmpty(c, here, exemption, "services", "must list at least one service; leave the exemption out otherwise")
		notEmpty(c, here, exemption, "access", "must list at least one class or preset; leave the exemption out otherwise")
		noData(c, here.field("access"), exemption.Get("access"))
	})
	each(inputs, "grants", func(here location, grant property.Map) { grantAcross(c, here, grant) })
}

func exemptionsAcross(c *checker, inputs property.Map) {
	each(inputs, "exemptions", func(here location, exemption property.Map) {
		notEmpty(c, here, exemption, "principalArns", "must list at least one principal; leave the exemption out otherwise")
		notEmpty(c, here, exemption, "access", "must list at least one class or preset; leave the exemption out otherwise")
	})
}

// perimeterAcross wants the ids that a perimeter needs, and no others.
func perimeterAcross(c *checker, inputs property.Map) {
	at := location{}
	organization := is(inputs, "perimeter", string(PerimeterOrganization))
	network := inputs.Get("network")
	shared := network.IsMap() && is(network.AsMap(), "endpointAccess", string(EndpointAccessOrganization))
	switch {
	case organization && !given(inputs, pathOrganization):
		c.wrong(at.field(pathOrganization), "is required where perimeter is %q", PerimeterOrganization)
	case !organization && !shared && given(inputs, pathOrganization):
		c.wrong(at.in(inputs, pathOrganization), "needs perimeter %q: nothing else reads it", PerimeterOrganization)
	}
	if given(inputs, pathPerimeterAccounts) && !is(inputs, "perimeter", string(PerimeterAccount)) {
		c.wrong(at.in(inputs, pathPerimeterAccounts), "needs perimeter %q: nothing else reads it", PerimeterAccount)
	}
	notEmpty(c, at, inputs, pathPerimeterAccounts, "must list at least one account; leave it out for the table's own")
}

// noData keeps data from services: whoever can make a service act could read through it.
func noData(c *checker, at location, access property.Value) {
	if !access.IsArray() {
		return
	}
	for i, word := range access.AsArray().All {
		if word.IsString() && open(policy.Exemption{}, []Access{Access(word.AsString())}).OpensData() {
			c.wrong(at.index(i), "must not be %q, which opens data to whoever can make the service act; exempt the role that "+
				"the service uses instead", word.AsString())
		}
	}
}

func grantAcross(c *checker, here location, grant property.Map) {
	services := given(grant, "services")
	notEmpty(c, here, grant, "actions", "must list at least one action")
	notEmpty(c, here, grant, "principals", "must list at least one principal")
	notEmpty(c, here, grant, "services", "must list at least one service")
	bounded := given(grant, "sourceAccountIds") || given(grant, "sourceArns")
	switch {
	case services && given(grant, "principals"):
		c.wrong(here.in(grant, "services"), "conflicts with principals: make two grants")
	case !services && !given(grant, "principals"):
		c.wrong(here.field("principals"), "is required without services: whom the grant lets in")
	case services && !bounded:
		c.wrong(here.field("sourceAccountIds"), "is required with services, unless sourceArns is given: a service acts for "+
			"whoever asks it to")
	}
	for _, name := range []string{"sourceAccountIds", "sourceArns"} {
		if given(grant, name) && !services {
			c.wrong(here.in(grant, name), "needs services: no other caller's requests carry it")
		}
		notEmpty(c, here, grant, name, "must not be empty")
	}
}

// each visits the objects of a list.
func each(inputs property.Map, name string, visit func(location, property.Map)) {
	list := inputs.Get(name)
	if !list.IsArray() {
		return
	}
	at := location{}.in(inputs, name)
	for i, item := range list.AsArray().All {
		if item.IsMap() {
			visit(at.index(i).of(item), item.AsMap())
		}
	}
}
