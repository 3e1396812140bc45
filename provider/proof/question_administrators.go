package proof

import (
	"fmt"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkOverlaps warns where an administrator is also in an exemption that opens data. Each is what its input
// says; together they are a principal who deploys and reads.
func (p *prover) checkOverlaps() {
	for i := range p.callers {
		a := &p.callers[i]
		if !a.has(policy.AdministratorExemption) {
			continue
		}
		for _, m := range a.matches {
			if slices.ContainsFunc(policy.Actions(), func(x policy.Action) bool { return x.Class.IsData() && m.exemption.Opens(x) }) {
				p.find(Finding{
					Question: QuestionAdministrators, Severity: Warning, Path: m.exemption.InputPath(m.at),
					Message: fmt.Sprintf("%s is an administrator as well, and so deploys and reads data", a.Caller),
				})
			}
		}
	}
}
