package proof

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// outcome is one cell of the matrix: what a caller gets from an origin, for all actions of a group.
type outcome struct {
	caller    *caller
	origin    *origin
	group     *actionGroup
	context   int // the index of the context that the decision was made in
	decision  iam.Decision
	exempt    bool // an exemption opens the actions to the caller
	permitted bool // the intent permits the request: the caller is exempt, or nothing is to deny it
	// unread tells that the decision depends on the policy of the origin's endpoint in a way that is not known.
	unread bool
}

// request is the request that was evaluated. It is built again only for the few outcomes that a finding shows.
func (p *prover) request(o *outcome) iam.Request {
	origin := o.origin.Origin
	if o.caller.Kind == iam.ServiceCaller {
		origin = iam.Origin{} // no network, not even an address
	}
	return iam.Request{
		Action: o.group.name, Resource: o.group.resource, Caller: o.caller.Caller, Origin: origin,
		Context: p.contexts[o.context],
	}
}

// evaluateMatrix evaluates every group of actions for every caller and every origin, and holds each decision to the
// intent.
func (p *prover) evaluateMatrix(merge bool) {
	p.enumerateCallers()
	p.enumerateOrigins()
	p.groupActions(merge)
	p.contextVariants()
	p.outcomes = make([]outcome, 0, len(p.groups)*len(p.callers)*len(p.origins))
	for g := range p.groups {
		for c := range p.callers {
			o := outcome{caller: &p.callers[c], group: &p.groups[g]}
			o.exempt = o.caller.isExempt(o.group.action)
			for i := range p.origins {
				o.origin = &p.origins[i]
				p.evaluate(o)
			}
		}
	}
}

// variables matches a policy variable, but not the escape of a single character.
var variables = regexp.MustCompile(`\$\{([^},]+:[^},]+)[^}]*\}`)

// contextVariants lists the contexts to evaluate requests in. Usually that is the empty one. If a document tests a key
// that does not follow from the caller and the origin, there are more: each such key has a value that a document names,
// is absent, or has another value. A statement whose values differ from those of the others has a context of its own.
func (p *prover) contextVariants() {
	listed, absent, other := map[string][]string{}, map[string][]string{}, map[string][]string{}
	variants := []map[string][]string{listed, absent, other}
	var last *iam.Statement
	p.eachCondition(func(s *iam.Statement, _, key string, wanted iam.Values) {
		vary := func(key, value string) {
			folded := strings.ToLower(key)
			if iam.IsDerivedKey(key) {
				return
			}
			if s != last {
				last = s
				variants = append(variants, map[string][]string{})
			}
			variants[len(variants)-1][folded] = []string{value}
			if listed[folded] == nil {
				listed[folded], absent[folded], other[folded] = []string{value}, nil, []string{"unheard-of"}
				if opposite, isBool := map[string]string{"true": "false", "false": "true"}[strings.ToLower(value)]; isBool {
					other[folded] = []string{opposite}
				}
			}
		}
		for _, value := range wanted {
			for _, variable := range variables.FindAllStringSubmatch(value, -1) {
				vary(variable[1], "any")
			}
		}
		if len(wanted) > 0 {
			vary(key, variables.ReplaceAllString(wanted[0], "any"))
		}
	})
	if last == nil {
		variants = variants[:1]
	}
	for i, values := range variants {
		for key := range absent {
			if values[key] == nil {
				values[key] = nil // so that the request says that it has no such key
			}
		}
		known := slices.ContainsFunc(variants[:i], func(earlier map[string][]string) bool {
			return maps.EqualFunc(earlier, values, slices.Equal)
		})
		if context, err := iam.NewContext(values); err == nil && !known {
			p.contexts = append(p.contexts, context)
		}
	}
}

// evaluate decides one cell in every context and judges the decision. The cell is allowed if any context allows it.
func (p *prover) evaluate(o outcome) {
	service, own := o.caller.Kind == iam.ServiceCaller, o.caller.Account == p.account
	if service && o.origin.name != originInternet || !o.origin.carries(o.group.action.Class) {
		return // a service that calls as itself comes from no network
	}
	o.permitted = !o.group.governed || o.exempt || o.origin.inside && !p.deniesInside(o.group)
	o.unread = o.origin.isUnread()
	var best outcome
	for n := range p.contexts {
		o.context = n
		err := p.decide(&o)
		p.evaluated++
		p.merged += len(o.group.members)
		if err != nil {
			if n == 0 {
				p.find(Finding{
					Question: QuestionLimits, Request: p.request(&o),
					Message: fmt.Sprintf("rewrite the documents, since AWS's documentation leaves this decision open: %v", err),
				})
			}
			continue
		}
		varies := best.caller != nil && o.decision.Allowed() != best.decision.Allowed()
		if best.caller == nil || o.decision.Allowed() && !best.decision.Allowed() {
			best = o
		}
		best.unread = best.unread || varies && o.origin.inside
		if o.decision.Allowed() && !o.permitted {
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
	p.outcomes = append(p.outcomes, best)
}

// decide decides one cell in one context. Where the policy of an adopted endpoint leaves the decision open in the first
// context, the other documents decide.
func (p *prover) decide(o *outcome) error {
	request := p.request(o)
	decision, err := p.set.Evaluate(request)
	if e := o.origin.endpoint; err != nil && o.context == 0 && e != nil && e.Adopted && p.setOfOurs != nil {
		var errOfOurs error
		if decision, errOfOurs = p.setOfOurs.Evaluate(request); errOfOurs == nil {
			p.undecided[e] = cmp.Or(p.undecided[e], err)
			o.unread, err = true, nil
		}
	}
	o.decision = decision
	return err
}

// deniesInside reports whether the intent denies a group inside as well. A table policy can do that only by the
// action's name or by a pattern of it; a guardrail may name every action, and denies changes of a policy everywhere.
func (p *prover) deniesInside(g *actionGroup) bool {
	if p.guardrail {
		return g.action.Class == policy.ClassPolicy
	}
	return p.Intent.DeniesEverywhere(g.action) && (g.support.Rendered() || p.Intent.UsesPatterns())
}
