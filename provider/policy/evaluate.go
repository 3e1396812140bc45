package policy

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Effect is how a request comes out.
type Effect int

// The effects. Anything that is not allowed is denied; an explicit deny cannot be outweighed by any policy.
const (
	ImplicitDeny Effect = iota
	ExplicitDeny
	Allowed
)

// String names the effect in a report.
func (e Effect) String() string {
	return [...]string{"implicitly denied", "explicitly denied", "allowed"}[e]
}

// Decision is IAM's answer to one request, and what decided it.
type Decision struct {
	Effect Effect
	// Layer is the kind of policy that decided: for an implicit deny, the one that did not allow.
	Layer Layer
	// Document is the policy that decided. For an implicit deny by an organization it is the level; it is empty
	// where no policy did: an implicit deny for want of any, or root's access to its own account.
	Document string
	// Statement is the index of the statement that decided, and -1 where none did.
	Statement int
	Sid       string
}

// Allowed reports whether the request goes through.
func (d Decision) Allowed() bool { return d.Effect == Allowed }

// String says in words what decided.
func (d Decision) String() string {
	switch {
	case d.Statement >= 0 && d.Sid != "":
		return fmt.Sprintf("%s by statement %s of %s %q", d.Effect, d.Sid, d.Layer, d.Document)
	case d.Statement >= 0:
		return fmt.Sprintf("%s by statement [%d] of %s %q", d.Effect, d.Statement, d.Layer, d.Document)
	case d.Effect == Allowed:
		return "allowed to the account's root user"
	case d.Document != "":
		return fmt.Sprintf("%s: no %s of %q allows it", d.Effect, d.Layer, d.Document)
	default:
		return fmt.Sprintf("%s: no %s allows it", d.Effect, d.Layer)
	}
}

// Evaluate compiles documents and asks them once. To ask more, see [Compile].
func Evaluate(r Request, d Documents) (Decision, error) {
	s, err := Compile(d)
	if err != nil {
		return Decision{}, fmt.Errorf("compile policies: %w", err)
	}
	return s.Evaluate(r)
}

// Evaluate decides one request as IAM would. An error means that AWS's documents do not settle the answer, or
// that the request lacks something that a policy asks for; it comes with a Decision that allows nothing.
//
// An explicit Deny in any policy ends it. Otherwise every level of the organization and the endpoint must
// allow, and then, inside one account, an identity or a resource policy, and across accounts both.
func (s *Set) Evaluate(r Request) (Decision, error) {
	q := questions.Get().(*question)
	defer questions.Put(q)
	*q = question{Request: r}
	covering, err := s.ask(q)
	if err != nil {
		return Decision{}, err
	}
	var grants grants
	for i := range s.levels {
		l := &s.levels[i]
		if l.spares(q, s.management) != "" {
			continue
		}
		a, err := l.answer(q, covering)
		if err != nil {
			return Decision{}, fmt.Errorf("evaluate %s on %s: %w", r.Action, r.Resource, err)
		}
		if a.rule != nil && a.rule.effect == Deny {
			return a.decision(l, ExplicitDeny), nil
		}
		grants.note(l, a)
	}
	return grants.decide(q), nil
}

// questions are used again: to allocate one would take as long as to answer it.
var questions = sync.Pool{New: func() any { return new(question) }}

// ask checks a request and returns the rules whose actions cover it.
func (s *Set) ask(q *question) ([]bool, error) {
	covering := s.covering[q.Action]
	if covering == nil {
		if err := checkAction(q.Action); err != nil {
			return nil, err
		}
		covering = s.cover(q.Action)
	}
	return covering, q.check()
}

// answer is what a level says: the first Deny that matches, else the Allow that says most, else nothing.
type answer struct {
	asked     bool // a document of the level bears on the request
	document  *document
	rule      *rule
	belonging belonging // how the Allow names the caller
}

func (a answer) decision(l *level, effect Effect) Decision {
	return Decision{Effect: effect, Layer: l.layer, Document: a.document.name, Statement: a.rule.index, Sid: a.rule.sid}
}

func (l *level) answer(q *question, covering []bool) (answer, error) {
	var best answer
	for i := range l.documents {
		d := &l.documents[i]
		if d.spares(l.layer, q) != "" {
			continue
		}
		best.asked = true
		for j := range d.rules {
			r := &d.rules[j]
			if !covering[r.number] || r.effect == Deny && l.cannotDeny(q) {
				continue
			}
			v, err := r.judge(q)
			if err != nil {
				return best, fmt.Errorf("%s %q, statement %s: %w", l.layer, d.name, r.label(), err)
			}
			switch {
			case v.failed != wholeStatement:
			case r.effect == Deny:
				return answer{asked: true, document: d, rule: r}, nil
			case v.belonging > best.belonging:
				best = answer{asked: true, document: d, rule: r, belonging: v.belonging}
			}
		}
	}
	return best, nil
}

// grants are the Allows found on the way through the levels.
type grants struct {
	withheld         *level // the first guardrail that did not allow
	resource         answer
	identity         answer
	onThing, onOwner *level
}

func (g *grants) note(l *level, a answer) {
	switch l.layer {
	case LayerSCP, LayerEndpoint:
		if a.rule == nil && (a.asked || l.layer == LayerSCP) && g.withheld == nil {
			g.withheld = l
		}
	case LayerResource:
		g.resource, g.onThing = a, l
	case LayerIdentity:
		g.identity, g.onOwner = a, l
	}
}

// decide weighs the Allows of a request that nothing denies.
func (g *grants) decide(q *question) Decision {
	root := q.Caller.Kind == RootCaller
	mine := g.identity.rule != nil || root
	theirs := g.resource.rule != nil
	nobody := func(layer Layer, name string) Decision {
		return Decision{Effect: ImplicitDeny, Layer: layer, Document: name, Statement: -1}
	}
	switch {
	case g.withheld != nil:
		return nobody(g.withheld.layer, g.withheld.name)
	case !q.sameAccount() && !theirs:
		return nobody(LayerResource, "")
	case !q.sameAccount() && (mine || q.Caller.Kind == ServiceCaller):
		return g.resource.decision(g.onThing, Allowed)
	case !q.sameAccount():
		return nobody(LayerIdentity, "")
	case g.identity.rule != nil:
		return g.identity.decision(g.onOwner, Allowed)
	case g.resource.belonging == byName:
		return g.resource.decision(g.onThing, Allowed)
	case root:
		return Decision{Effect: Allowed, Layer: LayerIdentity, Statement: -1}
	default:
		return nobody(LayerIdentity, "")
	}
}

// spares says why a whole level does not bear on the request, if it does not.
func (l *level) spares(q *question, management string) string {
	kind := q.Caller.Kind
	switch l.layer {
	case LayerSCP:
		switch {
		case kind == ServiceLinkedCaller:
			return "SCPs do not affect any service-linked role"
		case kind == ServiceCaller:
			return "SCPs affect only IAM users and roles that are managed by accounts of the organization"
		case q.Caller.Account == management:
			return "SCPs do not affect users or roles in the management account"
		case !slices.Contains(l.accounts, q.Caller.Account):
			return "the caller's account is not under this level"
		}
	case LayerRCP:
		switch {
		case kind == ServiceLinkedCaller:
			return "RCPs do not restrict calls made by a service-linked role"
		case q.account == management:
			return "RCPs do not affect resources in the management account"
		case !slices.Contains(l.accounts, q.account):
			return "the resource's account is not under this level"
		}
	case LayerIdentity:
		switch kind {
		case RootCaller:
			return "no identity policy can be attached to the root user"
		case ServiceCaller:
			return "a service has no identity policies"
		}
	}
	return ""
}

// spares says why one policy of a level does not bear on the request, if it does not.
func (d *document) spares(layer Layer, q *question) string {
	switch layer {
	case LayerResource:
		if q.Resource == "*" {
			return "the request names no resource that could have a policy"
		}
		rest, under := strings.CutPrefix(q.Resource, d.to)
		if d.to != "" && (!under || rest != "" && !strings.HasPrefix(rest, "/index/")) {
			return "the policy is attached to another resource"
		}
	case LayerEndpoint:
		if q.Origin.Endpoint == "" || d.to != "" && d.to != q.Origin.Endpoint {
			return "the request does not come through this endpoint"
		}
	}
	return ""
}

// cannotDeny: "the root principal in your Amazon Web Services account can perform DeleteResourcePolicy requests,
// even if your resource-based policy explicitly denies the root principal's access." (DynamoDB API Reference,
// DeleteResourcePolicy.)
func (l *level) cannotDeny(q *question) bool {
	return l.layer == LayerResource && q.Caller.Kind == RootCaller && q.sameAccount() &&
		strings.EqualFold(q.Action, "dynamodb:DeleteResourcePolicy")
}
