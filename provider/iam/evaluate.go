package iam

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
	e := evaluations.Get().(*evaluation)
	defer evaluations.Put(e)
	*e = evaluation{Request: r}
	covering, err := s.Covering(e.Action)
	if err == nil {
		err = e.check()
	}
	if err != nil {
		return Decision{}, err
	}
	var grants allows
	for i := range s.levels {
		l := &s.levels[i]
		if l.skips(e, s.management) {
			continue
		}
		a, err := l.evaluate(e, covering)
		if err != nil {
			return Decision{}, fmt.Errorf("evaluate %s on %s: %w", r.Action, r.Resource, err)
		}
		if a.rule != nil && a.rule.effect == Deny {
			return a.decision(l, ExplicitDeny), nil
		}
		grants.record(l, a)
	}
	return grants.decide(e), nil
}

// evaluations are used again: to allocate one would take as long as to answer it.
var evaluations = sync.Pool{New: func() any { return new(evaluation) }}

// levelResult is what a level says: the first Deny that matches, else the Allow that says most, else nothing.
type levelResult struct {
	asked    bool // a document of the level bears on the request
	document *document
	rule     *rule
	match    principalMatch // how the Allow names the caller
}

func (a levelResult) decision(l *level, effect Effect) Decision {
	return Decision{Effect: effect, Layer: l.layer, Document: a.document.name, Statement: a.rule.index, Sid: a.rule.sid}
}

func (l *level) evaluate(e *evaluation, covering []bool) (levelResult, error) {
	var best levelResult
	for i := range l.documents {
		d := &l.documents[i]
		if d.skips(l.layer, e) {
			continue
		}
		best.asked = true
		for j := range d.rules {
			r := &d.rules[j]
			if !covering[r.number] || r.effect == Deny && l.cannotDeny(e) {
				continue
			}
			named, err := r.match(e)
			if err != nil {
				return best, fmt.Errorf("%s %q, statement %s: %w", l.layer, d.name, r.label(), err)
			}
			switch {
			case named == noMatch:
			case r.effect == Deny:
				return levelResult{asked: true, document: d, rule: r}, nil
			case named > best.match:
				best = levelResult{asked: true, document: d, rule: r, match: named}
			}
		}
	}
	return best, nil
}

// allows are the Allows found on the way through the levels.
type allows struct {
	withheld                     *level // the first guardrail that did not allow
	resource                     levelResult
	identity                     levelResult
	resourceLevel, identityLevel *level
}

func (g *allows) record(l *level, a levelResult) {
	switch l.layer {
	case LayerSCP, LayerEndpoint:
		if a.rule == nil && (a.asked || l.layer == LayerSCP) && g.withheld == nil {
			g.withheld = l
		}
	case LayerResource:
		g.resource, g.resourceLevel = a, l
	case LayerIdentity:
		g.identity, g.identityLevel = a, l
	}
}

// decide weighs the Allows of a request that nothing denies.
func (g *allows) decide(e *evaluation) Decision {
	root := e.Caller.Kind == RootCaller
	mine := g.identity.rule != nil || root
	theirs := g.resource.rule != nil
	nobody := func(layer Layer, name string) Decision {
		return Decision{Effect: ImplicitDeny, Layer: layer, Document: name, Statement: -1}
	}
	switch {
	case g.withheld != nil:
		return nobody(g.withheld.layer, g.withheld.name)
	case !e.sameAccount() && !theirs:
		return nobody(LayerResource, "")
	case !e.sameAccount() && (mine || e.Caller.Kind == ServiceCaller):
		return g.resource.decision(g.resourceLevel, Allowed)
	case !e.sameAccount():
		return nobody(LayerIdentity, "")
	case g.identity.rule != nil:
		return g.identity.decision(g.identityLevel, Allowed)
	case g.resource.match == byName:
		return g.resource.decision(g.resourceLevel, Allowed)
	case root:
		return Decision{Effect: Allowed, Layer: LayerIdentity, Statement: -1}
	default:
		return nobody(LayerIdentity, "")
	}
}

// skips reports whether a whole level does not apply to the request. (AWS Organizations User Guide, "SCP effects
// on permissions" and "Resources and entities not restricted by RCPs".)
func (l *level) skips(e *evaluation, management string) bool {
	kind := e.Caller.Kind
	switch l.layer {
	case LayerSCP:
		// "SCPs do not affect any service-linked role", nor "users or roles in the management account", and "affect
		// only IAM users and roles that are managed by accounts that are part of the organization".
		return kind == ServiceLinkedCaller || kind == ServiceCaller || e.Caller.Account == management ||
			!slices.Contains(l.accounts, e.Caller.Account)
	case LayerRCP:
		// "RCPs do not restrict calls made by a service-linked role", nor calls on "resources in the management
		// account".
		return kind == ServiceLinkedCaller || e.account == management || !slices.Contains(l.accounts, e.account)
	case LayerIdentity: // neither root nor a service can have an identity policy
		return kind == RootCaller || kind == ServiceCaller
	default:
		return false
	}
}

// skips reports whether one policy of a level does not apply to the request: it is attached to another resource or
// endpoint.
func (d *document) skips(layer Layer, e *evaluation) bool {
	switch layer {
	case LayerResource:
		rest, under := strings.CutPrefix(e.Resource, d.to)
		return e.Resource == "*" || d.to != "" && (!under || rest != "" && !strings.HasPrefix(rest, "/index/"))
	case LayerEndpoint:
		return e.Origin.Endpoint == "" || d.to != "" && d.to != e.Origin.Endpoint
	default:
		return false
	}
}

// cannotDeny: "the root principal in your Amazon Web Services account can perform DeleteResourcePolicy requests,
// even if your resource-based policy explicitly denies the root principal's access." (DynamoDB API Reference,
// DeleteResourcePolicy.)
func (l *level) cannotDeny(e *evaluation) bool {
	return l.layer == LayerResource && e.Caller.Kind == RootCaller && e.sameAccount() &&
		strings.EqualFold(e.Action, "dynamodb:DeleteResourcePolicy")
}
