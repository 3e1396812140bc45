package iam

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// principalElement is a compiled Principal or NotPrincipal element. Source for all of this file: IAM User Guide, "AWS
// JSON policy elements: Principal" and "NotPrincipal".
type principalElement struct {
	not      bool // the element is NotPrincipal
	everyone bool
	accounts []string
	arns     []string // roles, users and role sessions
	ids      []string // of roles and users that have been deleted
	services []string

	ofEndpoint bool // the element is in an endpoint's policy
	endpoint   EndpointType
	effect     string
}

// principalMatch is how an element names a caller. A greater value is more specific.
type principalMatch int

const (
	noMatch principalMatch = iota
	// byAccount: the element names the caller's account. "This delegates authority to the account", so the account's
	// own policies must also allow the caller.
	byAccount
	// byName: the element names everyone, or the caller itself.
	byName
)

func newPrincipalElement(s Statement, layer Layer, endpoint EndpointType) (*principalElement, error) {
	element, p := s.Principal, &principalElement{ofEndpoint: layer == LayerEndpoint, endpoint: endpoint, effect: s.Effect}
	if !s.NotPrincipal.IsZero() {
		element, p.not = s.NotPrincipal, true
		switch { // "NotPrincipal must be used with "Effect":"Deny". Using it with "Effect":"Allow" is not supported."
		case s.Effect != Deny:
			return nil, errors.New("AWS does not support NotPrincipal with Allow")
		case element.Everyone:
			return nil, errors.New("NotPrincipal names everyone, so the statement would deny nobody")
		}
	}
	p.everyone = element.Everyone
	for _, kind := range slices.Sorted(maps.Keys(element.ByKind)) {
		if len(element.ByKind[kind]) == 0 {
			return nil, fmt.Errorf("principal kind %q names nobody", kind)
		}
		for _, name := range element.ByKind[kind] {
			if err := p.add(kind, name); err != nil {
				return nil, err
			}
		}
	}
	if p.ofEndpoint && endpoint == GatewayEndpoint && len(p.arns)+len(p.services) > 0 {
		return nil, errors.New(`"For gateway endpoints, the Principal element must be set to *": ` +
			"name principals in a condition on aws:PrincipalArn")
	}
	return p, nil
}

// uniqueID is the id of a role or a user. AWS shows it in place of the ARN once the principal has been deleted: "that
// ARN is transformed to the role's unique principal ID when the policy is saved. [...] there is also a reverse
// transformation back to the role's ARN when the trust policy is displayed. However, if you delete the role, then the
// relationship is broken. The policy no longer applies, even if you recreate the role".
var uniqueID = regexp.MustCompile(`^(AROA|AIDA)[A-Z0-9]{12,124}$`)

// add reads one name. "You cannot use a wildcard to match part of a principal name or ARN."
func (p *principalElement) add(kind, name string) error {
	switch {
	case kind == "AWS" && name == "*" && !p.not: // "*" and {"AWS": "*"} are equivalent
		p.everyone = true
	case kind == "Service" && serviceSyntax.MatchString(name):
		p.services = append(p.services, name)
	case kind == "AWS" && IsAccountID(name):
		p.accounts = append(p.accounts, name)
	case kind == "AWS" && sessionSyntax.MatchString(name):
		p.arns = append(p.arns, name)
	case kind == "AWS" && uniqueID.MatchString(name):
		p.ids = append(p.ids, name)
	case kind == "AWS":
		caller, err := ParseCaller(name)
		if err != nil || caller.Kind == ServiceCaller {
			return fmt.Errorf("principal %q is not an account, a role, a user, a session or \"*\"", name)
		}
		if caller.Kind == RootCaller { // "arn:aws:iam::account:root" means the account, not only its root user
			p.accounts = append(p.accounts, caller.Account)
			return nil
		}
		p.arns = append(p.arns, name)
	default:
		return fmt.Errorf("principal %q of kind %q is not supported", name, kind)
	}
	return nil
}

// match returns how the element names the caller.
func (p *principalElement) match(e *evaluation) (principalMatch, error) {
	c := &e.Caller
	switch {
	case p.not:
		return p.matchNot(e)
	case p.everyone:
		return byName, nil
	case p.ofEndpoint && p.endpoint != InterfaceEndpoint:
		return p.matchAtGateway(e)
	case p.names(e):
		return byName, nil
	case slices.Contains(p.accounts, c.Account):
		if c.Kind == RootCaller {
			return byName, nil
		}
		return byAccount, nil
	default:
		return noMatch, nil
	}
}

// ErrEndpointType reports a policy whose meaning depends on the type of its endpoint, which is unknown.
var ErrEndpointType = errors.New("depends on the endpoint's type: say whether it is a gateway or an interface endpoint")

// matchAtGateway decides an endpoint's policy, unless the endpoint is known to be an interface endpoint. At a gateway
// endpoint an account means less than elsewhere: "access is granted to the AWS account root user only, not all users
// and roles for the account". (AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies".)
func (p *principalElement) matchAtGateway(e *evaluation) (principalMatch, error) {
	c := &e.Caller
	account := slices.Contains(p.accounts, c.Account)
	switch {
	case account && c.Kind == RootCaller:
		return byName, nil
	case p.endpoint == UnknownEndpoint && (account || p.names(e)):
		return noMatch, fmt.Errorf("whether the Principal of this endpoint policy names %s %w", c, ErrEndpointType)
	case account && p.effect == Deny:
		return noMatch, fmt.Errorf("the Principal of this gateway endpoint's policy names the account %s, "+
			"and AWS does not say whom a Deny then denies", c.Account)
	default:
		return noMatch, nil
	}
}

// names reports whether the element names the caller itself, or its session.
func (p *principalElement) names(e *evaluation) bool {
	c := &e.Caller
	if c.Kind == ServiceCaller {
		return slices.Contains(p.services, c.Service)
	}
	return slices.Contains(p.arns, c.ARN) || c.Session != "" && slices.Contains(p.arns, c.sessionARN()) || p.namesID(e)
}

// namesID reports whether the element names the caller by its unique id. No caller has the id of a deleted principal,
// so this matters only in a document that AWS has not stored, and only if the request says the caller's aws:userid.
func (p *principalElement) namesID(e *evaluation) bool {
	return len(p.ids) > 0 && slices.ContainsFunc(e.Context.values["aws:userid"], func(user string) bool {
		id, _, _ := strings.Cut(user, ":") // "role-id:caller-specified-role-name"
		return slices.Contains(p.ids, id)
	})
}

// matchNot decides NotPrincipal. The statement does not apply to a principal that is named together with its account,
// nor to a service that is named. Of a principal that is named without its account AWS says only that the statement
// "might deny access", so that is an error.
func (p *principalElement) matchNot(e *evaluation) (principalMatch, error) {
	c := &e.Caller
	account := slices.Contains(p.accounts, c.Account)
	named := p.names(e) || account && c.Kind == RootCaller
	switch {
	case !named:
		return byName, nil
	case c.Kind == ServiceCaller || account && (c.Kind == RootCaller || slices.Contains(p.arns, c.ARN)):
		return noMatch, nil
	default:
		return noMatch, fmt.Errorf("NotPrincipal names %s without both its own ARN and its account %s, "+
			"and AWS does not say whether the statement then applies", c, c.Account)
	}
}
