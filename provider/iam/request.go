package iam

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Request is one call that AWS would authorize.
type Request struct {
	Action   string // "dynamodb:GetItem"
	Resource string // its ARN, or "*" for a call that names none, such as ListTables
	Caller   Caller
	Origin   Origin
	Context  Context // what else AWS would know
}

// Origin is where a request comes from as AWS sees it. The zero value is the internet. The condition keys
// about the network and about services in between follow from it, so that none can be forgotten and no two
// can disagree.
type Origin struct {
	VPC      string // aws:SourceVpc: the VPC of the endpoint, which carries both or neither
	Endpoint string // aws:SourceVpce

	EndpointAccount string // aws:VpceAccount
	EndpointOrg     string // aws:VpceOrgID; empty where the endpoint's account is in no organization

	// IP is aws:VpcSourceIp through an endpoint and aws:SourceIp otherwise. It is needed only where a policy
	// asks for it.
	IP string

	// Via are the services that pass the request on with the caller's own credentials, the first one first:
	// aws:ViaAWSService and aws:CalledVia. Such a request no longer carries the caller's VPC. (GCK, aws:SourceVpc.)
	Via []string
}

// Context holds condition keys that do not follow from the rest of a request, such as aws:PrincipalOrgID or
// dynamodb:LeadingKeys. A key that is not in it is absent from the request, which is not the same as empty:
// see the missing keys of [condition].
type Context struct {
	values map[string][]string // by the key in lower case: "Context key names are not case-sensitive."
}

// NewContext reads condition keys. It refuses an empty value, which AWS takes for no value in one place
// ("a null dataset, such as an empty string") and for a value in another.
func NewContext(values map[string][]string) (Context, error) {
	context := Context{values: make(map[string][]string, len(values))}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		folded := strings.ToLower(name)
		switch {
		case context.values[folded] != nil:
			return Context{}, fmt.Errorf("condition key %q is given twice", name)
		case len(values[name]) == 0 || slices.Contains(values[name], ""):
			return Context{}, fmt.Errorf("condition key %q has an empty value: leave an absent key out", name)
		}
		context.values[folded] = slices.Clone(values[name])
	}
	return context, nil
}

// evaluation is a request on its way through the policies, with what they ask for again and again.
type evaluation struct {
	Request
	account string // the resource's; the caller's own where no resource is named
	region  string // the resource's, if it has one
	colons  bool   // the resource's last part holds colons, as a stream's does
}

// check takes a request apart and refuses one that AWS could not have received.
func (e *evaluation) check() error {
	switch {
	case e.Caller.Kind < RoleCaller || e.Caller.Kind > ServiceCaller:
		return errors.New("the request has no caller")
	case (e.Origin.VPC == "") != (e.Origin.Endpoint == ""):
		return errors.New("the request's origin has a VPC or an endpoint without the other, and AWS sets both keys")
	case e.Origin.Endpoint == "" && (e.Origin.EndpointAccount != "" || e.Origin.EndpointOrg != ""):
		return errors.New("the request's origin has the owner of an endpoint and no endpoint")
	case e.Resource == "*":
		e.account = e.Caller.Account
		return nil
	}
	return e.splitResource()
}

// splitResource finds the Region and the account in the resource's ARN.
func (e *evaluation) splitResource() error {
	rest := e.Resource
	for part := range arnParts - 1 {
		end := strings.IndexByte(rest, ':')
		if end < 0 || part == 0 && rest[:end] != "arn" {
			return fmt.Errorf("resource %q is neither an ARN nor \"*\"", e.Resource)
		}
		switch part {
		case 3:
			e.region = rest[:end]
		case 4:
			e.account = rest[:end]
		}
		rest = rest[end+1:]
	}
	pattern := strings.IndexByte(e.Resource, '*') >= 0 || strings.IndexByte(e.Resource, '?') >= 0
	if e.account == "" || rest == "" || pattern {
		return fmt.Errorf("resource %q is not the ARN of one resource in an account", e.Resource)
	}
	e.colons = strings.IndexByte(rest, ':') >= 0
	return nil
}

// checkAction refuses what is not one action.
func checkAction(action string) error {
	service, name, found := strings.Cut(action, ":")
	if !found || service == "" || name == "" || strings.ContainsAny(action, "*?") || strings.Contains(name, ":") {
		return fmt.Errorf("action %q is not one service's action, such as dynamodb:GetItem", action)
	}
	return nil
}

// sameAccount reports whether the caller is of the resource's account. A service principal never is.
func (e *evaluation) sameAccount() bool { return e.Caller.Account == e.account && e.account != "" }
