package proof

import (
	"fmt"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// judgeDenied finds what should have been allowed.
func (p *prover) judgeDenied(o *outcome) {
	a, g := o.caller, o.group
	if !g.support.Rendered() || !o.byRight {
		return
	}
	f := Finding{Request: p.request(o), Decision: o.decision, Path: a.path()}
	switch {
	case o.opened && a.has(policy.BreakGlassExemption), o.opened && g.action.Class == policy.ClassPolicy:
		f.Question = QuestionRepair
	case o.origin.inside:
		f.Question = QuestionInside
	case o.opened:
		f.Question = QuestionExemptions
	default: // more is refused outside than the intent says, which locks nobody out
		f.Question, f.Severity, f.Path = QuestionOutside, Warning, ""
		f.Message = fmt.Sprintf("%s of class %s is refused outside although nothing asks for it", g.says(), g.action.Class)
		p.find(f)
		return
	}
	if o.decision.Layer == iam.LayerEndpoint && p.AdoptedEndpoint { // its policy is not ours to change
		f.Severity = Warning
	}
	f.Message = fmt.Sprintf("let %s call %s on the %s from %s: it is %s",
		a.name, g.says(), g.kind, o.origin.nameFor(a), o.decision)
	p.find(f)
}
