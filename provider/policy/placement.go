package policy

import (
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Service control policies add up. An account meets those of the root, of every organizational unit above it, and its
// own, and a Deny in any of them decides ("SCP evaluation", AWS Organizations User Guide). Two guardrails of different
// VPCs, one above the other, would together refuse both. So each account is governed by one target alone, the nearest
// one, whose VPCs include those of the targets above. The policies of the targets above leave the account alone.

// Target is a part of an organization that has a guardrail.
type Target struct {
	ID string
	// OwnOnly tells that the VPCs of the targets above do not count as inside.
	OwnOnly bool
}

// Placement is what one target is to the others.
type Placement struct {
	// Inside are the indexes of the targets whose VPCs count as inside: its own first, then those above.
	Inside []int
	// Above are the indexes of the targets that hold it, the nearest first.
	Above []int
	// Excluded is what its policies leave alone.
	Excluded []string
}

// Undecided is a pair of which it is not known whether one holds the other.
type Undecided struct{ Outer, Inner string }

// Place says what each target is to the others. excluded are the accounts and organizational units that no target is
// to govern; those that are named as targets are governed all the same, since they are nearer. What cannot be decided
// is returned, and placed as if neither held the other.
func (o Organization) Place(targets []Target, excluded []string) ([]Placement, []Undecided) {
	placements := make([]Placement, len(targets))
	var undecided []Undecided
	var outer []int // the targets that can hold others
	for i, target := range targets {
		if !isAccount(target.ID) {
			outer = append(outer, i)
		}
	}
	for i, target := range targets {
		p := &placements[i]
		for _, j := range outer {
			holds, known := o.Holds(targets[j].ID, target.ID)
			if holds {
				p.Above = append(p.Above, j)
			}
			if !known && (!isAccount(target.ID) || !target.OwnOnly) {
				undecided = append(undecided, Undecided{targets[j].ID, target.ID})
			}
		}
	}
	for i := range placements {
		p := &placements[i]
		// Of those above, the nearest has the most above itself.
		slices.SortStableFunc(p.Above, func(a, b int) int { return len(placements[b].Above) - len(placements[a].Above) })
		p.Inside = []int{i}
		for at, j := 0, i; at < len(p.Above) && !targets[j].OwnOnly; at++ {
			j = p.Above[at]
			p.Inside = append(p.Inside, j)
		}
	}
	for _, i := range outer {
		id := targets[i].ID
		var below []string
		for _, other := range targets {
			holds, known := o.Holds(id, other.ID)
			if holds || !known && isAccount(other.ID) { // where it is not below, no principal is of it
				below = append(below, other.ID)
			}
		}
		for _, left := range excluded {
			holds, known := o.Holds(id, left)
			if holds || !known && isAccount(left) {
				below = append(below, left)
			}
			if !known && !isAccount(left) {
				undecided = append(undecided, Undecided{id, left})
			}
		}
		placements[i].Excluded = o.outermost(iam.CanonicalValues(below))
	}
	return placements, undecided
}

// outermost leaves out what another one of a list holds.
func (o Organization) outermost(ids []string) []string {
	outer := slices.DeleteFunc(slices.Clone(ids), isAccount)
	var left []string
	for _, id := range ids {
		if !slices.ContainsFunc(outer, func(other string) bool { holds, _ := o.Holds(other, id); return holds }) {
			left = append(left, id)
		}
	}
	return left
}
