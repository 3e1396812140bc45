package iam

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Evaluate compiles documents and decides one request under them. For several requests, use [Compile].
func Evaluate(r Request, d Documents) (Decision, error) {
	s, err := Compile(d)
	if err != nil {
		return Decision{}, fmt.Errorf("compile policies: %w", err)
	}
	return s.Evaluate(r)
}

// Evaluate decides one request as IAM would. An error means that AWS's documentation does not settle the result, or
// that the request lacks something that a policy tests. It comes with a Decision that allows nothing.
//
// An explicit Deny in any policy decides. Otherwise every level of the organization and the endpoint must allow. Then,
// inside one account, an identity policy or the resource's policy must allow, and across accounts both must.
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
	var found allows
	for i := range s.levels {
		l := &s.levels[i]
		if l.skips(e, s.management) {
			continue
		}
		result, err := l.evaluate(e, covering)
		if err != nil {
			return Decision{}, fmt.Errorf("evaluate %s on %s: %w", r.Action, r.Resource, err)
		}
		if result.rule != nil && result.rule.effect == Deny {
			return result.decision(ExplicitDeny), nil
		}
		found.record(result)
	}
	return found.decide(e), nil
}

// StatementError reports the statement of a policy that leaves a request undecided.
type StatementError struct {
	Layer     Layer
	Document  string
	Statement string // its Sid, or its index in brackets
	Err       error
}

// Error names the statement and says why.
func (e *StatementError) Error() string {
	return fmt.Sprintf("%s %q, statement %s: %v", e.Layer, e.Document, e.Statement, e.Err)
}

// Unwrap returns why the statement leaves the request undecided.
func (e *StatementError) Unwrap() error { return e.Err }

// evaluations are reused, because allocating one takes as long as deciding it.
var evaluations = sync.Pool{New: func() any { return new(evaluation) }}

// levelResult is the outcome of one level: the first Deny that matches, or else the Allow that names the caller most
// specifically, or else no rule.
type levelResult struct {
	level    *level
	applies  bool // at least one document of the level applies to the request
	document *compiledDocument
	rule     *rule
	match    principalMatch // how an Allow names the caller
}

func (r levelResult) decision(effect Effect) Decision {
	return Decision{
		Effect: effect, Layer: r.level.layer, Document: r.document.name, Statement: r.rule.index, Sid: r.rule.sid,
	}
}

// evaluate decides one level. The rules that cover the request's action come from [Set.Covering].
func (l *level) evaluate(e *evaluation, covering []bool) (levelResult, error) {
	best := levelResult{level: l}
	for i := range l.documents {
		d := &l.documents[i]
		if d.skips(l.layer, e) {
			continue
		}
		best.applies = true
		for j := range d.rules {
			r := &d.rules[j]
			if !covering[r.number] || r.effect == Deny && l.cannotDeny(e) {
				continue
			}
			match, err := r.match(e)
			if err != nil {
				return best, &StatementError{Layer: l.layer, Document: d.name, Statement: r.label(), Err: err}
			}
			switch {
			case match == noMatch:
			case r.effect == Deny:
				return levelResult{level: l, applies: true, document: d, rule: r}, nil
			case match > best.match:
				best = levelResult{level: l, applies: true, document: d, rule: r, match: match}
			}
		}
	}
	return best, nil
}

// allows collects what the levels allow.
type allows struct {
	blockedBy *level // the first level of SCPs or endpoint policies that does not allow
	resource  levelResult
	identity  levelResult
}

func (a *allows) record(r levelResult) {
	switch r.level.layer {
	case LayerSCP, LayerEndpoint:
		if r.rule == nil && (r.applies || r.level.layer == LayerSCP) && a.blockedBy == nil {
			a.blockedBy = r.level
		}
	case LayerResource:
		a.resource = r
	case LayerIdentity:
		a.identity = r
	}
}

// decide decides a request that nothing denies explicitly.
func (a *allows) decide(e *evaluation) Decision {
	root := e.Caller.Kind == RootCaller
	identityAllows := a.identity.rule != nil || root
	implicitDeny := func(layer Layer, name string) Decision {
		return Decision{Effect: ImplicitDeny, Layer: layer, Document: name, Statement: -1}
	}
	switch {
	case a.blockedBy != nil:
		return implicitDeny(a.blockedBy.layer, a.blockedBy.name)
	case !e.sameAccount() && a.resource.rule == nil:
		return implicitDeny(LayerResource, "")
	case !e.sameAccount() && (identityAllows || e.Caller.Kind == ServiceCaller):
		return a.resource.decision(Allowed)
	case !e.sameAccount():
		return implicitDeny(LayerIdentity, "")
	case a.identity.rule != nil:
		return a.identity.decision(Allowed)
	case a.resource.match == byName:
		return a.resource.decision(Allowed)
	case root:
		return Decision{Effect: Allowed, Layer: LayerIdentity, Statement: -1}
	default:
		return implicitDeny(LayerIdentity, "")
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
	case LayerIdentity: // neither the root user nor a service can have an identity policy
		return kind == RootCaller || kind == ServiceCaller
	default:
		return false
	}
}

// skips reports whether one policy of a level does not apply to the request, because it is attached to another resource
// or endpoint.
func (d *compiledDocument) skips(layer Layer, e *evaluation) bool {
	switch layer {
	case LayerResource:
		rest, found := strings.CutPrefix(e.Resource, d.to)
		return e.Resource == "*" || d.to != "" && (!found || rest != "" && !strings.HasPrefix(rest, "/index/"))
	case LayerEndpoint:
		return e.Origin.Endpoint == "" || d.to != "" && d.to != e.Origin.Endpoint
	default:
		return false
	}
}

// cannotDeny reports whether no Deny of this level applies to the request: "the root principal in your Amazon Web
// Services account can perform DeleteResourcePolicy requests, even if your resource-based policy explicitly denies the
// root principal's access." (DynamoDB API Reference, DeleteResourcePolicy.)
func (l *level) cannotDeny(e *evaluation) bool {
	return l.layer == LayerResource && e.Caller.Kind == RootCaller && e.sameAccount() &&
		strings.EqualFold(e.Action, "dynamodb:DeleteResourcePolicy")
}
