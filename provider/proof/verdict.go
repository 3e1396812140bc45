package proof

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// verdict is the first line of a report. It names every way from outside to data: who is exempt, who gets there by two
// calls, and what no document governs. Verdicts about several accounts and Regions are joined, so that none is lost.
type verdict struct {
	unreadable bool     // AWS would reject the documents
	broken     bool     // a finding shows a way in that no request does
	observed   bool     // the documents are not attached
	open       []string // callers who reach data by one call
	openByTwo  []string // callers who reach it by two, and are no administrators
	removable  []string // callers who are not named and may change the policy
	breakGlass bool
	// By two calls: administrators, root, which may delete any resource policy, and service-linked roles, whose calls
	// their services make.
	administrators, root, linked bool
	guardrail                    bool // the documents are a guardrail alone
	// ungoverned has the actions that carry data and that the documents cannot deny, by what would.
	ungoverned map[string][]policy.Action
	unknown    []string
}

// What would deny the actions that the documents cannot.
const (
	byPatterns  = `action style "patterns" refuses them`
	byStyle     = "to exempt callers; another action style refuses them"
	byGuardrail = "a guardrail refuses them"
	byNothing   = "to service-linked roles, which no guardrail reaches"
)

// verdict sorts what succeeds from outside.
func (p *prover) verdict() verdict {
	v := verdict{
		unreadable: p.set == nil, observed: !p.Intent.Enforcement.Attached(), unknown: p.Unknown,
		guardrail:  p.guardrail,
		ungoverned: map[string][]policy.Action{},
	}
	v.broken = slices.ContainsFunc(p.findings, func(f Finding) bool {
		return f.Severity == Error && (f.Question == QuestionOutside || f.Decision.Allowed())
	})
	for i := range p.outcomes {
		if o := &p.outcomes[i]; !o.origin.inside && p.succeeds(o) {
			p.sort(&v, o)
		}
	}
	isOpen := func(name string) bool { return slices.Contains(v.open, name) }
	v.openByTwo, v.removable = slices.DeleteFunc(v.openByTwo, isOpen), slices.DeleteFunc(v.removable, isOpen)
	v.dropLinked()
	return v
}

// sort adds a request that succeeds from outside to the verdict, if it leads to data.
func (p *prover) sort(v *verdict, o *outcome) {
	c, g := o.caller, o.group
	// Some documents deny the actions of streams on tables too, where nothing is authorized.
	carrying := carries(g.action) && (g.action.Class != policy.ClassStream || g.kind == policy.StreamResource)
	opening := g.opener() != ""
	switch {
	case !carrying && !opening:
	case c.has(policy.BreakGlassExemption):
		v.breakGlass = true
	case carrying && p.isUngoverned(o):
		remedy := p.remedy(o)
		v.ungoverned[remedy] = union(v.ungoverned[remedy], g.members)
	case carrying:
		add(&v.open, c.name)
	case o.isRootDelete() && !o.exempt:
		v.root = true
	case o.isAdministrators():
		v.administrators = true
	case c.Kind == iam.ServiceLinkedCaller && o.exempt:
		v.linked = true
	case o.permitted && !o.exempt:
		add(&v.removable, c.name)
	default:
		add(&v.openByTwo, c.name)
	}
}

// remedy says what would deny a request that the documents cannot.
func (p *prover) remedy(o *outcome) string {
	switch {
	case o.caller.Kind == iam.ServiceLinkedCaller:
		return byNothing
	case o.group.support == policy.Rejected:
		return byGuardrail
	case p.isWildcardGap(o):
		return byStyle
	default:
		return byPatterns
	}
}

// dropLinked removes the actions of service-linked roles that others may call as well.
func (v *verdict) dropLinked() {
	v.ungoverned[byNothing] = slices.DeleteFunc(v.ungoverned[byNothing], func(action policy.Action) bool {
		return slices.ContainsFunc([]string{byPatterns, byStyle, byGuardrail}, func(remedy string) bool {
			return slices.Contains(v.ungoverned[remedy], action)
		})
	})
}

// add adds an entry to a list once.
func add(list *[]string, entry string) { *list = union(*list, []string{entry}) }

// join adds another verdict to this one.
func (v *verdict) join(other verdict) {
	v.unreadable, v.broken = v.unreadable || other.unreadable, v.broken || other.broken
	v.observed, v.breakGlass = v.observed || other.observed, v.breakGlass || other.breakGlass
	v.administrators, v.root = v.administrators || other.administrators, v.root || other.root
	v.linked, v.guardrail = v.linked || other.linked, v.guardrail || other.guardrail
	v.open, v.openByTwo = union(v.open, other.open), union(v.openByTwo, other.openByTwo)
	v.removable, v.unknown = union(v.removable, other.removable), union(v.unknown, other.unknown)
	for _, remedy := range []string{byPatterns, byStyle, byGuardrail, byNothing} {
		v.ungoverned[remedy] = union(v.ungoverned[remedy], other.ungoverned[remedy])
	}
}

// String returns the verdict in one line.
func (v *verdict) String() string {
	if v.unreadable {
		return "OPEN: AWS would not take the documents, so nothing is known to be refused"
	}
	text := v.first()
	if v.observed {
		text = "OBSERVED ONLY: nothing is refused. Attached, it would be " + text
	}
	if len(v.unknown) > 0 {
		text += fmt.Sprintf(". This holds if each unknown input (%s) is one well-formed value, distinct from the others",
			strings.Join(iam.CanonicalValues(v.unknown), ", "))
	}
	return text
}

// first returns the verdict without what it depends on. The gravest word comes first, and nothing that leads to data is
// left out after it.
func (v *verdict) first() string {
	var open, grave []string
	if open = v.open; len(v.openByTwo) > 0 {
		open = append(slices.Clip(open), strings.Join(v.openByTwo, ", ")+" by two calls")
	}
	if len(open) > 0 {
		grave = append(grave, "OPEN to "+strings.Join(open, ", "))
	} else if v.broken && len(v.removable) == 0 {
		grave = append(grave, "OPEN in part: see the findings")
	}
	if len(v.removable) > 0 {
		grave = append(grave, "REMOVABLE by "+strings.Join(v.removable, ", "))
	}
	rest := v.rest()
	if len(grave) > 0 {
		if v.breakGlass {
			rest = append([]string{"break-glass"}, rest...)
		}
		if len(rest) > 0 {
			grave = append(grave, "besides "+strings.Join(rest, ", "))
		}
		return strings.Join(grave, "; ")
	}
	who := "nobody"
	if v.breakGlass {
		who = "only break-glass"
	}
	if len(rest) == 0 {
		return "SEALED: from outside " + who + " reaches data"
	}
	return "SEALED but for " + strings.Join(rest, ", ") + ": otherwise " + who + " reaches data from outside"
}

// rest lists what leads to data and is part of every such table.
func (v *verdict) rest() []string {
	var rest []string
	if two := v.meantByTwo(); len(two) > 0 {
		rest = append(rest, enumerate(two)+" (by two calls)")
	}
	for _, remedy := range []string{byPatterns, byStyle, byGuardrail, byNothing} {
		actions := v.ungoverned[remedy]
		if len(actions) == 0 {
			continue
		}
		slices.SortFunc(actions, func(a, b policy.Action) int {
			return cmp.Or(cmp.Compare(classRank(a.Class), classRank(b.Class)), strings.Compare(a.Name, b.Name))
		})
		named := actions[0].Name
		if more := len(actions) - 1; more > 0 {
			named += fmt.Sprintf(" and %d more actions", more)
		}
		rest = append(rest, named+" ("+remedy+")")
	}
	if v.guardrail {
		rest = append(rest, "callers that no service control policy reaches")
	}
	return rest
}

// meantByTwo lists who is meant to reach data by two calls, or cannot be kept from it.
func (v *verdict) meantByTwo() []string {
	var two []string
	for _, who := range []struct {
		name string
		can  bool
	}{{"administrators", v.administrators}, {"root", v.root}, {"service-linked roles", v.linked}} {
		if who.can {
			two = append(two, who.name)
		}
	}
	return two
}

// enumerate joins words for a sentence: a, b and c.
func enumerate(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
