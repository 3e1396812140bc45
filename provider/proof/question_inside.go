package proof

import (
	"fmt"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// judgeDenied finds a request that is denied and should be allowed. Depending on the caller and the origin, it answers
// question 2, 3 or 5. More denied outside than the intent says locks nobody out, so that is a warning under question 1.
func (p *prover) judgeDenied(o *outcome) {
	c, g := o.caller, o.group
	if !o.permitted || o.isRefusedByEndpoint() || !o.isNamed() {
		return
	}
	f := Finding{Request: p.request(o), Decision: o.decision, Path: c.path()}
	switch {
	case o.exempt && c.has(policy.BreakGlassExemption), o.exempt && g.action.Class == policy.ClassPolicy:
		f.Question = QuestionRepair
	case o.origin.inside:
		f.Question = QuestionInside
	case o.exempt:
		f.Question = QuestionExemptions
	default:
		f.Question, f.Severity, f.Path = QuestionOutside, Warning, ""
		f.Message = fmt.Sprintf("%s of class %s is denied outside, although the intent does not ask for it",
			g, g.action.Class)
		p.find(f)
		return
	}
	f.Message = fmt.Sprintf("allow %s to call %s on the %s from %s: the call is %s",
		c.name, g, g.kind, o.origin.nameFor(c), o.decision)
	p.find(f)
}

// isNamed reports whether the document that denies the request could name the actions, and so open them to whoever is
// exempt. A service control policy can name every action; a resource policy cannot.
func (o *outcome) isNamed() bool {
	return o.group.support.Rendered() || o.exempt && o.decision.Layer == iam.LayerSCP
}
