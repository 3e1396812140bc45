package policy

import (
	"maps"
	"slices"
	"strings"
)

// refusal is a set of actions that everyone outside is refused, but for one exempt list.
type refusal struct {
	classes []Class
	actions Values
	exempt  Values
}

// refusals sorts the enforced actions by who is exempt from them. accepts says which actions this kind of
// document may name.
//
// The exempt lists are computed action by action from what the document governs. A principal exempt only
// from what this document does not govern appears nowhere in it.
func (i Intent) refusals(accepts func(Action) bool) []refusal {
	var groups []refusal
	for _, class := range enforced[i.Enforcement] {
		for _, action := range actions {
			if action.Class != class || !accepts(action) {
				continue
			}
			exempt := i.exempt(action)
			at := slices.IndexFunc(groups, func(r refusal) bool { return slices.Equal(r.exempt, exempt) })
			if at < 0 {
				at = len(groups)
				groups = append(groups, refusal{exempt: exempt})
			}
			group := &groups[at]
			group.actions = append(group.actions, action.String())
			if !slices.Contains(group.classes, class) {
				group.classes = append(group.classes, class)
			}
		}
	}
	for at := range groups {
		groups[at].actions = canonical(groups[at].actions)
	}
	return groups
}

// deny renders a refusal where some conditions hold. Whom it applies to is left to the document: a resource
// policy names everyone, a service control policy takes no Principal.
func (r refusal) deny(where string, conditions ...Conditions) Statement {
	all := Conditions{}
	for _, condition := range conditions {
		maps.Copy(all, condition)
	}
	if len(r.exempt) > 0 {
		all["ArnNotLike"] = map[string]Values{"aws:PrincipalArn": r.exempt}
	}
	return Statement{Sid: "Deny" + r.name() + where, Effect: Deny, Action: r.actions, Condition: all}
}

// name says the classes in words, so that an error from AWS and a row of a report can be read:
// PolicyAndShape.
func (r refusal) name() string {
	var words []string
	for _, class := range r.classes {
		word := strings.ToUpper(string(class[:1])) + string(class[1:])
		if class == ClassRead || class == ClassWrite {
			word = "Data"
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, "And")
}
