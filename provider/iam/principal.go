package iam

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// An audience is a Principal or NotPrincipal element. Source for all of this file: IAM User Guide, "AWS JSON
// policy elements: Principal" and "NotPrincipal".
type principalElement struct {
	not      bool
	everyone bool
	accounts []string
	arns     []string // roles, users and role sessions
	services []string
}

// principalMatch is how a caller belongs to an audience.
type principalMatch int

const (
	noMatch principalMatch = iota
	// byAccount: the caller's account is named. "This delegates authority to the account", so the account's
	// own policies must still let the caller through.
	byAccount
	// byName: everyone or the caller itself is named.
	byName
)

func newPrincipalElement(s Statement) (*principalElement, error) {
	element, a := s.Principal, &principalElement{}
	if !s.NotPrincipal.IsZero() {
		element, a.not = s.NotPrincipal, true
		switch { // "NotPrincipal must be used with "Effect":"Deny". Using it with "Effect":"Allow" is not supported."
		case s.Effect != Deny:
			return nil, errors.New("NotPrincipal stands with an Allow, which AWS does not support")
		case element.Everyone:
			return nil, errors.New("NotPrincipal excepts everyone")
		}
	}
	a.everyone = element.Everyone
	for _, kind := range slices.Sorted(maps.Keys(element.ByKind)) {
		if len(element.ByKind[kind]) == 0 {
			return nil, fmt.Errorf("principal kind %q names nobody", kind)
		}
		for _, name := range element.ByKind[kind] {
			if err := a.add(kind, name); err != nil {
				return nil, err
			}
		}
	}
	return a, nil
}

// add reads one name. "You cannot use a wildcard to match part of a principal name or ARN."
func (a *principalElement) add(kind, name string) error {
	switch {
	case kind == "AWS" && name == "*" && !a.not: // "*" and {"AWS": "*"} are equivalent
		a.everyone = true
	case kind == "Service" && servicePattern.MatchString(name):
		a.services = append(a.services, name)
	case kind == "AWS" && IsAccountID(name):
		a.accounts = append(a.accounts, name)
	case kind == "AWS" && sessionARN.MatchString(name):
		a.arns = append(a.arns, name)
	case kind == "AWS":
		caller, err := ParseCaller(name)
		if err != nil || caller.Kind == ServiceCaller {
			return fmt.Errorf("principal %q is not an account, a role, a user, a session or \"*\"", name)
		}
		if caller.Kind == RootCaller { // "arn:aws:iam::account:root" is the account, and not only its root user
			a.accounts = append(a.accounts, caller.Account)
			return nil
		}
		a.arns = append(a.arns, name)
	default:
		return fmt.Errorf("principal %q of kind %q is not supported", name, kind)
	}
	return nil
}

func isAccount(name string) bool { return len(name) == 12 && strings.Trim(name, "0123456789") == "" }

// match tells how the caller belongs.
func (a *principalElement) match(c *Caller) (principalMatch, error) {
	if a.not {
		return a.matchNot(c)
	}
	switch {
	case a.everyone || a.names(c):
		return byName, nil
	case slices.Contains(a.accounts, c.Account):
		if c.Kind == RootCaller {
			return byName, nil
		}
		return byAccount, nil
	default:
		return noMatch, nil
	}
}

func (a *principalElement) names(c *Caller) bool {
	if c.Kind == ServiceCaller {
		return slices.Contains(a.services, c.Service)
	}
	return slices.Contains(a.arns, c.ARN) || c.Session != "" && slices.Contains(a.arns, c.sessionOf())
}

// matchNot decides NotPrincipal: who is named together with its account is spared, and a service by its name
// alone. For someone named without the account AWS only says that the statement "might deny access": that
// is no answer, so it is an error.
func (a *principalElement) matchNot(c *Caller) (principalMatch, error) {
	account := slices.Contains(a.accounts, c.Account)
	named := a.names(c) || account && c.Kind == RootCaller
	switch {
	case !named:
		return byName, nil
	case c.Kind == ServiceCaller || account && (c.Kind == RootCaller || slices.Contains(a.arns, c.ARN)):
		return noMatch, nil
	default:
		return noMatch, fmt.Errorf("NotPrincipal names %s without its role or its account %s, "+
			"and AWS does not say whether that spares it", c, c.Account)
	}
}
