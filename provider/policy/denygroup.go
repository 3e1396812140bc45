package policy

import (
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// denyGroup is actions that one statement denies: the same principals and services are exempt from all of them.
type denyGroup struct {
	classes    []Class
	actions    iam.Values
	exempt     iam.Values // patterns on aws:PrincipalArn
	services   iam.Values // service principals
	everywhere bool       // denied inside too
}

// denyGroups groups the enforced actions that a kind of document accepts by who is exempt from them.
//
// The exempt lists are computed action by action. A principal that is exempt only from actions which the document does
// not govern does not appear in it.
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

// sameExempt reports whether one statement can deny both groups.
func (g denyGroup) sameExempt(other denyGroup) bool {
	return slices.Equal(g.exempt, other.exempt) && slices.Equal(g.services, other.services) &&
		g.everywhere == other.everywhere
}

// deny renders the Deny of a group where all the conditions hold. The Sid ends in where. The document adds the
// Principal: a resource policy names everyone, and a service control policy takes none.
func (g denyGroup) deny(where string, conditions ...iam.Conditions) iam.Statement {
	all := iam.Conditions{}
	for _, condition := range conditions {
		for operator, tests := range condition {
			all.Add(operator, tests)
		}
	}
	if len(g.exempt) > 0 {
		all.Add("ArnNotLike", map[string]iam.Values{"aws:PrincipalArn": g.exempt})
	}
	if len(g.services) > 0 {
		// Only the request of a service that calls as itself has the key. Where it is missing the operator is true, so the
		// statement applies. Source: "AWS global condition context keys", aws:PrincipalServiceName.
		all.Add("StringNotEquals", map[string]iam.Values{"aws:PrincipalServiceName": g.services})
	}
	statement := iam.Statement{Sid: "Deny" + g.name() + where, Effect: iam.Deny, Action: g.actions}
	if len(all) > 0 {
		statement.Condition = all
	}
	return statement
}

// denyAllBut renders a Deny of everything but the actions that stay open.
func (g denyGroup) denyAllBut(open iam.Values, where string, conditions iam.Conditions) iam.Statement {
	statement := g.deny("NewActions"+where, conditions)
	statement.Action, statement.NotAction = nil, open
	return statement
}

// denyOutside renders the Deny of a group for requests from outside, or for every request where it is denied inside
// too.
func (g denyGroup) denyOutside(perimeter Perimeter) iam.Statement {
	if g.everywhere {
		return g.deny("Everywhere")
	}
	return g.deny("Outside", perimeter.outside())
}

// name joins the classes of a group, as in PolicyAndShape. It is part of the Sid, which AWS's errors and the report
// quote.
func (g denyGroup) name() string {
	var words []string
	for _, class := range g.classes {
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
