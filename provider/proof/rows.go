package proof

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// mergeRows makes one row of those that differ in one list alone, for each of some lists in turn.
func mergeRows(rows []Row, lists ...int) []Row {
	var f rowMerger
	for _, r := range rows {
		f.add(rowReason{r.Class, r.Decision, r.Statement, r.Reason, r.Certainty},
			f.list(r.Callers...), f.list(r.Origins...), f.list(r.Actions...), f.list(r.Resources...))
	}
	for _, list := range lists {
		f.mergeBy(list)
	}
	return f.rows()
}

// rowMerger makes rows of more lines than anyone would read. Most of that is to ask whether two lines are alike, so what
// stands in a line stands there as a number, and is written out only in the end.
type rowMerger struct {
	lines   []line
	words   numbering[string] // the entries of all lists
	texts   numbering[string] // the lists, each a text with one rune for an entry
	reasons numbering[rowReason]
}

// line is a row in the making.
type line struct {
	lists  [listCount]int
	reason int
}

// The lists of a row.
const (
	callersList = iota
	originsList
	actionsList
	resourcesList
	listCount
)

// numbering gives what is equal one number.
type numbering[T comparable] struct {
	numbers map[T]int
	all     []T
}

func (n *numbering[T]) of(value T) int {
	number, known := n.numbers[value]
	if !known {
		if n.numbers == nil {
			n.numbers = map[T]int{}
		}
		number = len(n.all)
		n.numbers[value] = number
		n.all = append(n.all, value)
	}
	return number
}

// list numbers a list.
func (f *rowMerger) list(words ...string) int {
	if len(words) == 1 { // nearly every time, and then there is nothing to be put together
		return f.texts.of(string(rune(f.words.of(words[0])))) //nolint:gosec // there are some hundreds
	}
	var text strings.Builder
	for _, word := range words {
		text.WriteRune(rune(f.words.of(word))) //nolint:gosec // there are some hundreds
	}
	return f.texts.of(text.String())
}

// union numbers a list with what another one has besides.
func (f *rowMerger) union(list, more int) int {
	text := f.texts.all[list]
	for _, r := range f.texts.all[more] {
		if !strings.ContainsRune(text, r) {
			text += string(r)
		}
	}
	return f.texts.of(text)
}

// holds reports whether a list has every entry of another one.
func (f *rowMerger) holds(list, every int) bool {
	text := f.texts.all[list]
	return !strings.ContainsFunc(f.texts.all[every], func(r rune) bool { return !strings.ContainsRune(text, r) })
}

func (f *rowMerger) add(says rowReason, callers, origins, actions, resources int) {
	f.lines = append(f.lines, line{reason: f.reasons.of(says), lists: [listCount]int{
		callersList: callers, originsList: origins, actionsList: actions, resourcesList: resources,
	}})
}

// mergeBy makes one line of those that differ in one list alone.
func (f *rowMerger) mergeBy(list int) {
	folded := f.lines[:0]
	at := make(map[line]int, len(f.lines))
	for _, l := range f.lines {
		key := l
		key.lists[list] = 0
		known, found := at[key]
		if !found {
			at[key] = len(folded)
			folded = append(folded, l)
			continue
		}
		have := &folded[known].lists[list]
		*have = f.union(*have, l.lists[list])
	}
	f.lines = folded
}

// rows writes the lines out.
func (f *rowMerger) rows() []Row {
	rows := make([]Row, len(f.lines))
	for i, l := range f.lines {
		s := f.reasons.all[l.reason]
		rows[i] = Row{
			Callers: f.written(l.lists[callersList]), Origins: f.written(l.lists[originsList]), Class: s.class,
			Actions: f.written(l.lists[actionsList]), Resources: f.written(l.lists[resourcesList]),
			Decision: s.decision, Statement: s.statement, Reason: s.reason, Certainty: s.mark,
		}
	}
	return rows
}

func (f *rowMerger) written(list int) []string {
	var words []string
	for _, r := range f.texts.all[list] {
		words = append(words, f.words.all[r])
	}
	return words
}

// rowReason is what a row says besides its lists.
type rowReason struct {
	class     policy.Class
	decision  string
	statement string
	reason    string
	mark      Certainty
}

// rowReason puts one answer into words.
func (p *prover) rowReason(o *outcome) rowReason {
	r := rowReason{class: o.group.action.Class, decision: rowDenied, mark: CertaintyVerified}
	if o.decision.Statement >= 0 && o.decision.Layer != iam.LayerIdentity {
		r.statement = o.decision.Document + ": " + cmp.Or(o.decision.Sid, fmt.Sprintf("[%d]", o.decision.Statement))
	}
	if o.decision.Allowed() {
		r.decision = rowAllowed
	}
	allowed := o.decision.Allowed()
	switch {
	case allowed && o.isRootDelete() && !o.permitted:
		r.reason, r.mark = "AWS lets root delete any resource policy of its account", CertaintyDocumented
	case o.decision.Effect == iam.ExplicitDeny:
		r.reason = "not exempt"
	case o.group.support == policy.Unknown && !o.group.governed:
		r.reason, r.mark = "not governed here: AWS does not say that a resource policy takes the action", CertaintyAssumed
	case o.group.support == policy.Rejected:
		r.reason, r.mark = "not governed here: a guardrail or identity policies would", CertaintyDocumented
	case allowed && o.exempt && !o.origin.inside:
		r.reason = "exempt: " + reasonOf(o)
	case allowed && p.cannotRefuse(o):
		r.reason, r.mark = "not refused inside: AWS does not say that a resource policy takes the action", CertaintyAssumed
	case allowed && o.origin.inside:
		r.reason = "inside, if the caller's own policies allow it"
	case allowed && o.permitted:
		r.reason = "not refused outside"
	case allowed:
		r.reason = "nothing refuses it"
	default:
		r.reason = "nothing grants it"
	}
	if o.group.support == policy.Inferred || o.decision.Layer == iam.LayerEndpoint {
		r.mark = CertaintyAssumed
	}
	return r
}

// cannotRefuse: the intent refuses an action inside too, and only a name would do that which AWS may not take.
func (p *prover) cannotRefuse(o *outcome) bool {
	return o.origin.inside && o.group.support == policy.Unknown && p.Intent.DeniesEverywhere(o.group.action)
}

func reasonOf(o *outcome) string {
	var reasons []string
	for _, m := range o.caller.matches {
		if m.exemption.Opens(o.group.action) {
			reasons = append(reasons, m.exemption.Reason)
		}
	}
	return strings.Join(iam.CanonicalValues(reasons), ", ")
}
