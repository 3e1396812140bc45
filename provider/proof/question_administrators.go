package proof

import (
	"fmt"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkAdministrators warns of an administrator that another exemption opens data to. Each exemption does what its
// input says; together they make a principal that both deploys the table and reads it.
func (p *prover) checkAdministrators() {
	for i := range p.callers {
		c := &p.callers[i]
		if !c.has(policy.AdministratorExemption) {
			continue
		}
		for _, m := range c.matches {
			if m.exemption.OpensData() {
				p.find(Finding{
					Question: QuestionAdministrators, Severity: Warning, Path: m.exemption.InputPath(m.at),
					Message: fmt.Sprintf("%s is an administrator as well: it deploys the table and reaches its data", c.Caller),
				})
			}
		}
	}
}
