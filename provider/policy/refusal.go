package policy

import (
	"fmt"
	"slices"
	"strings"
)

// refusals renders one Deny for each set of actions that share an exempt list. accepts says which actions
// this kind of document may name.
//
// The exempt lists are computed action by action from what the document governs. A principal exempt only
// from what this document does not govern appears nowhere in it.
func (i Intent) refusals(accepts func(Action) bool, resources Values) []Statement {
	type refusal struct {
		exempt  Values
		classes []Class
		actions Values
	}
	var groups []*refusal
	for _, class := range enforced[i.Enforcement] {
		for _, action := range actions {
			if action.Class != class || !accepts(action) {
				continue
			}
			exempt := i.exempt(action)
			at := slices.IndexFunc(groups, func(r *refusal) bool { return slices.Equal(r.exempt, exempt) })
			if at < 0 {
				at = len(groups)
				groups = append(groups, &refusal{exempt: exempt})
			}
			group := groups[at]
			group.actions = append(group.actions, action.String())
			if !slices.Contains(group.classes, class) {
				group.classes = append(group.classes, class)
			}
		}
	}

	statements := make([]Statement, 0, len(groups))
	sids := map[string]int{}
	for _, group := range groups {
		condition := i.Perimeter.outside()
		if len(group.exempt) > 0 {
			condition["ArnNotLike"] = map[string]Values{"aws:PrincipalArn": group.exempt}
		}
		statements = append(statements, Statement{
			Sid:       unique(sids, refusalSid(group.classes)),
			Effect:    Deny,
			Principal: Principal{Everyone: true},
			Action:    canonical(group.actions),
			Resource:  resources,
			Condition: condition,
		})
	}
	return statements
}

// refusalSid names a statement after its classes, so that an error from AWS and a row of a report speak
// of it in words: DenyPolicyAndShapeOutside.
func refusalSid(classes []Class) string {
	var words []string
	for _, class := range classes {
		word := strings.ToUpper(string(class[:1])) + string(class[1:])
		if class == ClassRead || class == ClassWrite {
			word = "Data"
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return "Deny" + strings.Join(words, "And") + "Outside"
}

// unique numbers a Sid that was given before: AWS rejects a document with two alike.
func unique(given map[string]int, sid string) string {
	given[sid]++
	if n := given[sid]; n > 1 {
		return fmt.Sprintf("%s%d", sid, n)
	}
	return sid
}
