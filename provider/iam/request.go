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

	// The owner of the endpoint: aws:VpceAccount, aws:VpceOrgID and aws:VpceOrgPaths. They are needed only if a policy
	// tests them. If the owner is in no organization, the Context says that the last two are absent.
	EndpointAccount, EndpointOrg string
	EndpointOrgPaths             []string

	// IP is aws:VpcSourceIp through an endpoint, and aws:SourceIp otherwise. It is needed only if a policy tests it.
	IP string

	// Via are the services that forward the request with the caller's own credentials, in order: aws:ViaAWSService
	// and aws:CalledVia. Such a request no longer has the caller's VPC. (GCK, aws:SourceVpc.)
	Via []string
}

// Check refuses an origin from which AWS receives no requests of a caller.
func (o *Origin) Check(c Caller) error {
	owner := o.EndpointAccount != "" || o.EndpointOrg != "" || o.EndpointOrgPaths != nil
	network := o.VPC != "" || o.Endpoint != ""
	switch {
	case owner && !network:
		return errors.New("it has the owner of an endpoint, but no endpoint")
	case network && len(o.Via) > 0:
		return errors.New("it has both a network and a service that forwards the request, " +
			"but \"the source VPC of the initial request is not preserved\": omit the VPC and the endpoint")
	case (o.VPC == "") != (o.Endpoint == ""):
		return errors.New("it must have both a VPC and an endpoint or neither, because AWS sets both keys")
	case c.Kind == ServiceCaller && (network || o.IP != ""):
		return errors.New("it has a network, but of a service that calls as itself \"certain network-specific " +
			"authorization context is redacted\": omit the network")
	case c.Kind == ServiceCaller && len(o.Via) > 0:
		return errors.New("a service forwards only the requests of a role, a user or a root user, " +
			"not those of a service that calls as itself")
	default:
		return nil
	}
}

// Context holds the condition keys that do not follow from the rest of a request, such as aws:PrincipalOrgID or
// dynamodb:LeadingKeys.
type Context struct {
	// values are by the key in lower case: "Context key names are not case-sensitive." A key without values is absent.
	values  map[string][]string
	derived []string // the keys among them that also follow from a request, sorted
}

// NewContext reads condition keys with their values. An empty list says that the request lacks the key. That need not
// be said of most keys. But AWS sets some of them depending on what does not follow from a request, such as whether an
// account is in an organization.
//
// NewContext refuses an empty value, which AWS treats as no value in one place ("a null dataset, such as an empty
// string") and as a value in another.
func NewContext(values map[string][]string) (Context, error) {
	context := Context{values: make(map[string][]string, len(values))}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		folded := strings.ToLower(name)
		switch _, duplicate := context.values[folded]; {
		case duplicate:
			return Context{}, fmt.Errorf("duplicate condition key %q", name)
		case slices.Contains(values[name], ""):
			return Context{}, fmt.Errorf("condition key %q has an empty value: a key that is absent has no values", name)
		}
		context.values[folded] = slices.Clone(values[name])
		if IsDerivedKey(folded) {
			context.derived = append(context.derived, folded)
		}
	}
	slices.Sort(context.derived)
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
	if e.Caller.Kind < RoleCaller || e.Caller.Kind > ServiceCaller {
		return errors.New("the request has no caller")
	}
	if err := e.Origin.Check(e.Caller); err != nil {
		return fmt.Errorf("the request's origin: %w", err)
	}
	if e.Resource == "*" {
		e.account = e.Caller.Account
	} else if err := e.splitResource(); err != nil {
		return err
	}
	return e.checkContext()
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
		case 1:
			if !e.Caller.isOfPartition(rest[:end]) {
				return fmt.Errorf("caller %s is of another partition than resource %s", e.Caller, e.Resource)
			}
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
