package policy

import (
	"fmt"
	"slices"
	"strings"
)

// checkRepair asks who can mend the policy from outside. AWS's own check of a new policy asks only whether the
// caller could write the next one, and asks it when the document is sent. Source: PutResourcePolicy,
// ConfirmRemoveSelfResourceAccess.
func (p *prover) checkRepair() {
	for _, e := range p.Intent.Exemptions {
		for at, pattern := range e.Principals {
			parts := strings.SplitN(pattern, ":", arnParts)
			foreign := len(parts) == arnParts && parts[4] != p.account && !p.guardrail
			if e.Kind == BreakGlassExemption && foreign {
				p.flaw(Flaw{
					Question: AskRepair, Path: e.path(at),
					Message: "name a role of the table's own account: a policy without an Allow lets in nobody of another account",
				})
			}
		}
	}
	var menders []string
	for i := range p.actors {
		a := &p.actors[i]
		if _, can := p.succeeds(a, tableKind, "PutResourcePolicy"); can {
			menders = append(menders, a.name)
		}
	}
	if len(menders) == 0 {
		p.flaw(Flaw{
			Question: AskRepair, Path: p.pathOf(AdministratorExemption),
			Message: "name somebody who may change the policy from outside: nobody could, and whoever deploys is locked out",
		})
	}
	deployer := slices.IndexFunc(p.actors, func(a actor) bool { return a.ARN == p.Deployer && a.ARN != "" })
	if deployer < 0 {
		return
	}
	if _, can := p.succeeds(&p.actors[deployer], tableKind, "PutResourcePolicy"); !can {
		f := Flaw{
			Question: AskRepair, Severity: Warning, Path: p.pathOf(AdministratorExemption),
			Message: fmt.Sprintf("add %s, who deploys, or deploy from inside: it could not change the policy again", p.Deployer),
		}
		if p.Applying {
			f.Severity = Error
		}
		p.flaw(f)
	}
}

func (p *prover) pathOf(kind ExemptionKind) string {
	for _, e := range p.Intent.Exemptions {
		if e.Kind == kind {
			return e.Path
		}
	}
	return ""
}

// firstCalls are what opens a way to data for the call after it, by the resource that it is made on. Who may
// change a policy takes it away; who may update a table switches on a stream or adds a replica, and neither has
// a policy at first. Source: "Considerations when using DynamoDB resource-based policies".
var firstCalls = map[string][]string{
	tableKind:  {"DeleteResourcePolicy", "PutResourcePolicy", "UpdateTable"},
	streamKind: {"DeleteResourcePolicy", "PutResourcePolicy"},
}

// checkTwoCalls asks who gets at data from outside by a call that opens a way and a call that takes it. It may
// be nobody but break-glass, administrators, and those whose exemption opens the first call.
func (p *prover) checkTwoCalls() {
	for i := range p.actors {
		a := &p.actors[i]
		for _, kind := range sortedKeys(firstCalls) {
			for _, first := range firstCalls[kind] {
				o, can := p.succeeds(a, kind, first)
				if !can || o.rootDeletes() || a.opens(action(first)) {
					continue
				}
				f := Flaw{
					Question: AskTwoCalls, Request: p.request(o), Decision: o.decision, Path: a.path(),
					Message: fmt.Sprintf("refuse %s on the %s to %s from %s: a second call then reads data",
						first, kind, a.name, o.place.from(a)),
				}
				if p.Intent.PolicyProtection == ProtectNothing && action(first).Class == ClassPolicy {
					f.Severity = Warning // it is what was asked for; the verdict says so
				}
				p.flaw(f)
			}
		}
	}
}

// action looks one up by its name.
func action(name string) Action {
	return actions[slices.IndexFunc(actions, func(a Action) bool { return a.Name == name })]
}
