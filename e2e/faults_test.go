package e2e

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
)

var (
	faultSeed    = flag.Uint64("fault-seed", 14, "choose the faults by this seed")
	faultTable   = flag.String("fault-table", "", "try all faults, and write the table of docs/faults.md to this file")
	faultProgram = flag.String("fault-program", "", "try only the faults of this program")
	faultOnly    = flag.String("fault-only", "", "try all faults that have this text in their program, step, call and fault")
)

// programsWithFaults are the folders of the programs. Those that the short part uses come first.
var programsWithFaults = []string{"scaling", "stream", "gateways"}

// The short part has so many faults, and changes by hand.
const (
	fewFaults = 10
	fewHands  = 2
)

// faultTask is what one stand does in one go.
type faultTask func(*testing.T, *faultStand, func(faultRow))

// TestFaults lets calls of AWS fail, kills processes and changes AWS by hand. A few cases are chosen by a seed; make
// faults tries all.
func TestFaults(t *testing.T) {
	t.Parallel()
	seed := *faultSeed
	t.Logf("seed %d: another one with -fault-seed", seed)
	random := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // to be repeated, not to be secret
	programs, few := programsWithFaults, *faultTable == "" && *faultOnly == "" && *faultProgram == ""
	switch {
	case *faultProgram != "":
		programs = []string{*faultProgram}
	case few:
		programs = programs[:1]
	}
	first := newFaultStand(t)
	var tasks []faultTask
	for _, program := range programs {
		tasks = append(tasks, chooseFaults(program, first.record(t, program), random, few)...)
	}
	queue := make(chan faultTask, len(tasks))
	for _, task := range tasks {
		queue <- task
	}
	close(queue)
	rows := &faultRows{}
	t.Run("all", func(t *testing.T) {
		for i, stand := range []*faultStand{first, nil} {
			t.Run(fmt.Sprint("stand ", i+1), func(t *testing.T) {
				t.Parallel()
				if stand == nil {
					stand = newFaultStand(t)
				}
				for task := range queue {
					t.Run("faults", func(t *testing.T) { // one that cannot go on ends no other
						task(t, stand, func(row faultRow) { rows.report(t, row) })
					})
				}
			})
		}
	})
	if *faultTable != "" {
		writeFaults(t, *faultTable, seed, rows.list)
	}
}

// faultRows collects the rows of both stands.
type faultRows struct {
	mutex sync.Mutex
	list  []faultRow
}

// report prints a row, and fails the test if its outcome is bad.
func (r *faultRows) report(t *testing.T, row faultRow) {
	t.Helper()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.list = append(r.list, row)
	line := strings.Join([]string{row.program, row.step, row.call, row.fault, row.during, row.next, row.result()}, " | ")
	switch {
	case row.outcome.bad():
		t.Errorf("%s\n    %s", line, strings.Join(row.detail, "\n    "))
	case row.outcome == converged:
		t.Log(line)
	default:
		t.Logf("%s\n    %s", line, strings.Join(row.detail, "\n    "))
	}
}

// chooseFaults lists what is tried on a program: all, or a few of different operations.
func chooseFaults(program string, ref reference, random *rand.Rand, few bool) []faultTask {
	wanted := func(texts ...string) bool { return strings.Contains(strings.Join(texts, " "), *faultOnly) }
	cases := slices.DeleteFunc(plan(program, ref, random), func(c faultCase) bool {
		return !wanted(c.program, c.step.name, c.call(), c.what())
	})
	hand := slices.DeleteFunc(slices.Clone(handChanges), func(c handChange) bool {
		return c.program != program || !wanted(program, byHand, c.name)
	})
	odd := slices.DeleteFunc(slices.Clone(oddCases), func(c oddCase) bool {
		return c.program != program || !wanted(program, c.step.name, c.name)
	})
	if few {
		random.Shuffle(len(hand), func(i, j int) { hand[i], hand[j] = hand[j], hand[i] })
		cases, hand, odd = sample(cases, fewFaults, random), hand[:fewHands], nil
	}
	var tasks []faultTask
	for _, l := range lives(program, cases) {
		tasks = append(tasks, func(t *testing.T, s *faultStand, report func(faultRow)) {
			t.Helper()
			s.live(t, ref, l, report)
		})
	}
	for _, c := range hand {
		tasks = append(tasks, func(t *testing.T, s *faultStand, report func(faultRow)) {
			t.Helper()
			report(s.tryByHand(t, ref, c, ""))
		})
		if c.step == firstUp && !few {
			tasks = append(tasks, func(t *testing.T, s *faultStand, report func(faultRow)) {
				t.Helper()
				report(s.tryByHand(t, ref, c, alwaysRefresh))
			})
		}
	}
	for _, c := range odd {
		tasks = append(tasks, func(t *testing.T, s *faultStand, report func(faultRow)) {
			t.Helper()
			report(s.tryOdd(t, ref, c))
		})
	}
	return tasks
}

// live takes a stack through the steps of a life. After a case that ended badly a new stack takes the rest.
func (s *faultStand) live(t *testing.T, ref reference, l life, report func(faultRow)) {
	t.Helper()
	at := ""
	for _, c := range l.cases {
		for _, step := range s.way(at, c.step) {
			if step == nil {
				s.reset(t)
				continue
			}
			s.write(t, l.program, step.variant)
			if run := s.run(t, nil, step.args()...); run.err != nil {
				t.Fatalf("%s of %s without a fault: %s", step.name, l.program, run.output)
			}
		}
		row, well := s.try(t, ref, c)
		report(row)
		if at = c.step.variant; !well || c.step == destroy {
			at = ""
		}
	}
}

// way lists the steps from where a stack is to where a case begins. Nil is to empty AWS.
func (*faultStand) way(at string, to faultStep) []*faultStep {
	switch {
	case to == firstUp:
		return []*faultStep{nil}
	case to == update && at == "":
		return []*faultStep{nil, &firstUp}
	case to == update && at == "after":
		return []*faultStep{&updateBack}
	case (to == updateBack || to == destroy) && at == "":
		return []*faultStep{nil, &firstUp, &update}
	case (to == updateBack || to == destroy) && at == "before":
		return []*faultStep{&update}
	}
	return nil
}
