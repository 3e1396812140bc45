package proof

import (
	"fmt"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkRepair asks who can mend the policy from outside. AWS's own check of a new policy asks only whether the
// caller could write the next one, and asks it when the document is sent. Source: PutResourcePolicy,
// ConfirmRemoveSelfResourceAccess.
func (p *prover) checkRepair() {
	for _, e := range p.Intent.Exemptions {
		for at, pattern := range e.Principals {
			arn, known := iam.ParseARN(pattern)
			foreign := known && arn.Account != p.account && !p.guardrail
			if e.Kind == policy.BreakGlassExemption && foreign {
				p.find(Finding{
					Question: QuestionRepair, Path: e.InputPath(at),
					Message: "name a role of the table's own account: a policy without an Allow lets in nobody of another account",
				})
			}
		}
	}
	var menders []string
	for i := range p.callers {
		a := &p.callers[i]
		if _, can := p.succeeds(a, policy.TableResource, "PutResourcePolicy"); can {
			menders = append(menders, a.name)
		}
	}
	if len(menders) == 0 {
		p.find(Finding{
			Question: QuestionRepair, Path: p.pathOf(policy.AdministratorExemption),
			Message: "name somebody who may change the policy from outside: nobody could, and whoever deploys is locked out",
		})
	}
	deployer := slices.IndexFunc(p.callers, func(a caller) bool { return a.ARN == p.Deployer && a.ARN != "" })
	if deployer < 0 {
		return
	}
	if _, can := p.succeeds(&p.callers[deployer], policy.TableResource, "PutResourcePolicy"); !can {
		f := Finding{
			Question: QuestionRepair, Severity: Warning, Path: p.pathOf(policy.AdministratorExemption),
			Message: fmt.Sprintf("add %s, who deploys, or deploy from inside: it could not change the policy again", p.Deployer),
		}
		if p.Applying {
			f.Severity = Error
		}
		p.find(f)
	}
}

func (p *prover) pathOf(kind policy.ExemptionKind) string {
	for _, e := range p.Intent.Exemptions {
		if e.Kind == kind {
			return e.Path
		}
	}
	return ""
}
