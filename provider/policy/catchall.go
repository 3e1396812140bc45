package policy

import (
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// catchAll renders what [EnforceAll] adds to the refusals by name, so that an action that AWS adds later, or
// that no document may name, is refused as well.
//
// Strangers are refused dynamodb:*. Whoever is exempt from something escapes that statement altogether, so
// each partly exempt set is refused everything but its own actions. Without this second half a catch-all opens
// to a partly exempt principal every action that no list names.
func (i Intent) catchAll(refusals []denyGroup) []iam.Statement {
	catchAll := denyGroup{actions: iam.Values{"dynamodb:*"}}
	for _, r := range refusals {
		catchAll.exempt = append(catchAll.exempt, r.exempt...)
		catchAll.services = append(catchAll.services, r.services...)
	}
	catchAll.exempt, catchAll.services = iam.CanonicalValues(catchAll.exempt), iam.CanonicalValues(catchAll.services)
	statements := []iam.Statement{catchAll.deny("EverythingOutside", i.Perimeter.outside())}
	if i.ActionStyle == ActionWildcard {
		return statements
	}
	return append(statements, i.denyAllExcept(catchAll, refusals)...)
}

// denyAllExcept renders one Deny with NotAction for each set of patterns that are exempt from the same actions.
// A principal may be in several patterns and then has what each of them opens, so a pattern's own actions
// include those of every pattern that it overlaps; the refusals by name keep the rest of the pattern from them.
func (i Intent) denyAllExcept(catchAll denyGroup, refusals []denyGroup) []iam.Statement {
	patterns := make([]iam.Pattern, len(catchAll.exempt))
	for at, pattern := range catchAll.exempt {
		patterns[at] = iam.PrincipalPattern(pattern)
	}
	var sets []denyGroup // exempt: the set; actions: its own
	var full iam.Values  // exempt from everything: break-glass
	var partly []int     // the others
	own := func(opened func(denyGroup) bool) (actions iam.Values) {
		for _, r := range refusals {
			if opened(r) {
				actions = append(actions, r.actions...)
			}
		}
		return iam.CanonicalValues(actions)
	}
	add := func(set denyGroup) {
		at := slices.IndexFunc(sets, func(s denyGroup) bool {
			return slices.Equal(s.actions, set.actions) && (len(s.services) > 0) == (len(set.services) > 0)
		})
		if at < 0 {
			sets = append(sets, set)
			return
		}
		sets[at].exempt = append(sets[at].exempt, set.exempt...)
		sets[at].services = append(sets[at].services, set.services...)
	}
	for at, pattern := range catchAll.exempt {
		if i.isBreakGlass(pattern) {
			full = append(full, pattern)
		} else {
			partly = append(partly, at)
		}
	}
	for _, at := range partly {
		var with iam.Values // the patterns that whoever is in this one may be in, itself included
		for _, other := range partly {
			if iam.Overlap(patterns[at], patterns[other]) {
				with = append(with, catchAll.exempt[other])
			}
		}
		add(denyGroup{exempt: iam.Values{catchAll.exempt[at]}, actions: own(func(r denyGroup) bool {
			return slices.ContainsFunc(with, func(pattern string) bool {
				_, exempt := slices.BinarySearch(r.exempt, pattern)
				return exempt
			})
		})})
	}
	for _, service := range catchAll.services {
		add(denyGroup{services: iam.Values{service}, actions: own(func(r denyGroup) bool {
			return slices.Contains(r.services, service)
		})})
	}
	var statements []iam.Statement
	for _, set := range sets {
		statements = append(statements, i.denyAllExceptSet(set, full))
	}
	return statements
}

func (i Intent) denyAllExceptSet(set denyGroup, full iam.Values) iam.Statement {
	conditions := i.Perimeter.outside()
	if len(set.services) > 0 {
		conditions.Add("StringEquals", map[string]iam.Values{"aws:PrincipalServiceName": set.services})
	} else {
		conditions.Add("ArnLike", map[string]iam.Values{"aws:PrincipalArn": set.exempt})
		if inside := slices.DeleteFunc(slices.Clone(full), func(pattern string) bool {
			return !slices.ContainsFunc(set.exempt, func(own string) bool {
				return iam.Overlap(iam.PrincipalPattern(own), iam.PrincipalPattern(pattern))
			})
		}); len(inside) > 0 { // break-glass that the set's pattern takes in keeps everything
			conditions.Add("ArnNotLike", map[string]iam.Values{"aws:PrincipalArn": inside})
		}
	}
	return iam.Statement{Sid: "DenyAllButOwnOutside", Effect: iam.Deny, NotAction: set.actions, Condition: conditions}
}

// isBreakGlass reports whether a pattern is exempt from every class.
func (i Intent) isBreakGlass(pattern string) bool {
	return slices.ContainsFunc(i.Exemptions, func(e Exemption) bool {
		return e.Kind == BreakGlassExemption && slices.Contains(e.Principals, pattern)
	})
}
