package policy

import (
	"fmt"
	"slices"
	"strings"
)

// verdict is the first line of a report.
//
//   - OPEN: somebody who is not break-glass gets at data from outside.
//   - REMOVABLE: nobody does, until somebody who is not named takes the policy away.
//   - OBSERVED ONLY: the documents are not attached.
//   - SEALED: none of these.
func (p *prover) verdict() string {
	open := p.whoFromOutside(func(o *outcome) bool {
		return o.group.action.Class.data() && o.group.governed && !p.escapesWildcard(o)
	})
	removable := p.whoFromOutside(func(o *outcome) bool {
		return o.group.action.Class == ClassPolicy && o.group.support.accepted() && !o.rootDeletes() &&
			!o.opened
	})
	broken := slices.ContainsFunc(p.flaws, func(f Flaw) bool {
		return f.Severity == Error && (f.Question == AskOutside || f.Decision.Allowed())
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
		verdict = "SEALED: from outside " + p.named() + " reads or writes data"
	}
	if !p.Intent.Enforcement.Attached() {
		verdict = "OBSERVED ONLY: nothing is refused. Attached, it would be " + verdict
	}
	if len(p.Unknown) > 0 {
		verdict += fmt.Sprintf(". This holds if each unknown input (%s) is one well-formed value, distinct from the others",
			strings.Join(canonical(p.Unknown), ", "))
	}
	return verdict
}

// whoFromOutside lists the actors that succeed from outside with something, break-glass aside.
func (p *prover) whoFromOutside(with func(*outcome) bool) []string {
	var names []string
	for i := range p.outcomes {
		o := &p.outcomes[i]
		name := o.actor.name
		if !o.place.inside && o.decision.Allowed() && !o.actor.is(BreakGlassExemption) && with(o) &&
			!slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (p *prover) named() string {
	for _, e := range p.Intent.Exemptions {
		if e.Kind == BreakGlassExemption && len(e.Principals) > 0 {
			return "only break-glass"
		}
	}
	return "nobody"
}

// Limit is something that the documents cannot stop.
type Limit struct {
	What    string
	Instead string // what would
	Mark    Mark
}

// cannotStop lists the ways past a table's policies, the same for every table but for what its intent opens.
func (p *prover) cannotStop() []Limit {
	var ungoverned, unknown, inside, exempt []string
	for _, action := range actions {
		switch {
		case action.Table == Rejected && action.Stream == Rejected:
			ungoverned = append(ungoverned, action.Name)
		case action.Table == Unknown && p.Intent.Enforcement != EnforceAll:
			unknown = append(unknown, action.Name)
		case action.Table == Unknown:
			if p.Intent.everywhere(action) {
				inside = append(inside, action.Name)
			}
			if p.Intent.ActionStyle == ActionWildcard {
				exempt = append(exempt, action.Name)
			}
		}
	}
	limits := []Limit{
		{
			"A backup that is restored, and a table that is made anew under the name, have no policy.",
			"a guardrail on the account", MarkDocumented,
		},
		{
			"Whoever can start compute in this network, or send traffic through it, is inside.",
			"identity policies on ec2, lambda and their like", MarkAssumed,
		},
		{
			"Root of the table's account deletes a resource policy whatever it says.",
			"a guardrail, which covers root of member accounts", MarkDocumented,
		},
		{
			"A guardrail reaches neither the management account nor service-linked roles.",
			"no table in the management account", MarkDocumented,
		},
		{
			"An exempt role is exempt by its name: whoever has iam:CreateRole can make it again.",
			"a guardrail that protects exempt roles", MarkDocumented,
		},
		{
			"What is read inside can be carried out by another way than DynamoDB.",
			"egress rules, and policies on the network's other endpoints", MarkAssumed,
		},
		{
			"A change of a policy that was in force takes minutes to act.",
			"exemptions that are there before they are needed", MarkAssumed,
		},
		{
			"No resource policy governs " + strings.Join(ungoverned, ", ") + ".",
			"a guardrail, or identity policies", MarkDocumented,
		},
	}
	if p.Intent.Movement != MovementNobody {
		limits = append(limits, Limit{
			"A copy that is made from inside, by an export or a backup, leaves the network.",
			`movement "nobody"`, MarkDocumented,
		})
	}
	if len(unknown) > 0 {
		limits = append(limits, Limit{
			"AWS does not say whether a table policy takes " + strings.Join(unknown, ", ") + ", so they are not named.",
			`enforcement "all", or a guardrail`, MarkAssumed,
		})
	}
	if len(exempt) > 0 {
		limits = append(limits, Limit{
			"AWS does not say whether a table policy takes " + strings.Join(exempt, ", ") + ", so whoever is exempt from " +
				"anything may call them from outside.",
			`action style "names", or a guardrail`, MarkAssumed,
		})
	}
	if len(inside) > 0 {
		limits = append(limits, Limit{
			"AWS does not say whether a table policy takes " + strings.Join(inside, ", ") + ", so inside they are not refused.",
			"a guardrail", MarkAssumed,
		})
	}
	administrators := p.whoFromOutside(func(o *outcome) bool {
		return slices.Contains(firstCalls[o.group.kind], o.group.action.Name) && o.actor.is(AdministratorExemption)
	})
	if len(administrators) > 0 {
		limits = append(limits, Limit{
			"By two calls, the first of which changes the policy or the table, data is read by " +
				strings.Join(administrators, ", ") + ".",
			"few administrators, and an alarm on the first call", MarkVerified,
		})
	}
	return limits
}
