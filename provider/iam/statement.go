package iam

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// rule is a compiled statement. It matches a request if its action, its resource, its principal (if it has one) and all
// its conditions do.
type rule struct {
	index      int
	sid        string
	effect     string
	number     int // the index among all rules of a [Set]
	actions    actionList
	resources  resourceList
	principal  *principalElement // nil in a policy that is attached to its principals
	conditions []condition
}

// newRule compiles a statement. It returns an error for each element that it does not understand.
func newRule(index int, s Statement, layer Layer, endpoint EndpointType, language syntax) (rule, []error) {
	r := rule{index: index, sid: s.Sid, effect: s.Effect}
	errs := []error{layer.validate(s), nil, nil, nil, nil}
	r.actions, errs[1] = newActionList(s)
	r.resources, errs[2] = newResourceList(s, layer, language)
	if !s.Principal.IsZero() || !s.NotPrincipal.IsZero() {
		r.principal, errs[3] = newPrincipalElement(s, layer, endpoint)
	}
	r.conditions, errs[4] = newConditions(s.Condition, language)
	return r, slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

// label names the rule by its Sid, or by its index.
func (r *rule) label() string {
	if r.sid != "" {
		return r.sid
	}
	return fmt.Sprintf("[%d]", r.index)
}

// match compares a request with every element except the action, which [Set.Covering] compares. It returns how the rule
// names the caller, or noMatch if an element does not match.
func (r *rule) match(e *evaluation) (principalMatch, error) {
	matches, err := r.resources.match(e)
	if err != nil || !matches {
		return noMatch, err
	}
	match := byName
	if r.principal != nil {
		if match, err = r.principal.match(e); err != nil || match == noMatch {
			return noMatch, err
		}
	}
	for i := range r.conditions {
		if holds, err := r.conditions[i].holds(e); err != nil || !holds {
			return noMatch, err
		}
	}
	return match, nil
}

// actionList is a compiled Action or NotAction element.
type actionList struct {
	not      bool
	patterns []Pattern // in lower case: "The prefix and the action name are case insensitive."
}

func newActionList(s Statement) (actionList, error) {
	list, element := actionList{}, s.Action
	if s.Action == nil {
		list.not, element = true, s.NotAction
	}
	if (s.Action == nil) == (s.NotAction == nil) || len(element) == 0 {
		return list, errors.New("it needs either an Action or a NotAction")
	}
	for _, written := range element {
		service, name, found := strings.Cut(written, ":")
		if written != "*" && (!found || name == "" || service == "" || strings.ContainsAny(service, "*? ") ||
			strings.ContainsAny(name, ": ${}")) {
			return list, fmt.Errorf("action %q is neither \"*\" nor the action of a service, such as dynamodb:GetItem", written)
		}
		list.patterns = append(list.patterns, NewPattern(strings.ToLower(written)))
	}
	return list, nil
}

// match reports whether the element covers an action in lower case.
func (l *actionList) match(action string) bool {
	return slices.ContainsFunc(l.patterns, func(p Pattern) bool { return p.Match(action) }) != l.not
}

// resourceList is a compiled Resource or NotResource element.
type resourceList struct {
	not      bool
	patterns []resourcePattern
}

func newResourceList(s Statement, layer Layer, language syntax) (resourceList, error) {
	list, element := resourceList{}, s.Resource
	if s.Resource == nil {
		list.not, element = true, s.NotResource
	}
	if (s.Resource == nil) == (s.NotResource == nil) || len(element) == 0 {
		return list, errors.New("it needs either a Resource or a NotResource")
	}
	for _, written := range element {
		pattern, err := newResourcePattern(written, layer, language)
		if err != nil {
			return list, fmt.Errorf("resource %q: %w", written, err)
		}
		list.patterns = append(list.patterns, pattern)
	}
	return list, nil
}

// match reports whether the element covers the request's resource.
func (l *resourceList) match(e *evaluation) (bool, error) {
	for i := range l.patterns {
		if matches, err := l.patterns[i].match(e); err != nil || matches {
			return matches != l.not, err
		}
	}
	return l.not, nil
}
