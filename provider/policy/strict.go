package policy

import "slices"

// strict renders what [EnforceAll] adds to the refusals by name, so that an action that AWS adds later, or
// that no document may name, is refused as well.
//
// Strangers are refused dynamodb:*. Whoever is exempt from something escapes that statement altogether, so
// each partly exempt set is refused everything but its own actions. Without this second half a catch-all opens
// to a partly exempt principal every action that no list names.
func (i Intent) strict(refusals []refusal) []Statement {
	catchAll := refusal{actions: Values{"dynamodb:*"}}
	for _, r := range refusals {
		catchAll.exempt = append(catchAll.exempt, r.exempt...)
		catchAll.services = append(catchAll.services, r.services...)
	}
	catchAll.exempt, catchAll.services = canonical(catchAll.exempt), canonical(catchAll.services)
	statements := []Statement{catchAll.deny("EverythingOutside", i.Perimeter.outside())}
	if i.ActionStyle == ActionWildcard {
		return statements
	}
	return append(statements, i.onlyTheirOwn(catchAll, refusals)...)
}

// onlyTheirOwn renders one Deny with NotAction for each set of patterns that are exempt from the same actions.
// A principal may be in several patterns and then has what each of them opens, so a pattern's own actions
// include those of every pattern that it overlaps; the refusals by name keep the rest of the pattern from them.
func (i Intent) onlyTheirOwn(catchAll refusal, refusals []refusal) []Statement {
	patterns := make([]glob, len(catchAll.exempt))
	for at, pattern := range catchAll.exempt {
		patterns[at] = principalGlob(pattern)
	}
	var sets []refusal // exempt: the set; actions: its own
	var full Values    // exempt from everything: break-glass
	var partly []int   // the others
	own := func(opened func(refusal) bool) (actions Values) {
		for _, r := range refusals {
			if opened(r) {
				actions = append(actions, r.actions...)
			}
		}
		return canonical(actions)
	}
	add := func(set refusal) {
		at := slices.IndexFunc(sets, func(s refusal) bool {
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
		if i.opensEverything(pattern) {
			full = append(full, pattern)
		} else {
			partly = append(partly, at)
		}
	}
	for _, at := range partly {
		var with Values // the patterns that whoever is in this one may be in, itself included
		for _, other := range partly {
			if overlaps(patterns[at], patterns[other]) {
				with = append(with, catchAll.exempt[other])
			}
		}
		add(refusal{exempt: Values{catchAll.exempt[at]}, actions: own(func(r refusal) bool {
			return slices.ContainsFunc(with, func(pattern string) bool {
				_, exempt := slices.BinarySearch(r.exempt, pattern)
				return exempt
			})
		})})
	}
	for _, service := range catchAll.services {
		add(refusal{services: Values{service}, actions: own(func(r refusal) bool {
			return slices.Contains(r.services, service)
		})})
	}
	var statements []Statement
	for _, set := range sets {
		statements = append(statements, i.allButOwn(set, full))
	}
	return statements
}

func (i Intent) allButOwn(set refusal, full Values) Statement {
	conditions := i.Perimeter.outside()
	if len(set.services) > 0 {
		conditions.add("StringEquals", map[string]Values{"aws:PrincipalServiceName": set.services})
	} else {
		conditions.add("ArnLike", map[string]Values{"aws:PrincipalArn": set.exempt})
		if inside := slices.DeleteFunc(slices.Clone(full), func(pattern string) bool {
			return !slices.ContainsFunc(set.exempt, func(own string) bool {
				return overlaps(principalGlob(own), principalGlob(pattern))
			})
		}); len(inside) > 0 { // break-glass that the set's pattern takes in keeps everything
			conditions.add("ArnNotLike", map[string]Values{"aws:PrincipalArn": inside})
		}
	}
	return Statement{Sid: "DenyAllButOwnOutside", Effect: Deny, NotAction: set.actions, Condition: conditions}
}

// opensEverything reports whether a pattern is exempt from every class.
func (i Intent) opensEverything(pattern string) bool {
	return slices.ContainsFunc(i.Exemptions, func(e Exemption) bool {
		return e.Kind == BreakGlassExemption && slices.Contains(e.Principals, pattern)
	})
}

// principalGlob reads a pattern that [CheckPrincipal] has accepted, or any other as plain text with wildcards.
func principalGlob(pattern string) glob {
	tokens, _ := withinParts(wildcards(pattern))
	return globOf(tokens)
}

func overlaps(a, b glob) bool {
	if a.tokens == nil {
		return b.match(a.text)
	}
	if b.tokens == nil {
		return a.match(b.text)
	}
	_, found := overlap(a, b)
	return found
}
