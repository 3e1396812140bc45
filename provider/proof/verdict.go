package proof

import (
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// verdict is the first line of a report:
//
//   - OPEN: somebody other than break-glass reaches data from outside.
//   - REMOVABLE: nobody does until somebody who is not named deletes the policy.
//   - OBSERVED ONLY: the documents are not attached.
//   - SEALED: none of these.
func (p *prover) verdict() string {
	open := p.callersFromOutside(func(o *outcome) bool {
		return o.group.action.Class.IsData() && o.group.governed && !p.isWildcardGap(o)
	})
	removable := p.callersFromOutside(func(o *outcome) bool {
		return o.group.action.Class == policy.ClassPolicy && o.group.support.Rendered() && !o.isRootDelete() && !o.exempt
	})
	broken := slices.ContainsFunc(p.findings, func(f Finding) bool {
		return f.Severity == Error && (f.Question == QuestionOutside || f.Decision.Allowed())
	})
	var verdict string
	switch {
	case p.set == nil:
		return "OPEN: AWS would not take the documents, so nothing is known to be refused"
	case len(open) > 0:
		verdict = "OPEN to " + strings.Join(open, ", ")
	case len(removable) > 0:
		verdict = "REMOVABLE by " + strings.Join(removable, ", ")
	case broken:
		verdict = "OPEN in part: see the findings"
	default:
		verdict = "SEALED: from outside " + p.readers() + " reads or writes data"
	}
	if !p.Intent.Enforcement.Attached() {
		verdict = "OBSERVED ONLY: nothing is refused. Attached, it would be " + verdict
	}
	if len(p.Unknown) > 0 {
		verdict += fmt.Sprintf(". This holds if each unknown input (%s) is one well-formed value, distinct from the others",
			strings.Join(iam.CanonicalValues(p.Unknown), ", "))
	}
	return verdict
}

// callersFromOutside lists the callers, without break-glass, who succeed from outside with an outcome that matches.
func (p *prover) callersFromOutside(matches func(*outcome) bool) []string {
	var names []string
	for i := range p.outcomes {
		o := &p.outcomes[i]
		name := o.caller.name
		if !o.origin.inside && o.decision.Allowed() && !o.caller.has(policy.BreakGlassExemption) && matches(o) &&
			!slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// readers says who reaches data from outside where nobody else does.
func (p *prover) readers() string {
	for _, e := range p.Intent.Exemptions {
		if e.Kind == policy.BreakGlassExemption && len(e.Principals) > 0 {
			return "only break-glass"
		}
	}
	return "nobody"
}
