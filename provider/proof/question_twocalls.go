package proof

import (
	"fmt"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkTwoCalls finds callers who reach data from outside in two calls: the first changes the policy or the table, or
// makes a copy. Only a caller with an exemption that opens the first call may. Break-glass and administrators are meant
// to, and a service-linked role makes no calls but its service's; another exemption is a warning.
func (p *prover) checkTwoCalls() {
	warned := map[exemptMatch]bool{}
	for i := range p.outcomes {
		o := &p.outcomes[i]
		first := o.group.firstCall()
		if first == "" || !o.opensOutside() || o.isRootDelete() && !o.exempt {
			continue
		}
		c, g := o.caller, o.group
		switch {
		case !o.exempt && (g.governed && !p.isWildcardGap(o) || g.opener() != ""):
			f := Finding{
				Question: QuestionTwoCalls, Request: p.request(o), Decision: o.decision, Path: c.path(),
				Message: fmt.Sprintf("deny %s on the %s to %s from %s: a second call could then read data",
					first, g.kind, c.name, o.origin.nameFor(c)),
			}
			if !g.governed {
				f.Severity = Warning // the inputs ask for it, and the verdict says so
			}
			p.find(f)
		case o.exempt && !c.has(policy.BreakGlassExemption) && !o.isAdministrators() && c.Kind != iam.ServiceLinkedCaller:
			m := o.exemptMatch()
			if warned[m] {
				continue
			}
			warned[m] = true
			p.find(Finding{
				Question: QuestionTwoCalls, Severity: Warning, Path: m.exemption.InputPath(m.at),
				Message: fmt.Sprintf("%s reaches data from outside by two calls, the first of which is %s: %s",
					c.knownAs(), first, m.exemption.Reason),
			})
		}
	}
}
