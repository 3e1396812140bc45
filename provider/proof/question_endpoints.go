package proof

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// isRefusedByEndpoint reports whether the policy of an endpoint decides that the request is denied.
func (o *outcome) isRefusedByEndpoint() bool {
	return !o.decision.Allowed() && o.decision.Layer == iam.LayerEndpoint
}

// refusals is what the policy of one endpoint refuses to the callers of the table's account.
type refusals struct {
	first    *outcome
	endpoint *Endpoint // nil if the policy is attached to no known endpoint
	callers  []string
	actions  []string
	allows   bool // it lets something through
}

// checkEndpoints finds what the policies of endpoints refuse inside. However much that is, it is one finding for each
// endpoint: a single mistake in such a policy refuses almost everything.
func (p *prover) checkEndpoints() {
	for i := range p.Endpoints {
		if e := &p.Endpoints[i]; p.undecided[e] != nil {
			p.reviewEndpoint(e, p.undecided[e])
		}
	}
	var all []refusals
	for i := range p.outcomes {
		o := &p.outcomes[i]
		if !o.origin.inside || o.caller.Account != p.account || !o.group.support.Rendered() || !o.permitted {
			continue
		}
		at := slices.IndexFunc(all, func(r refusals) bool { return r.first.origin.Endpoint == o.origin.Endpoint })
		if at < 0 {
			at = len(all)
			all = append(all, refusals{first: o, endpoint: o.origin.endpoint})
		}
		all[at].record(o)
	}
	for _, r := range all {
		if len(r.actions) > 0 {
			p.findRefusals(r)
		}
	}
}

// record adds one outcome.
func (r *refusals) record(o *outcome) {
	switch {
	case !o.isRefusedByEndpoint():
		r.allows = r.allows || o.decision.Allowed()
		return
	case len(r.actions) == 0:
		r.first = o
	}
	r.callers = union(r.callers, []string{o.caller.name})
	r.actions = union(r.actions, o.group.names())
}

func (p *prover) findRefusals(r refusals) {
	f := Finding{
		Question: QuestionInside, Request: p.request(r.first), Decision: r.first.decision,
	}
	what := "the " + cmp.Or(r.first.decision.Document, "endpoint policy")
	if r.endpoint != nil && r.endpoint.Adopted { // its policy is not ours to change
		f.Severity, f.Path = Warning, r.endpoint.Path
		what = "the policy of " + r.endpoint.ID
	}
	if r.allows {
		f.Message = fmt.Sprintf("correct %s, or do without: it refuses %s to %s", what,
			shortList(r.actions), p.shortCallers(r.callers))
	} else {
		f.Message = fmt.Sprintf("correct %s: it lets nobody through to the %s", what, r.first.group.kind)
	}
	p.find(f)
}

// reviewEndpoint warns of an adopted endpoint's policy that is not, or not always, understood.
func (p *prover) reviewEndpoint(e *Endpoint, err error) {
	p.find(Finding{
		Question: QuestionInside, Severity: Warning, Path: e.Path, Decision: iam.Decision{Layer: iam.LayerEndpoint},
		Message: fmt.Sprintf("review the policy of %s yourself, since it cannot be evaluated: %v", e.ID, err),
	})
}

// shortCallers names callers of the account.
func (p *prover) shortCallers(names []string) string {
	for i := range p.callers {
		if c := &p.callers[i]; c.Account == p.account && !slices.Contains(names, c.name) {
			return shortList(names)
		}
	}
	return anyCaller
}

// shortList names the first of some entries, and the number of others.
func shortList(entries []string) string {
	const most = 3
	if len(entries) <= most+1 {
		return strings.Join(entries, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(entries[:most], ", "), len(entries)-most)
}
