package proof

import (
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// outcome is one answer: what an actor gets from a place, for all actions of a group.
type outcome struct {
	caller   *caller
	origin   *origin
	group    *actionGroup
	context  int // the one that it was asked in
	decision iam.Decision
	opened   bool // an exemption opens it
	byRight  bool // an exemption opens it, or nothing refuses it
}

// request is what was asked. It is put together again for those few that a flaw shows.
func (p *prover) request(o *outcome) iam.Request {
	return iam.Request{
		Action: o.group.name, Resource: o.group.resource, Caller: o.caller.Caller, Origin: o.origin.Origin,
		Context: p.contexts[o.context],
	}
}

// evaluateMatrix asks for every group of actions, every actor and every place, and holds the answers to the intent.
func (p *prover) evaluateMatrix(merge bool) {
	p.enumerateCallers()
	p.enumerateOrigins()
	p.group(merge)
	p.contextVariants()
	p.openOutside = map[*caller][]int{}
	p.outcomes = make([]outcome, 0, len(p.groups)*len(p.callers)*len(p.origins))
	for g := range p.groups {
		for a := range p.callers {
			o := outcome{caller: &p.callers[a], group: &p.groups[g]}
			o.opened = o.caller.opens(o.group.action)
			for w := range p.origins {
				o.origin = &p.origins[w]
				p.evaluate(o)
			}
		}
	}
}

// contextVariants makes the contexts to ask in, where a document tests a key that does not follow from who calls from
// where: all such keys absent, all with a value that the document names, all with another.
func (p *prover) contextVariants() {
	listed, other := map[string][]string{}, map[string][]string{}
	p.eachCondition(func(_ *iam.Statement, _, key string, wanted iam.Values) {
		if folded := strings.ToLower(key); !iam.IsDerivedKey(key) && len(wanted) > 0 {
			listed[folded], other[folded] = []string{wanted[0]}, []string{"unheard-of"}
		}
	})
	for _, values := range []map[string][]string{listed, {}, other} {
		context, err := iam.NewContext(values)
		if err == nil && (len(p.contexts) == 0 || len(listed) > 0) {
			p.contexts = append(p.contexts, context)
		}
	}
}

// evaluate asks one actor in one place and judges the answer.
func (p *prover) evaluate(o outcome) {
	service, own := o.caller.Kind == iam.ServiceCaller, o.caller.Account == p.account
	if service && o.origin.name != originInternet {
		return // a service that calls as itself comes from no network
	}
	o.byRight = !o.group.governed || o.opened || o.origin.inside && !p.everywhere(o.group)
	var best outcome
	for n := range p.contexts {
		var err error
		o.context = n
		o.decision, err = p.set.Evaluate(p.request(&o))
		p.evaluated++
		p.merged += len(o.group.members)
		if err != nil {
			if n == 0 {
				p.find(Finding{
					Question: QuestionLimits, Request: p.request(&o),
					Message: fmt.Sprintf("give documents that AWS's documentation decides: %v", err),
				})
			}
			continue
		}
		if best.caller == nil || o.decision.Allowed() && !best.decision.Allowed() {
			best = o
		}
		if o.decision.Allowed() && !o.byRight {
			break
		}
		if own && n == 0 && !o.decision.Allowed() {
			p.judgeDenied(&o)
		}
	}
	if best.caller == nil {
		return
	}
	p.judgeAllowed(&best)
	if best.decision.Allowed() && !best.origin.inside {
		p.openOutside[best.caller] = append(p.openOutside[best.caller], len(p.outcomes))
	}
	p.outcomes = append(p.outcomes, best)
}

// everywhere reports whether a group is refused inside too. What no document may name can be refused outside, by a
// catch-all, and never everywhere; a guardrail may name all, and lets nobody but those exempt change a policy.
func (p *prover) everywhere(g *actionGroup) bool {
	if p.guardrail {
		return g.action.Class == policy.ClassPolicy
	}
	return p.Intent.DeniesEverywhere(g.action) && g.support.Rendered()
}

// says names the actions of a group: the class where it is whole.
func (g *actionGroup) says() string {
	if len(g.members) == 1 {
		return g.action.String()
	}
	return fmt.Sprintf("%s and %d more", g.action, len(g.members)-1)
}

// nameFor is the part that a place plays for an actor.
func (w *origin) nameFor(a *caller) string {
	if a.Kind == iam.ServiceCaller {
		return originService
	}
	return w.name
}

// succeeds reports whether an actor gets through from outside with one of some actions.
func (p *prover) succeeds(a *caller, kind string, names ...string) (*outcome, bool) {
	for _, at := range p.openOutside[a] {
		o := &p.outcomes[at]
		if o.group.kind == kind &&
			slices.ContainsFunc(o.group.members, func(m policy.Action) bool { return slices.Contains(names, m.Name) }) {
			return o, true
		}
	}
	return nil, false
}
