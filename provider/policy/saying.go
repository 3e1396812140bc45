package policy

import (
	"cmp"
	"fmt"
	"strings"
)

// saying is what a row says besides its lists.
type saying struct {
	class     Class
	decision  string
	statement string
	reason    string
	mark      Mark
}

// says puts one answer into words.
func (p *prover) says(o *outcome) saying {
	r := saying{class: o.group.action.Class, decision: rowDenied, mark: MarkVerified}
	if o.decision.Statement >= 0 && o.decision.Layer != LayerIdentity {
		r.statement = o.decision.Document + ": " + cmp.Or(o.decision.Sid, fmt.Sprintf("[%d]", o.decision.Statement))
	}
	if o.decision.Allowed() {
		r.decision = rowAllowed
	}
	allowed := o.decision.Allowed()
	switch {
	case allowed && o.rootDeletes() && !o.byRight:
		r.reason, r.mark = "AWS lets root delete any resource policy of its account", MarkDocumented
	case o.decision.Effect == ExplicitDeny:
		r.reason = "not exempt"
	case o.group.support == Unknown && !o.group.governed:
		r.reason, r.mark = "not governed here: AWS does not say that a resource policy takes the action", MarkAssumed
	case o.group.support == Rejected:
		r.reason, r.mark = "not governed here: a guardrail or identity policies would", MarkDocumented
	case allowed && o.opened && !o.place.inside:
		r.reason = "exempt: " + reasonOf(o)
	case allowed && p.cannotRefuse(o):
		r.reason, r.mark = "not refused inside: AWS does not say that a resource policy takes the action", MarkAssumed
	case allowed && o.place.inside:
		r.reason = "inside, if the caller's own policies allow it"
	case allowed && o.byRight:
		r.reason = "not refused outside"
	case allowed:
		r.reason = "nothing refuses it"
	default:
		r.reason = "nothing grants it"
	}
	if o.group.support == Inferred || o.decision.Layer == LayerEndpoint {
		r.mark = MarkAssumed
	}
	return r
}

// cannotRefuse: the intent refuses an action inside too, and only a name would do that which AWS may not take.
func (p *prover) cannotRefuse(o *outcome) bool {
	return o.place.inside && o.group.support == Unknown && p.Intent.everywhere(o.group.action)
}

func reasonOf(o *outcome) string {
	var reasons []string
	for _, m := range o.actor.matches {
		if m.exemption.opens(o.group.action) {
			reasons = append(reasons, m.exemption.Reason)
		}
	}
	return strings.Join(canonical(reasons), ", ")
}
