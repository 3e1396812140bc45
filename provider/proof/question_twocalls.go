package proof

import (
	"fmt"
	"maps"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// firstCalls are what opens a way to data for the call after it, by the resource that it is made on. Who may
// change a policy takes it away; who may update a table switches on a stream or adds a replica, and neither has
// a policy at first. Source: "Considerations when using DynamoDB resource-based policies".
var firstCalls = map[string][]string{
	policy.TableResource:  {"DeleteResourcePolicy", "PutResourcePolicy", "UpdateTable"},
	policy.StreamResource: {"DeleteResourcePolicy", "PutResourcePolicy"},
}

// checkTwoCalls asks who gets at data from outside by a call that opens a way and a call that takes it. It may
// be nobody but break-glass, administrators, and those whose exemption opens the first call.
func (p *prover) checkTwoCalls() {
	for i := range p.callers {
		a := &p.callers[i]
		for _, kind := range slices.Sorted(maps.Keys(firstCalls)) {
			for _, first := range firstCalls[kind] {
				o, can := p.succeeds(a, kind, first)
				if !can || o.rootDeletes() || a.opens(policy.ActionNamed(first)) {
					continue
				}
				f := Finding{
					Question: QuestionTwoCalls, Request: p.request(o), Decision: o.decision, Path: a.path(),
					Message: fmt.Sprintf("refuse %s on the %s to %s from %s: a second call then reads data",
						first, kind, a.name, o.origin.nameFor(a)),
				}
				if p.Intent.PolicyProtection == policy.ProtectNothing && policy.ActionNamed(first).Class == policy.ClassPolicy {
					f.Severity = Warning // it is what was asked for; the verdict says so
				}
				p.find(f)
			}
		}
	}
}
