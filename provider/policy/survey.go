package policy

import (
	"fmt"
	"slices"
)

// outcome is one answer: what an actor gets from a place, for all actions of a group.
type outcome struct {
	actor    *actor
	place    *place
	group    *actionGroup
	context  int // the one that it was asked in
	decision Decision
	opened   bool // an exemption opens it
	byRight  bool // an exemption opens it, or nothing refuses it
}

// request is what was asked. It is put together again for those few that a flaw shows.
func (p *prover) request(o *outcome) Request {
	return Request{
		Action: o.group.name, Resource: o.group.resource, Caller: o.actor.Caller, Origin: o.place.Origin,
		Context: p.contexts[o.context],
	}
}

// survey asks for every group of actions, every actor and every place, and holds the answers to the intent.
func (p *prover) survey(merge bool) {
	p.cast()
	p.locate()
	p.group(merge)
	p.suppose()
	p.through = map[*actor][]int{}
	p.outcomes = make([]outcome, 0, len(p.groups)*len(p.actors)*len(p.places))
	for g := range p.groups {
		for a := range p.actors {
			o := outcome{actor: &p.actors[a], group: &p.groups[g]}
			o.opened = o.actor.opens(o.group.action)
			for w := range p.places {
				o.place = &p.places[w]
				p.ask(o)
			}
		}
	}
}

// suppose makes the contexts to ask in, where a document tests a key that does not follow from who calls from
// where: all such keys absent, all with a value that the document names, all with another.
func (p *prover) suppose() {
	listed, other := map[string][]string{}, map[string][]string{}
	p.eachCondition(func(_ *Statement, _, key string, wanted Values) {
		c, err := newContextKey(key)
		if err == nil && c.derive == nil && len(wanted) > 0 {
			listed[c.folded], other[c.folded] = []string{wanted[0]}, []string{"unheard-of"}
		}
	})
	for _, values := range []map[string][]string{listed, {}, other} {
		context, err := NewContext(values)
		if err == nil && (len(p.contexts) == 0 || len(listed) > 0) {
			p.contexts = append(p.contexts, context)
		}
	}
}

// ask asks one actor in one place and judges the answer.
func (p *prover) ask(o outcome) {
	service, own := o.actor.Kind == ServiceCaller, o.actor.Account == p.account
	if service && o.place.name != placeInternet {
		return // a service that calls as itself comes from no network
	}
	o.byRight = !o.group.governed || o.opened || o.place.inside && !p.everywhere(o.group)
	var best outcome
	for n := range p.contexts {
		var err error
		o.context = n
		o.decision, err = p.set.Evaluate(p.request(&o))
		p.asked++
		p.standsFor += len(o.group.members)
		if err != nil {
			if n == 0 {
				p.flaw(Flaw{
					Question: AskLimits, Request: p.request(&o),
					Message: fmt.Sprintf("give documents that AWS's documentation decides: %v", err),
				})
			}
			continue
		}
		if best.actor == nil || o.decision.Allowed() && !best.decision.Allowed() {
			best = o
		}
		if o.decision.Allowed() && !o.byRight {
			break
		}
		if own && n == 0 && !o.decision.Allowed() {
			p.judgeDenied(&o)
		}
	}
	if best.actor == nil {
		return
	}
	p.judgeAllowed(&best)
	if best.decision.Allowed() && !best.place.inside {
		p.through[best.actor] = append(p.through[best.actor], len(p.outcomes))
	}
	p.outcomes = append(p.outcomes, best)
}

// everywhere reports whether a group is refused inside too. What no document may name can be refused outside, by a
// catch-all, and never everywhere; a guardrail may name all, and lets nobody but those exempt change a policy.
func (p *prover) everywhere(g *actionGroup) bool {
	if p.guardrail {
		return g.action.Class == ClassPolicy
	}
	return p.Intent.everywhere(g.action) && g.support.accepted()
}

// rootDeletes: AWS lets root delete a policy that denies it, so no document can refuse that.
func (o *outcome) rootDeletes() bool {
	return o.actor.Kind == RootCaller && o.group.action.Name == "DeleteResourcePolicy"
}

// judgeAllowed finds what should have been refused.
func (p *prover) judgeAllowed(o *outcome) {
	a, g := o.actor, o.group
	if o.byRight || !o.decision.Allowed() || o.rootDeletes() || p.escapesWildcard(o) {
		return
	}
	f := Flaw{Question: AskOutside, Request: p.request(o), Decision: o.decision, Path: a.path()}
	switch {
	case g.kind != tableKind:
		f.Question = AskSideDoors
	case a.is(AdministratorExemption) && (g.action.Class.data() || g.action.Class == ClassMovement):
		f.Question = AskAdministrators
	case len(a.matches) > 0:
		f.Question = AskExemptions
	}
	f.Message = fmt.Sprintf("refuse %s on the %s to %s from %s: no statement does",
		g.says(), g.kind, a.name, o.place.from(a))
	p.flaw(f)
}

// escapesWildcard reports whether an action is open only for want of a name: the wildcard style has no statement that
// could refuse to an exempt principal what AWS does not say that a policy takes.
func (p *prover) escapesWildcard(o *outcome) bool {
	return p.Intent.ActionStyle == ActionWildcard && len(o.actor.matches) > 0 && o.group.support == Unknown
}

// judgeDenied finds what should have been allowed.
func (p *prover) judgeDenied(o *outcome) {
	a, g := o.actor, o.group
	if !g.support.accepted() || !o.byRight {
		return
	}
	f := Flaw{Request: p.request(o), Decision: o.decision, Path: a.path()}
	switch {
	case o.opened && a.is(BreakGlassExemption), o.opened && g.action.Class == ClassPolicy:
		f.Question = AskRepair
	case o.place.inside:
		f.Question = AskInside
	case o.opened:
		f.Question = AskExemptions
	default: // more is refused outside than the intent says, which locks nobody out
		f.Question, f.Severity, f.Path = AskOutside, Warning, ""
		f.Message = fmt.Sprintf("%s of class %s is refused outside although nothing asks for it", g.says(), g.action.Class)
		p.flaw(f)
		return
	}
	if o.decision.Layer == LayerEndpoint && p.AdoptedEndpoint { // its policy is not ours to change
		f.Severity = Warning
	}
	f.Message = fmt.Sprintf("let %s call %s on the %s from %s: it is %s",
		a.name, g.says(), g.kind, o.place.from(a), o.decision)
	p.flaw(f)
}

// says names the actions of a group: the class where it is whole.
func (g *actionGroup) says() string {
	if len(g.members) == 1 {
		return g.action.String()
	}
	return fmt.Sprintf("%s and %d more", g.action, len(g.members)-1)
}

// from is the part that a place plays for an actor.
func (w *place) from(a *actor) string {
	if a.Kind == ServiceCaller {
		return placeService
	}
	return w.name
}

// succeeds reports whether an actor gets through from outside with one of some actions.
func (p *prover) succeeds(a *actor, kind string, names ...string) (*outcome, bool) {
	for _, at := range p.through[a] {
		o := &p.outcomes[at]
		if o.group.kind == kind &&
			slices.ContainsFunc(o.group.members, func(m Action) bool { return slices.Contains(names, m.Name) }) {
			return o, true
		}
	}
	return nil, false
}
