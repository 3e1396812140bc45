package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Report is the access report: who gets through, from where, with what, and which statement says so. Origins are
// named by the part they play, so that the report is whole before a network exists.
type Report struct {
	Verdict string
	Rows    []Row
	Limits  []Limit
}

// Row is one line: everything that is decided alike.
type Row struct {
	Callers   []string
	Origins   []string
	Class     Class
	Actions   []string // of the class; all that are authorised on the resource if there are none
	Resources []string
	Decision  string // allowed or denied
	Statement string // that decided; empty where none refuses
	Reason    string
	Mark      Mark
}

// Mark says how sure a row is.
type Mark string

const (
	// MarkVerified is what the evaluator decides from the documents and from names that AWS documents.
	MarkVerified Mark = "verified"
	// MarkDocumented is what AWS itself says, and no document of ours could change it.
	MarkDocumented Mark = "documented"
	// MarkAssumed rests on something that AWS does not say, such as that a policy takes the name of an action.
	MarkAssumed Mark = "assumed"
)

// The decisions of a row.
const (
	rowAllowed = "allowed"
	rowDenied  = "denied"
)

// anyone stands for every caller, such as of what nothing here governs: it is open to all alike.
const anyone = "any caller of the account"

// report puts the answers in order. What differs in one list alone becomes one row: first the origins, then
// the callers, the actions and the resources.
func (p *prover) report() Report {
	var rows []Row
	var last *outcome
	for i := range p.outcomes {
		o := &p.outcomes[i]
		ours := o.actor.Account == p.account || o.actor.Kind == ServiceCaller && o.group.governed
		if !ours && !o.decision.Allowed() {
			continue // nobody else gets anything that is not granted
		}
		if last != nil && o.like(last) { // most places are treated alike
			origins := &rows[len(rows)-1].Origins
			if from := o.place.from(o.actor); !slices.Contains(*origins, from) {
				*origins = append(*origins, from)
			}
			continue
		}
		rows, last = append(rows, p.row(o)), o
	}
	for _, list := range []func(*Row) *[]string{
		func(r *Row) *[]string { return &r.Origins }, func(r *Row) *[]string { return &r.Callers },
		func(r *Row) *[]string { return &r.Actions }, func(r *Row) *[]string { return &r.Resources },
	} {
		rows = fold(rows, list)
		p.summarize(rows)
	}
	for i := range rows {
		p.abridge(&rows[i])
	}
	rank := map[string]int{anyone: len(p.actors)}
	for i, a := range p.actors {
		rank[a.name] = i
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(
			cmp.Compare(a.Class.rank(), b.Class.rank()), cmp.Compare(rank[a.Callers[0]], rank[b.Callers[0]]),
			cmp.Compare(placeRank(a.Origins[0]), placeRank(b.Origins[0])),
			strings.Compare(b.Resources[0], a.Resources[0]), // table, stream, index
			slices.Compare(a.Actions, b.Actions),
		)
	})
	return Report{Verdict: p.verdict(), Rows: rows, Limits: p.cannotStop()}
}

// row says one answer in words.
func (p *prover) row(o *outcome) Row {
	r := Row{
		Callers: []string{o.actor.name}, Origins: []string{o.place.from(o.actor)}, Class: o.group.action.Class,
		Actions: o.group.names(), Resources: []string{o.group.kind}, Decision: rowDenied, Mark: MarkVerified,
	}
	if o.decision.Statement >= 0 && o.decision.Layer != LayerIdentity {
		r.Statement = o.decision.Document + ": " + cmp.Or(o.decision.Sid, fmt.Sprintf("[%d]", o.decision.Statement))
	}
	if o.decision.Allowed() {
		r.Decision = rowAllowed
	}
	allowed := o.decision.Allowed()
	switch {
	case allowed && o.rootDeletes() && !o.byRight:
		r.Reason, r.Mark = "AWS lets root delete any resource policy of its account", MarkDocumented
	case !allowed && o.decision.Effect == ExplicitDeny:
		r.Reason = "not exempt"
	case o.group.support == Unknown && !o.group.governed:
		r.Reason, r.Mark = "not governed here: AWS does not say that a resource policy takes the action", MarkAssumed
	case o.group.support == Rejected:
		r.Reason, r.Mark = "not governed here: a guardrail or identity policies would", MarkDocumented
	case allowed && o.actor.opens(o.group.action) && !o.place.inside:
		r.Reason = "exempt: " + reasonOf(o)
	case allowed && o.place.inside:
		r.Reason = "inside, if the caller's own policies allow it"
	case allowed && o.byRight:
		r.Reason = "not refused outside"
	case allowed:
		r.Reason = "nothing refuses it"
	default:
		r.Reason = "nothing grants it"
	}
	if o.group.support == Inferred || o.decision.Layer == LayerEndpoint {
		r.Mark = MarkAssumed
	}
	return r
}

func reasonOf(o *outcome) string {
	var reasons []string
	for _, m := range o.actor.matches {
		if m.exemption.opens(o.group.action) {
			reasons = append(reasons, m.exemption.Reason)
		}
	}
	return strings.Join(canonical(reasons), ", ")
}

// fold makes one row of those that differ in one list alone.
func fold(rows []Row, list func(*Row) *[]string) []Row {
	folded := rows[:0]
	at := make(map[string]int, len(rows))
	for _, r := range rows {
		values := *list(&r)
		*list(&r) = nil
		key := r.key()
		*list(&r) = values
		known, found := at[key]
		if !found {
			at[key] = len(folded)
			*list(&r) = slices.Clone(values)
			folded = append(folded, r)
			continue
		}
		have := list(&folded[known])
		for _, value := range values {
			if !slices.Contains(*have, value) {
				*have = append(*have, value)
			}
		}
	}
	return folded
}

// key is the whole row as one text; a list that is folded is left out.
func (r *Row) key() string {
	const end = "\x00"
	return strings.Join([]string{
		strings.Join(r.Callers, "\x01"), strings.Join(r.Origins, "\x01"), strings.Join(r.Actions, "\x01"),
		strings.Join(r.Resources, "\x01"), string(r.Class), r.Decision, r.Statement, r.Reason, string(r.Mark),
	}, end)
}

// like reports whether two answers make one row but for the origin.
func (o *outcome) like(other *outcome) bool {
	return o.actor == other.actor && o.group == other.group && o.decision == other.decision &&
		o.byRight == other.byRight && o.place.inside == other.place.inside
}

// summarize says "any caller" where all of them are meant.
func (p *prover) summarize(rows []Row) {
	for i := range rows {
		missing := slices.ContainsFunc(p.actors, func(a actor) bool {
			return a.Account == p.account && !slices.Contains(rows[i].Callers, a.name)
		})
		if !missing {
			rows[i].Callers = []string{anyone}
		}
	}
}

// abridge drops the names of actions where they are all that can be called on the resources in the class.
func (p *prover) abridge(r *Row) {
	slices.Sort(r.Actions)
	for _, kind := range r.Resources {
		var all []string
		for i := range p.groups {
			if p.groups[i].action.Class == r.Class && p.groups[i].kind == kind {
				all = append(all, p.groups[i].names()...)
			}
		}
		if !slices.Equal(r.Actions, canonical(all)) {
			return
		}
	}
	r.Actions = nil
}

func (c Class) rank() int { return slices.Index(Classes(), c) }

func placeRank(name string) int {
	return slices.Index([]string{placeInside, placeOther, placeInternet, placeVia, placeService}, name)
}
