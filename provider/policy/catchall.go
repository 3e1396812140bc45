package policy

import (
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// catchAll renders what is denied besides the groups: actions that AWS will add, and those that no document may name.
//
// Under [EnforceAll] it denies dynamodb:* to every principal without an exemption. Otherwise metadata stays open, so
// the style patterns denies every name that does not look like metadata, and the other styles deny nothing more.
//
// A principal with any exemption escapes that statement altogether. The style names denies it everything but the
// actions that it is exempt from, by a second statement; under the style patterns the groups deny what looks like data.
func (i Intent) catchAll(groups []denyGroup) []iam.Statement {
	rest := strangers(groups)
	switch {
	case i.Enforcement == EnforceAll:
		rest.actions = iam.Values{"dynamodb:*"}
		statements := []iam.Statement{rest.deny("EverythingOutside", i.Perimeter.outside())}
		if i.ActionStyle == ActionNames {
			statements = append(statements, i.denyAllExcept(groups, rest.exempt, rest.services)...)
		}
		return statements
	case i.UsesPatterns():
		rest.actions = i.newActions(func(a Action) bool { return a.Table == Rejected && a.Stream == Rejected })
		return []iam.Statement{rest.deny("NewActionsOutside", i.Perimeter.outside())}
	default:
		return nil
	}
}

// strangers returns a group without actions from which every principal is exempt that is exempt from any group.
func strangers(groups []denyGroup) denyGroup {
	rest := denyGroup{}
	for _, group := range groups {
		rest.exempt = append(rest.exempt, group.exempt...)
		rest.services = append(rest.services, group.services...)
	}
	rest.exempt, rest.services = iam.CanonicalValues(rest.exempt), iam.CanonicalValues(rest.services)
	return rest
}

// exemptSet is principal patterns, or services, that are exempt from the same actions but not from every action.
type exemptSet struct {
	principals iam.Values
	services   iam.Values
	actions    iam.Values // those that the set is exempt from
}

// denyAllExcept renders one Deny with NotAction for each exempt set.
//
// A principal may match several patterns, and is exempt from what each of them opens. The actions of a pattern
// therefore include those of every pattern that it overlaps. The groups still deny those actions to the principals that
// match the first pattern only.
func (i Intent) denyAllExcept(groups []denyGroup, principals, services iam.Values) []iam.Statement {
	var breakGlass, partly iam.Values
	var patterns []iam.Pattern // of partly
	for _, principal := range principals {
		if i.isBreakGlass(principal) {
			breakGlass = append(breakGlass, principal)
		} else {
			partly, patterns = append(partly, principal), append(patterns, iam.PrincipalPattern(principal))
		}
	}
	var sets []exemptSet
	for at, principal := range partly {
		var overlapping iam.Values // itself included
		for other, pattern := range patterns {
			if iam.Overlap(patterns[at], pattern) {
				overlapping = append(overlapping, partly[other])
			}
		}
		actions := actionsOf(groups, func(group denyGroup) bool {
			return slices.ContainsFunc(overlapping, func(pattern string) bool {
				_, exempt := slices.BinarySearch(group.exempt, pattern)
				return exempt
			})
		})
		sets = addExemptSet(sets, exemptSet{principals: iam.Values{principal}, actions: actions})
	}
	for _, service := range services {
		actions := actionsOf(groups, func(group denyGroup) bool { return slices.Contains(group.services, service) })
		sets = addExemptSet(sets, exemptSet{services: iam.Values{service}, actions: actions})
	}
	statements := make([]iam.Statement, len(sets))
	for at, set := range sets {
		statements[at] = set.denyRest(i.Perimeter, breakGlass)
	}
	return statements
}

// actionsOf returns the actions of the groups for which a condition holds.
func actionsOf(groups []denyGroup, holds func(denyGroup) bool) iam.Values {
	var actions iam.Values
	for _, group := range groups {
		if holds(group) {
			actions = append(actions, group.actions...)
		}
	}
	return iam.CanonicalValues(actions)
}

// addExemptSet adds a set to the one with the same actions, so that one statement serves both. Principals and services
// are told apart by different condition keys and never share a statement.
func addExemptSet(sets []exemptSet, next exemptSet) []exemptSet {
	for at := range sets {
		set := &sets[at]
		if slices.Equal(set.actions, next.actions) && (len(set.services) > 0) == (len(next.services) > 0) {
			set.principals = append(set.principals, next.principals...)
			set.services = append(set.services, next.services...)
			return sets
		}
	}
	return append(sets, next)
}

// denyRest renders the Deny of everything that a set is not exempt from. A break-glass principal that one of the set's
// patterns matches escapes it.
func (s exemptSet) denyRest(perimeter Perimeter, breakGlass iam.Values) iam.Statement {
	conditions := perimeter.outside()
	if len(s.services) > 0 {
		conditions.Add("StringEquals", map[string]iam.Values{"aws:PrincipalServiceName": s.services})
	} else {
		conditions.Add("ArnLike", map[string]iam.Values{"aws:PrincipalArn": s.principals})
		var matched iam.Values
		for _, principal := range breakGlass {
			if overlapsAny(principal, s.principals) {
				matched = append(matched, principal)
			}
		}
		if len(matched) > 0 {
			conditions.Add("ArnNotLike", map[string]iam.Values{"aws:PrincipalArn": matched})
		}
	}
	return iam.Statement{Sid: "DenyAllButOwnOutside", Effect: iam.Deny, NotAction: s.actions, Condition: conditions}
}

// overlapsAny reports whether some principal could match both a pattern and one of the others.
func overlapsAny(pattern string, others iam.Values) bool {
	compiled := iam.PrincipalPattern(pattern)
	return slices.ContainsFunc(others, func(other string) bool {
		return iam.Overlap(compiled, iam.PrincipalPattern(other))
	})
}

// isBreakGlass reports whether a pattern is exempt from every class.
func (i Intent) isBreakGlass(pattern string) bool {
	return slices.ContainsFunc(i.Exemptions, func(e Exemption) bool {
		return e.Kind == BreakGlassExemption && slices.Contains(e.Principals, pattern)
	})
}
