package proof

import (
	"fmt"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Names that AWS may give to an action that it will add. One looks like data by its end, one by its verb, and the last
// does not: a document denies each by another pattern.
const (
	newItemAction  = "dynamodb:BulkCopyItems"
	newVerbAction  = "dynamodb:CopyTable"
	newOtherAction = "dynamodb:TransmuteTable"
)

// checkNewActions finds actions that AWS will add open from outside: to callers without an exemption, and to
// administrators where they look like data. The style names cannot deny them, and the style wildcard not to
// administrators; the report says so.
func (p *prover) checkNewActions() {
	named := p.Intent.Enforcement != policy.EnforceAll && !p.Intent.UsesPatterns()
	if named || !p.Intent.Enforces(policy.ActionNamed("GetItem")) {
		return
	}
	for i := range p.callers {
		c := &p.callers[i]
		switch {
		case c.Account != p.account || c.Kind == iam.ServiceCaller:
		case len(c.matches) == 0:
			p.checkNewAction(QuestionOutside, c, newItemAction)
			p.checkNewAction(QuestionOutside, c, newVerbAction)
			p.checkNewAction(QuestionOutside, c, newOtherAction)
		case c.has(policy.AdministratorExemption) && !c.opensData() && p.Intent.ActionStyle != policy.ActionWildcard:
			p.checkNewAction(QuestionAdministrators, c, newItemAction)
			p.checkNewAction(QuestionAdministrators, c, newVerbAction)
		}
	}
}

// opensData reports whether an exemption opens data to the caller.
func (c *caller) opensData() bool {
	return slices.ContainsFunc(c.matches, func(m exemptMatch) bool { return m.exemption.OpensData() })
}

func (p *prover) checkNewAction(question Question, c *caller, action string) {
	for i := range p.origins {
		o := &p.origins[i]
		if o.inside || slices.Contains(p.listedVPCs, o.VPC) {
			continue
		}
		request := iam.Request{Action: action, Resource: p.Table, Caller: c.Caller, Origin: o.Origin, Context: p.contexts[0]}
		decision, err := p.set.Evaluate(request)
		if err == nil && decision.Allowed() {
			p.find(Finding{
				Question: question, Request: request, Decision: decision, Path: c.path(),
				Message: fmt.Sprintf("deny actions that AWS will add, such as %s, to %s from %s: no statement does",
					action, c.name, o.name),
			})
			return
		}
	}
}
