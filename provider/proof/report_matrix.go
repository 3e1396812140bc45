package proof

import (
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// MatrixRow is one line of the matrix that a report begins with: what callers get from origins, class by class.
type MatrixRow struct {
	Callers []string // the first of them, if they are many; the rows of the report name all
	Origins []string
	Marks   []Mark // in the order of [MatrixClasses]
}

// Mark says how much of a class is allowed.
type Mark string

// The marks.
const (
	MarkAllowed Mark = "allowed" // every action of the class, on whatever it can be called on
	MarkDenied  Mark = "denied"  // none
	MarkBut     Mark = "denied*" // none but those that the documents do not govern
	MarkSome    Mark = "some"    // a part; the rows of the report say which
	MarkNone    Mark = "-"       // no action of the class concerns the table
)

// decisions is a set of decisions about the actions of a class.
type decisions uint8

const (
	allowedOnce decisions = 1 << iota
	deniedOnce
	ungovernedOnce // allowed, since no document can deny it
)

func (d decisions) mark() Mark {
	switch d {
	case 0:
		return MarkNone
	case allowedOnce, allowedOnce | ungovernedOnce:
		return MarkAllowed
	case deniedOnce:
		return MarkDenied
	case deniedOnce | ungovernedOnce:
		return MarkBut
	default:
		return MarkSome
	}
}

// matrixClasses is the number of classes in a matrix.
const matrixClasses = 7

// MatrixClasses lists the classes of a matrix: all but the calls that concern no table.
func MatrixClasses() []policy.Class { return policy.Classes()[:matrixClasses] }

// mostCallers is how many callers a line of a matrix names, so that the matrix fits on a screen.
const mostCallers = 8

// matrix collects the decisions about each caller and origin, in the order in which reports list them.
type matrix struct {
	cells []matrixCell
	at    map[matrixKey]int
	own   []string // the callers of the account
}

type matrixKey struct{ caller, origin string }

type matrixCell struct {
	matrixKey

	inside    bool
	decisions [matrixClasses]decisions
}

// cell returns the cell of a caller and an origin.
func (m *matrix) cell(caller, origin string, inside bool) *matrixCell {
	key := matrixKey{caller, origin}
	at, found := m.at[key]
	if !found {
		if m.at == nil {
			m.at = map[matrixKey]int{}
		}
		at = len(m.cells)
		m.at[key] = at
		m.cells = append(m.cells, matrixCell{matrixKey: key, inside: inside})
	}
	return &m.cells[at]
}

// decide adds a decision about an action of a class.
func (c *matrixCell) decide(class policy.Class, decision decisions) {
	if rank := classRank(class); rank < matrixClasses {
		c.decisions[rank] |= decision
	}
}

// decisions is the outcome as a matrix counts it.
func (p *prover) decisions(o *outcome) decisions {
	switch {
	case !p.succeeds(o):
		return deniedOnce
	case o.group.support.Rendered(), o.exempt, o.origin.inside && !p.Intent.DeniesEverywhere(o.group.action):
		return allowedOnce
	default:
		return ungovernedOnce
	}
}

// addTo adds the decisions of a proof to a matrix. rename is the part that an origin plays there. A caller of another
// account is left out if nothing is allowed to it.
func (p *prover) addTo(m *matrix, rename func(origin string) string) {
	let := map[*caller]bool{}
	for i := range p.callers {
		c := &p.callers[i]
		let[c] = c.Account == p.account || c.Kind == iam.ServiceCaller
	}
	for i := range p.outcomes {
		if o := &p.outcomes[i]; o.decision.Allowed() && !p.isElsewhere(o) {
			let[o.caller] = true
		}
	}
	for i := range p.callers {
		c := &p.callers[i]
		if c.Account == p.account {
			m.own = union(m.own, []string{c.name})
		}
		for at := range p.origins {
			if let[c] {
				m.cell(c.name, rename(p.origins[at].nameFor(c)), p.origins[at].inside)
			}
		}
	}
	for i := range p.outcomes {
		if o := &p.outcomes[i]; let[o.caller] && !p.isElsewhere(o) {
			cell := m.cell(o.caller.name, rename(o.origin.nameFor(o.caller)), o.origin.inside)
			cell.decide(o.group.action.Class, p.decisions(o))
		}
	}
}

// rows merges the cells that are decided alike, first by origins, then by callers.
func (m *matrix) rows() []MatrixRow {
	type line struct {
		callers, origins []string
		inside           bool
		decisions        [matrixClasses]decisions
	}
	type key struct {
		list      string
		inside    bool // so that the inside is a line of its own
		decisions [matrixClasses]decisions
	}
	var byCaller, merged []line
	at := map[key]int{}
	for _, c := range m.cells {
		k := key{c.caller, c.inside, c.decisions}
		if known, found := at[k]; found {
			byCaller[known].origins = append(byCaller[known].origins, c.origin)
			continue
		}
		at[k] = len(byCaller)
		byCaller = append(byCaller, line{[]string{c.caller}, []string{c.origin}, c.inside, c.decisions})
	}
	clear(at)
	for _, l := range byCaller {
		k := key{strings.Join(l.origins, "\n"), l.inside, l.decisions}
		if known, found := at[k]; found {
			merged[known].callers = append(merged[known].callers, l.callers...)
			continue
		}
		at[k] = len(merged)
		merged = append(merged, l)
	}
	rows := make([]MatrixRow, len(merged))
	for i, l := range merged {
		rows[i] = MatrixRow{Callers: m.shortenCallers(l.callers), Origins: l.origins}
		for _, d := range l.decisions {
			rows[i].Marks = append(rows[i].Marks, d.mark())
		}
	}
	return rows
}

// shortenCallers names all callers of the account at once if they are all there, and the first ones of many.
func (m *matrix) shortenCallers(callers []string) []string {
	if len(m.own) > 0 && containsAll(callers, m.own) {
		others := slices.DeleteFunc(slices.Clone(callers), func(name string) bool { return slices.Contains(m.own, name) })
		callers = append([]string{anyCaller}, others...)
	}
	if more := len(callers) - mostCallers + 1; more > 1 {
		callers = append(slices.Clip(callers[:mostCallers-1]), fmt.Sprintf("%d more", more))
	}
	return callers
}
