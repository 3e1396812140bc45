package iam

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A rule is a statement made ready to be asked. It matches a request where its action, its resource, its
// principal, if it can have one, and all its conditions do.
type rule struct {
	index      int
	sid        string
	effect     string
	number     int // among all rules of a [Set]
	actions    actionList
	resources  resourceList
	principal  *principalElement // nil where the policy names no principal because it is attached to one
	conditions []condition
}

// newRule reads a statement and returns everything in it that is not understood.
func newRule(index int, s Statement, layer Layer, language syntax) (rule, []error) {
	r := rule{index: index, sid: s.Sid, effect: s.Effect}
	errs := []error{layer.validate(s), nil, nil, nil, nil}
	r.actions, errs[1] = newActionList(s)
	r.resources, errs[2] = newResourceList(s, layer, language)
	if !s.Principal.IsZero() || !s.NotPrincipal.IsZero() {
		r.principal, errs[3] = newPrincipalElement(s)
	}
	r.conditions, errs[4] = newConditions(s.Condition, language)
	return r, slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

// label names the rule as people do: by its Sid, or by its place.
func (r *rule) label() string {
	if r.sid != "" {
		return r.sid
	}
	return fmt.Sprintf("[%d]", r.index)
}

// match compares a request with every element but the action, which the [Set] has compared before. It returns
// how the rule names the caller, or stranger where any element does not match.
func (r *rule) match(e *evaluation) (principalMatch, error) {
	match, err := r.resources.match(e)
	if err != nil || !match {
		return noMatch, err
	}
	named := byName
	if r.principal != nil {
		if named, err = r.principal.match(&e.Caller); err != nil || named == noMatch {
			return noMatch, err
		}
	}
	for i := range r.conditions {
		if match, err = r.conditions[i].holds(e); err != nil || !match {
			return noMatch, err
		}
	}
	return named, nil
}

// actionList is an Action or NotAction element.
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
		return list, errors.New("it needs either actions or a NotAction")
	}
	for _, written := range element {
		service, name, found := strings.Cut(written, ":")
		if written != "*" && (!found || name == "" || service == "" || strings.ContainsAny(service, "*? ") ||
			strings.ContainsAny(name, ": ${}")) {
			return list, fmt.Errorf("action %q is neither \"*\" nor a service's, such as dynamodb:GetItem", written)
		}
		list.patterns = append(list.patterns, NewPattern(strings.ToLower(written)))
	}
	return list, nil
}

// match reports whether the element covers an action, given in lower case.
func (l *actionList) match(action string) bool {
	return slices.ContainsFunc(l.patterns, func(g Pattern) bool { return g.Match(action) }) != l.not
}

// resourceList is a Resource or NotResource element.
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
		return list, errors.New("it needs either resources or a NotResource")
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

func (l *resourceList) match(e *evaluation) (bool, error) {
	for i := range l.patterns {
		if match, err := l.patterns[i].match(e); err != nil || match {
			return match != l.not, err
		}
	}
	return l.not, nil
}
