package iam

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Request is one API call that AWS authorizes.
type Request struct {
	Action   string // "dynamodb:GetItem"
	Resource string // an ARN, or "*" for an action that names no resource, such as ListTables
	Caller   Caller
	Origin   Origin
	Context  Context // the condition keys that do not follow from the rest
}

// Origin is where AWS sees a request come from. The zero value is the internet. The condition keys about the network
// and about services that forward the request are derived from it, so that none is forgotten and no two disagree.
type Origin struct {
	VPC      string // aws:SourceVpc: the VPC of the endpoint; a request has both or neither
	Endpoint string // aws:SourceVpce

	EndpointAccount string // aws:VpceAccount
	EndpointOrg     string // aws:VpceOrgID; empty if the endpoint's account is in no organization

	// IP is aws:VpcSourceIp through an endpoint, and aws:SourceIp otherwise. It is needed only if a policy tests it.
	IP string

	// Via are the services that forward the request with the caller's own credentials, in order: aws:ViaAWSService
	// and aws:CalledVia. Such a request no longer has the caller's VPC. (GCK, aws:SourceVpc.)
	Via []string
}

// Context holds the condition keys that do not follow from the rest of a request, such as aws:PrincipalOrgID or
// dynamodb:LeadingKeys. A key that is not in it is absent from the request, which is not the same as empty.
type Context struct {
	values map[string][]string // by the key in lower case: "Context key names are not case-sensitive."
}

// NewContext reads condition keys with their values. It refuses an empty value, which AWS treats as no value in one
// place ("a null dataset, such as an empty string") and as a value in another.
func NewContext(values map[string][]string) (Context, error) {
	context := Context{values: make(map[string][]string, len(values))}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		folded := strings.ToLower(name)
		switch {
		case context.values[folded] != nil:
			return Context{}, fmt.Errorf("duplicate condition key %q", name)
		case len(values[name]) == 0 || slices.Contains(values[name], ""):
			return Context{}, fmt.Errorf("condition key %q has an empty value: omit a key that is absent", name)
		}
		context.values[folded] = slices.Clone(values[name])
	}
	return context, nil
}

// evaluation is the evaluation of one request, with what its rules need repeatedly.
type evaluation struct {
	Request
	account string // the resource's, or the caller's if the request names no resource
	region  string // the resource's, if it has one
	colons  bool   // the resource's last part contains colons, as a stream's does
}

// check derives the fields of the evaluation and refuses a request that AWS could not receive.
func (e *evaluation) check() error {
	switch {
	case e.Caller.Kind < RoleCaller || e.Caller.Kind > ServiceCaller:
		return errors.New("the request has no caller")
	case (e.Origin.VPC == "") != (e.Origin.Endpoint == ""):
		return errors.New("the request's origin must have both a VPC and an endpoint or neither, because AWS sets both keys")
	case e.Origin.Endpoint == "" && (e.Origin.EndpointAccount != "" || e.Origin.EndpointOrg != ""):
		return errors.New("the request's origin has the owner of an endpoint, but no endpoint")
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
	isPattern := strings.IndexByte(e.Resource, '*') >= 0 || strings.IndexByte(e.Resource, '?') >= 0
	if e.account == "" || rest == "" || isPattern {
		return fmt.Errorf("resource %q is not the ARN of one resource in an account", e.Resource)
	}
	e.colons = strings.IndexByte(rest, ':') >= 0
	return nil
}

// checkAction refuses a text that is not a single action.
func checkAction(action string) error {
	service, name, found := strings.Cut(action, ":")
	if !found || service == "" || name == "" || strings.ContainsAny(action, "*?") || strings.Contains(name, ":") {
		return fmt.Errorf("action %q is not a single action, such as dynamodb:GetItem", action)
	}
	return nil
}

// sameAccount reports whether the caller belongs to the resource's account. A service principal never does.
func (e *evaluation) sameAccount() bool { return e.Caller.Account == e.account && e.account != "" }
