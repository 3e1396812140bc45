package proof

import (
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// carries reports whether one call of an action brings data out of a table, or into it. Movement does: a backup, an
// export or a replica holds the items, and its own rights decide who reads them there.
func carries(action policy.Action) bool {
	return action.Class.IsData() || action.Class == policy.ClassMovement
}

// openers lists, by the kind of resource, the actions that carry no data and let a second call reach it. A caller who
// may change a policy can delete it. A caller who may update a table can switch on a stream or add a replica, and
// neither has a policy at first. Source: "Considerations when using DynamoDB resource-based policies".
var openers = map[string][]string{
	policy.TableResource:  {"DeleteResourcePolicy", "PutResourcePolicy", "UpdateTable"},
	policy.StreamResource: {"DeleteResourcePolicy", "PutResourcePolicy"},
}

// opener returns the first action of a group that lets a second call reach data, or "" if none does.
func (g *actionGroup) opener() string {
	for _, member := range g.members {
		if slices.Contains(openers[g.kind], member.Name) {
			return member.Name
		}
	}
	return ""
}

// firstCall is like opener, and takes an action of movement for a first call too: the second reads the copy.
func (g *actionGroup) firstCall() string {
	if g.action.Class == policy.ClassMovement {
		return g.action.Name
	}
	return g.opener()
}

// succeeds reports whether a request has to be taken as one that succeeds. A document can deny by a wildcard what AWS
// lists as not supported by its kind of policy. Whether that Deny counts is not documented, so it does not here.
// Source: "DynamoDB API operations supported by resource-based policies".
func (p *prover) succeeds(o *outcome) bool {
	byWildcard := o.decision.Effect == iam.ExplicitDeny && o.decision.Layer == iam.LayerResource
	return o.decision.Allowed() ||
		o.group.support == policy.Rejected && byWildcard && o.caller.Account == p.account
}

// isUngoverned reports whether a request succeeds only because no document of the intent's enforcement and action style
// can deny it.
func (p *prover) isUngoverned(o *outcome) bool {
	return !o.group.governed || !o.exempt && p.isWildcardGap(o)
}

// isAdministrators reports whether the exemption of administrators opens the action to the caller.
func (o *outcome) isAdministrators() bool {
	return slices.ContainsFunc(o.caller.matches, func(m exemptMatch) bool {
		return m.exemption.Kind == policy.AdministratorExemption && m.exemption.Opens(o.group.action)
	})
}

// exemptMatch returns the first exemption that opens the action to the caller.
func (o *outcome) exemptMatch() exemptMatch {
	i := slices.IndexFunc(o.caller.matches, func(m exemptMatch) bool { return m.exemption.Opens(o.group.action) })
	return o.caller.matches[i]
}

// opensOutside reports whether a request from outside is allowed.
func (o *outcome) opensOutside() bool { return o.decision.Allowed() && !o.origin.inside }

// isElsewhere reports whether a request is about the caller's own account, which is not the table's: it names no table.
func (p *prover) isElsewhere(o *outcome) bool {
	return o.group.resource == "*" && o.caller.Account != p.account
}
