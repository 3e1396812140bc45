package proof

import (
	"fmt"
	"maps"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// firstCalls lists, by the kind of resource, the actions that let a second call reach data. A caller who may change a
// policy can delete it. A caller who may update a table can switch on a stream or add a replica, and neither has a
// policy at first. Source: "Considerations when using DynamoDB resource-based policies".
var firstCalls = map[string][]string{
	policy.TableResource:  {"DeleteResourcePolicy", "PutResourcePolicy", "UpdateTable"},
	policy.StreamResource: {"DeleteResourcePolicy", "PutResourcePolicy"},
}

// checkTwoCalls finds callers who reach data from outside in two calls. Only callers with an exemption that opens the
// first call may, such as break-glass and administrators.
func (p *prover) checkTwoCalls() {
	for i := range p.callers {
		c := &p.callers[i]
		for _, kind := range slices.Sorted(maps.Keys(firstCalls)) {
			for _, first := range firstCalls[kind] {
				o, can := p.succeeds(c, kind, first)
				if !can || o.isRootDelete() || c.isExempt(policy.ActionNamed(first)) {
					continue
				}
				f := Finding{
					Question: QuestionTwoCalls, Request: p.request(o), Decision: o.decision, Path: c.path(),
					Message: fmt.Sprintf("deny %s on the %s to %s from %s: a second call could then read data",
						first, kind, c.name, o.origin.nameFor(c)),
				}
				if p.Intent.PolicyProtection == policy.ProtectNothing && policy.ActionNamed(first).Class == policy.ClassPolicy {
					f.Severity = Warning // the inputs ask for it, and the verdict says so
				}
				p.find(f)
			}
		}
	}
}
