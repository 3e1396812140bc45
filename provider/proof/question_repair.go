package proof

import (
	"fmt"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkRepair finds out who can change the policy from outside, and whether the deployer is among them. AWS has a check
// of its own, which is not enough: it asks only whether the caller could write the next policy, and only when the
// document is sent. Source: PutResourcePolicy, ConfirmRemoveSelfResourceAccess.
func (p *prover) checkRepair() {
	p.checkBreakGlassAccount()
	editors := p.policyEditors()
	if len(editors) == 0 {
		p.find(Finding{
			Question: QuestionRepair, Path: p.pathOf(policy.AdministratorExemption),
			Message: "name a principal that may change the policy from outside: otherwise nobody can, and the deployer is " +
				"locked out",
		})
	}
	deployer := slices.IndexFunc(p.callers, func(c caller) bool { return c.ARN == p.Deployer && c.ARN != "" })
	if deployer < 0 || slices.Contains(editors, &p.callers[deployer]) {
		return
	}
	f := Finding{
		Question: QuestionRepair, Severity: Warning, Path: p.pathOf(policy.AdministratorExemption),
		Message: fmt.Sprintf("add %s, the deployer, or deploy from inside: it could not change the policy again", p.Deployer),
	}
	if p.Applying {
		f.Severity = Error
	}
	p.find(f)
}

// checkBreakGlassAccount finds break-glass roles of other accounts, which need an Allow that the policy does not have.
func (p *prover) checkBreakGlassAccount() {
	for _, e := range p.Intent.Exemptions {
		for at, pattern := range e.Principals {
			arn, known := iam.ParseARN(pattern)
			foreign := known && arn.Account != p.account && !p.guardrail
			if e.Kind == policy.BreakGlassExemption && foreign {
				p.find(Finding{
					Question: QuestionRepair, Path: e.InputPath(at),
					Message: "name a role of the table's own account: a policy without an Allow admits nobody of another account",
				})
			}
		}
	}
}

// policyEditors lists the callers who can change the table's policy from outside.
func (p *prover) policyEditors() []*caller {
	var editors []*caller
	for i := range p.outcomes {
		o := &p.outcomes[i]
		edits := o.group.kind == policy.TableResource && slices.Contains(o.group.names(), "PutResourcePolicy")
		if edits && o.opensOutside() && !slices.Contains(editors, o.caller) {
			editors = append(editors, o.caller)
		}
	}
	return editors
}

// pathOf is the input of the first exemption of a kind, or empty if there is none.
func (p *prover) pathOf(kind policy.ExemptionKind) string {
	for _, e := range p.Intent.Exemptions {
		if e.Kind == kind {
			return e.Path
		}
	}
	return ""
}
