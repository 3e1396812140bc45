package e2e

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator"
)

// oddCase is a fault that concerns more than one call or one run.
type oddCase struct {
	program, name string
	step          faultStep
	try           func(*faultStand, *testing.T, reference, faultStep, *faultRow)
}

var oddCases = []oddCase{
	{"scaling", "a second up while one runs", firstUp, (*faultStand).secondUp},
	{"stream", "a second up while one runs", update, (*faultStand).secondUp},
	{"scaling", "a second up after pulumi cancel, while one runs", update, (*faultStand).secondUpAfterCancel},
	{"stream", "a second up after pulumi cancel, while one runs", update, (*faultStand).secondUpAfterCancel},
	{"scaling", "AWS does not answer for 3 s", firstUp, pausedFor(3 * time.Second)},
	{"stream", "AWS does not answer for 3 s", update, pausedFor(3 * time.Second)},
	{"scaling", "AWS does not answer for 40 s", firstUp, pausedFor(40 * time.Second)},
	{"scaling", "AWS does not answer for 40 s", update, pausedFor(40 * time.Second)},
	{"scaling", "the attributes of the state are empty", update, (*faultStand).attributesEmptied},
	{"scaling", "emulator killed and started again, empty", update, (*faultStand).emulatorKilled},
}

// tryOdd takes a new stack to where the case begins, and tries it.
func (s *faultStand) tryOdd(t *testing.T, ref reference, c oddCase) faultRow {
	t.Helper()
	row := faultRow{program: c.program, step: c.step.name, fault: c.name, odd: true}
	s.reset(t)
	if c.step == update {
		s.write(t, c.program, firstUp.variant)
		first := s.run(t, nil, firstUp.args()...)
		require.NoError(t, first.err, first.output)
	}
	s.write(t, c.program, c.step.variant)
	c.try(s, t, ref, c.step, &row)
	return row
}

// middle is the middle call of those that change something in a step.
func (r reference) middle(step faultStep) (operation string, number int) {
	var points []awsCall
	for _, call := range r.calls[step.name] {
		if call.changes() {
			points = append(points, call)
		}
	}
	call := points[len(points)/2]
	return call.name(), call.Number
}

// secondUp starts another up at the middle of one.
func (s *faultStand) secondUp(t *testing.T, ref reference, step faultStep, row *faultRow) {
	t.Helper()
	s.overlap(t, ref, step, row, func() faultRun { return s.beside(t, step.args()...) })
	if row.outcome == converged && row.heal == nil {
		row.outcome = healed
		row.heal = []string{"waiting for the first"}
	}
}

// secondUpAfterCancel takes the lock from the first up before the second one starts.
func (s *faultStand) secondUpAfterCancel(t *testing.T, ref reference, step faultStep, row *faultRow) {
	t.Helper()
	s.overlap(t, ref, step, row, func() faultRun {
		cancelled := s.beside(t, "cancel", "--yes")
		require.NoError(t, cancelled.err, cancelled.output)
		return s.beside(t, step.args()...)
	})
}

// overlap holds one up at its middle call while another run is made, and judges what both have left.
func (s *faultStand) overlap(t *testing.T, ref reference, step faultStep, row *faultRow, other func() faultRun) {
	t.Helper()
	before := s.tables(t)
	operation, number := ref.middle(step)
	var second faultRun
	first := s.run(t, &fault{kind: meanwhile, operation: operation, number: number, act: func() { second = other() }}, step.args()...)
	require.Positive(t, first.hits, "the first up never called %s", operation)
	row.call = operation
	row.during = "first " + first.result() + ", second " + second.result()
	if second.err != nil {
		row.detail = append(row.detail, reason(second.output))
	}
	s.judge(t, row, step, ref.after[step.name], faultRun{err: errors.New("two at once"), calls: first.calls}, before, true)
}

// pausedFor stops the emulator at the middle call of a step.
func pausedFor(length time.Duration) func(*faultStand, *testing.T, reference, faultStep, *faultRow) {
	return func(s *faultStand, t *testing.T, ref reference, step faultStep, row *faultRow) {
		t.Helper()
		before := s.tables(t)
		operation, number := ref.middle(step)
		resumed := make(chan struct{})
		during := s.run(t, &fault{kind: meanwhile, operation: operation, number: number, act: func() { s.pause(t, length, resumed) }},
			step.args()...)
		require.Positive(t, during.hits, "the up never called %s", operation)
		<-resumed
		s.proxy.quiet(10 * time.Second)
		row.call, row.during = operation, during.result()
		s.judge(t, row, step, ref.after[step.name], during, before, true)
	}
}

// emulatorKilled kills the emulator at the middle call of a step and starts it again. It keeps nothing, so that
// everything in AWS is gone, and the stack still has it.
func (s *faultStand) emulatorKilled(t *testing.T, ref reference, step faultStep, row *faultRow) {
	t.Helper()
	operation, number := ref.middle(step)
	during := s.run(t, &fault{kind: actBefore, operation: operation, number: number, act: func() { s.restartEmulator(t) }},
		step.args()...)
	row.call, row.during = operation, during.result()
	s.emptyAWS(t)
	s.write(t, row.program, step.variant)
	s.judge(t, row, step, ref.after[step.name], during, nil, true)
}

func (s *faultStand) restartEmulator(t *testing.T) {
	t.Helper()
	starting.Lock()
	defer starting.Unlock()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	running, err := emulator.Start(t.Context(), filepath.Join(root, ".local", "venv-moto", "bin", "moto_server"), s.dir)
	require.NoError(t, err)
	s.use(running)
}

// beside runs the CLI while another one runs.
func (s *faultStand) beside(t *testing.T, args ...string) faultRun {
	t.Helper()
	output, err := s.command(t.Context(), args...).CombinedOutput()
	return faultRun{command: "pulumi " + args[0], output: string(output), err: err}
}
