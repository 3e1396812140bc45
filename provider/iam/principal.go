package iam

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// principalElement is a compiled Principal or NotPrincipal element. Source for all of this file: IAM User Guide, "AWS
// JSON policy elements: Principal" and "NotPrincipal".
type principalElement struct {
	not      bool // the element is NotPrincipal
	everyone bool
	accounts []string
	arns     []string // roles, users and role sessions
	services []string
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

func newPrincipalElement(s Statement) (*principalElement, error) {
	element, p := s.Principal, &principalElement{}
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
	return p, nil
}

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
func (p *principalElement) match(c *Caller) (principalMatch, error) {
	if p.not {
		return p.matchNot(c)
	}
	switch {
	case p.everyone || p.names(c):
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

// names reports whether the element names the caller itself, or its session.
func (p *principalElement) names(c *Caller) bool {
	if c.Kind == ServiceCaller {
		return slices.Contains(p.services, c.Service)
	}
	return slices.Contains(p.arns, c.ARN) || c.Session != "" && slices.Contains(p.arns, c.sessionARN())
}

// matchNot decides NotPrincipal. The statement does not apply to a principal that is named together with its account,
// nor to a service that is named. Of a principal that is named without its account AWS says only that the statement
// "might deny access", so that is an error.
func (p *principalElement) matchNot(c *Caller) (principalMatch, error) {
	account := slices.Contains(p.accounts, c.Account)
	named := p.names(c) || account && c.Kind == RootCaller
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
