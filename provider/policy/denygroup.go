package policy

import (
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// denyGroup is a set of actions that everyone outside is refused, but for one exempt list.
type denyGroup struct {
	classes    []Class
	actions    iam.Values
	exempt     iam.Values // patterns on aws:PrincipalArn
	services   iam.Values // service principals
	everywhere bool       // inside too
}

// denyGroups sorts the enforced actions by who is exempt from them. accepts says which actions this kind of
// document may name.
//
// The exempt lists are computed action by action from what the document governs. A principal exempt only
// from what this document does not govern appears nowhere in it.
func (i Intent) denyGroups(accepts func(Action) bool) []denyGroup {
	var groups []denyGroup
	for _, class := range Classes() {
		for _, action := range actions {
			if action.Class != class || !accepts(action) || !i.Enforces(action) {
				continue
			}
			next := denyGroup{everywhere: i.DeniesEverywhere(action)}
			next.exempt, next.services = i.Exempt(action)
			at := slices.IndexFunc(groups, next.sameExempt)
			if at < 0 {
				at = len(groups)
				groups = append(groups, next)
			}
			group := &groups[at]
			group.actions = append(group.actions, action.String())
			if !slices.Contains(group.classes, class) {
				group.classes = append(group.classes, class)
			}
		}
	}
	for at := range groups {
		groups[at].actions = iam.CanonicalValues(groups[at].actions)
	}
	return groups
}

// sameExempt reports whether two refusals meet the same requests, so that one statement can hold both.
func (r denyGroup) sameExempt(other denyGroup) bool {
	return slices.Equal(r.exempt, other.exempt) && slices.Equal(r.services, other.services) &&
		r.everywhere == other.everywhere
}

// deny renders a refusal where some conditions hold. Whom it applies to is left to the document: a resource
// policy names everyone, a service control policy takes no Principal.
func (r denyGroup) deny(where string, conditions ...iam.Conditions) iam.Statement {
	all := iam.Conditions{}
	for _, condition := range conditions {
		for operator, tests := range condition {
			all.Add(operator, tests)
		}
	}
	if len(r.exempt) > 0 {
		all.Add("ArnNotLike", map[string]iam.Values{"aws:PrincipalArn": r.exempt})
	}
	if len(r.services) > 0 {
		// The key is absent from all but a service that calls as itself, and a missing key is not equal: the
		// statement then holds. Source: "AWS global condition context keys", aws:PrincipalServiceName.
		all.Add("StringNotEquals", map[string]iam.Values{"aws:PrincipalServiceName": r.services})
	}
	statement := iam.Statement{Sid: "Deny" + r.name() + where, Effect: iam.Deny, Action: r.actions}
	if len(all) > 0 {
		statement.Condition = all
	}
	return statement
}

// denyOutside renders a refusal for requests from outside, or for all where it holds inside too.
func (r denyGroup) denyOutside(perimeter Perimeter) iam.Statement {
	if r.everywhere {
		return r.deny("Everywhere")
	}
	return r.deny("Outside", perimeter.outside())
}

// name says the classes in words, so that an error from AWS and a row of a report can be read:
// PolicyAndShape.
func (r denyGroup) name() string {
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
