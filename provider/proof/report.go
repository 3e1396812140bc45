package proof

import (
	"cmp"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
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
	Class     policy.Class
	Actions   []string // of the class; all that are authorised on the resource if there are none
	Resources []string
	Decision  string // allowed or denied
	Statement string // that decided; empty where none refuses
	Reason    string
	Certainty Certainty
}

// Certainty says how sure a row is.
type Certainty string

const (
	// CertaintyVerified is what the evaluator decides from the documents and from names that AWS documents.
	CertaintyVerified Certainty = "verified"
	// CertaintyDocumented is what AWS itself says, and no document of ours could change it.
	CertaintyDocumented Certainty = "documented"
	// CertaintyAssumed rests on something that AWS does not say, such as that a policy takes the name of an action.
	CertaintyAssumed Certainty = "assumed"
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
	var f rowMerger
	p.addRows(&f)
	for _, list := range []int{originsList, callersList, actionsList, resourcesList} {
		f.mergeBy(list)
		p.summarize(&f)
	}
	rows := f.rows()
	for i := range rows {
		p.shorten(&rows[i])
	}
	rank := map[string]int{anyone: len(p.callers)}
	for i, a := range p.callers {
		rank[a.name] = i
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(
			cmp.Compare(classRank(a.Class), classRank(b.Class)), cmp.Compare(rank[a.Callers[0]], rank[b.Callers[0]]),
			cmp.Compare(originRank(a.Origins[0]), originRank(b.Origins[0])),
			strings.Compare(b.Resources[0], a.Resources[0]), // table, stream, index
			slices.Compare(a.Actions, b.Actions),
		)
	})
	return Report{Verdict: p.verdict(), Rows: rows, Limits: p.cannotStop()}
}

// addRows makes a line of each answer, or of several from places that are treated alike, as most are.
func (p *prover) addRows(f *rowMerger) {
	var last *outcome
	var actions int
	for i := range p.outcomes {
		o := &p.outcomes[i]
		ours := o.caller.Account == p.account || o.caller.Kind == iam.ServiceCaller && o.group.governed
		if !ours && !o.decision.Allowed() {
			continue // nobody else gets anything that is not granted
		}
		from := f.list(o.origin.nameFor(o.caller))
		if last != nil && o.like(last) {
			origins := &f.lines[len(f.lines)-1].lists[originsList]
			*origins = f.union(*origins, from)
			continue
		}
		if last == nil || last.group != o.group {
			actions = f.list(o.group.names()...)
		}
		f.add(p.rowReason(o), f.list(o.caller.name), from, actions, f.list(o.group.kind))
		last = o
	}
}

// like reports whether two answers make one row but for the origin.
func (o *outcome) like(other *outcome) bool {
	return o.caller == other.caller && o.group == other.group && o.decision == other.decision &&
		o.permitted == other.permitted && o.origin.inside == other.origin.inside
}

// summarize says "any caller" where all of them are meant.
func (p *prover) summarize(f *rowMerger) {
	var own []string
	for i := range p.callers {
		if p.callers[i].Account == p.account {
			own = append(own, p.callers[i].name)
		}
	}
	each, summary := f.list(own...), f.list(anyone)
	for i := range f.lines {
		if callers := &f.lines[i].lists[callersList]; f.holds(*callers, each) {
			*callers = summary
		}
	}
}

// shorten drops the names of actions where they are all that can be called on the resources in the class.
func (p *prover) shorten(r *Row) {
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

func classRank(c policy.Class) int { return slices.Index(policy.Classes(), c) }

func originRank(name string) int {
	return slices.Index([]string{originInside, originOtherVPC, originInternet, originVia, originService}, name)
}
