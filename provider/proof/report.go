package proof

import (
	"cmp"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Report is the access report: who gets through, from where, with which actions, and which statement decides. Origins
// are named by the part they play, so that the report is complete before a network exists.
type Report struct {
	Verdict string
	Matrix  []MatrixRow // the rows at a glance
	Rows    []Row
	Limits  []Limit
}

// anyCaller stands for every caller of the account where they are all treated alike.
const anyCaller = "any caller of the account"

// report makes the rows of all outcomes, merges them and sorts them. Rows that differ in one list alone become one row:
// first by origins, then by callers, actions and resources.
func (p *prover) report() Report {
	var own []string
	for i := range p.callers {
		if p.callers[i].Account == p.account {
			own = append(own, p.callers[i].name)
		}
	}
	rows := p.rows()
	for _, list := range []rowList{originsOf, callersOf, actionsOf, resourcesOf} {
		rows = mergeRows(rows, list)
		for i := range rows {
			if containsAll(rows[i].Callers, own) {
				rows[i].Callers = []string{anyCaller}
			}
		}
	}
	for i := range rows {
		p.shortenActions(&rows[i])
	}
	rank := map[string]int{anyCaller: len(p.callers)}
	for i, c := range p.callers {
		rank[c.name] = i
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(
			cmp.Compare(classRank(a.Class), classRank(b.Class)), cmp.Compare(rank[a.Callers[0]], rank[b.Callers[0]]),
			cmp.Compare(originRank(a.Origins[0]), originRank(b.Origins[0])),
			strings.Compare(b.Resources[0], a.Resources[0]), // table, stream, index
			slices.Compare(a.Actions, b.Actions),
		)
	})
	v := p.verdict()
	var m matrix
	p.addTo(&m, func(origin string) string { return origin })
	return Report{Verdict: v.String(), Matrix: m.rows(), Rows: rows, Limits: p.cannotStop(&v)}
}

// containsAll reports whether a list has every one of some entries.
func containsAll(list, entries []string) bool {
	return !slices.ContainsFunc(entries, func(entry string) bool { return !slices.Contains(list, entry) })
}

// shortenActions removes the names of actions if they are all that can be called on the resources in the class.
func (p *prover) shortenActions(r *Row) {
	r.Actions = slices.Sorted(slices.Values(r.Actions))
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
	return slices.Index([]string{
		originInside, originInterface, originListed, originOtherVPC, originInternet, originVia, originService,
	}, name)
}
