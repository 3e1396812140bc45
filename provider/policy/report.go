package policy

import (
	"cmp"
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
	var f folding
	p.lay(&f)
	for _, list := range []int{ofOrigins, ofCallers, ofActions, ofResources} {
		f.fold(list)
		p.summarize(&f)
	}
	rows := f.rows()
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

// lay makes a line of each answer, or of several from places that are treated alike, as most are.
func (p *prover) lay(f *folding) {
	var last *outcome
	var actions int
	for i := range p.outcomes {
		o := &p.outcomes[i]
		ours := o.actor.Account == p.account || o.actor.Kind == ServiceCaller && o.group.governed
		if !ours && !o.decision.Allowed() {
			continue // nobody else gets anything that is not granted
		}
		from := f.list(o.place.from(o.actor))
		if last != nil && o.like(last) {
			origins := &f.lines[len(f.lines)-1].lists[ofOrigins]
			*origins = f.union(*origins, from)
			continue
		}
		if last == nil || last.group != o.group {
			actions = f.list(o.group.names()...)
		}
		f.add(p.says(o), f.list(o.actor.name), from, actions, f.list(o.group.kind))
		last = o
	}
}

// like reports whether two answers make one row but for the origin.
func (o *outcome) like(other *outcome) bool {
	return o.actor == other.actor && o.group == other.group && o.decision == other.decision &&
		o.byRight == other.byRight && o.place.inside == other.place.inside
}

// summarize says "any caller" where all of them are meant.
func (p *prover) summarize(f *folding) {
	var own []string
	for i := range p.actors {
		if p.actors[i].Account == p.account {
			own = append(own, p.actors[i].name)
		}
	}
	each, summary := f.list(own...), f.list(anyone)
	for i := range f.lines {
		if callers := &f.lines[i].lists[ofCallers]; f.holds(*callers, each) {
			*callers = summary
		}
	}
}

// abridge drops the names of actions where they are all that can be called on the resources in the class.
func (p *prover) abridge(r *Row) {
	slices.Sort(r.Actions)
	for _, kind := range r.Resources {
		count := 0
		for i := range p.groups {
			if p.groups[i].action.Class == r.Class && p.groups[i].kind == kind {
				count += len(p.groups[i].members)
			}
		}
		if count != len(r.Actions) {
			return
		}
	}
	r.Actions = nil
}

func (c Class) rank() int { return slices.Index(Classes(), c) }

func placeRank(name string) int {
	return slices.Index([]string{placeInside, placeOther, placeInternet, placeVia, placeService}, name)
}
