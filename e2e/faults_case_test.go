package e2e

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/shirou/gopsutil/v4/process"
	"github.com/stretchr/testify/require"
)

// faultStep is a run of the CLI that faults are tried at.
type faultStep struct {
	name    string
	variant string // of the program
	verb    string
}

// The steps of a stack's life. The update back is the one from after.yaml to before.yaml.
var (
	firstUp    = faultStep{"first up", "before", "up"}
	update     = faultStep{"update", "after", "up"}
	updateBack = faultStep{"update back", "before", "up"}
	destroy    = faultStep{"destroy", "after", "destroy"}
)

var faultSteps = []faultStep{firstUp, update, updateBack, destroy}

func (s faultStep) args() []string { return []string{s.verb, "--yes", "--skip-preview"} }

// victim is a process that is killed at a call. It is printed in the table.
type victim string

const (
	awsPlugin victim = "aws plugin killed"
	ownPlugin victim = "private-dynamodb plugin killed"
	pulumiCLI victim = "CLI killed"
)

// faultCase is one fault at one call of one step.
type faultCase struct {
	program   string
	step      faultStep
	operation string // as awsCall.name says it
	number    int
	kind      faultKind
	victim    victim // where the kind is actBefore or actAfterwards
}

// what describes the fault, for the table.
func (c faultCase) what() string {
	switch c.kind {
	case actBefore:
		return string(c.victim) + ", call not made"
	case actAfterwards:
		return string(c.victim) + ", call made"
	default:
		return string(c.kind)
	}
}

// losesID reports whether AWS may make something of which nobody learns the id.
func (c faultCase) losesID() bool {
	_, operation, _ := strings.Cut(c.operation, " ")
	makes := slices.ContainsFunc([]string{"Create", "Allocate", "AuthorizeSecurityGroupIngress"}, func(prefix string) bool {
		return strings.HasPrefix(operation, prefix)
	})
	// What is killed may have other calls under way besides the one at which it is.
	return makes && c.kind == lost || c.kind == actBefore || c.kind == actAfterwards
}

func (c faultCase) call() string { return fmt.Sprintf("%s #%d", c.operation, c.number) }

// faultRow is a line of the table.
type faultRow struct {
	program, step, call, fault string
	during                     string // what the run with the fault did
	next                       string // what the next one did
	outcome                    outcome
	heal                       []string
	odd                        bool // of oddCases
	detail                     []string
}

// outcome says how a case ended.
type outcome string

const (
	converged     outcome = "converged"
	healed        outcome = "healed"
	removedByHand outcome = "left over"
	stale         outcome = "stale"
	notReached    outcome = "not reached"
	greenButWrong outcome = "GREEN BUT WRONG"
	orphan        outcome = "ORPHAN"
	replacedTable outcome = "TABLE REPLACED"
	withoutPolicy outcome = "TABLE WITHOUT POLICY"
	notHealed     outcome = "NOT HEALED"
)

// bad reports whether an outcome fails the run.
func (o outcome) bad() bool {
	return !slices.Contains([]outcome{converged, healed, removedByHand, stale, notReached}, o)
}

// reference is what a program without faults calls in each step, and what AWS is after it.
type reference struct {
	calls map[string][]awsCall // by the step's name
	after map[string][]string  // the picture, by the step's name
}

// record runs a program through its life without faults.
func (s *faultStand) record(t *testing.T, program string) reference {
	t.Helper()
	ref := reference{calls: map[string][]awsCall{}, after: map[string][]string{}}
	s.reset(t)
	empty := s.look(t)
	for _, step := range []faultStep{firstUp, update, updateBack, update, destroy} {
		s.write(t, program, step.variant)
		run := s.run(t, nil, step.args()...)
		require.NoError(t, run.err, run.output)
		require.Empty(t, exposures(run.calls))
		seen := s.look(t)
		switch step {
		case destroy:
			require.Empty(t, differences(empty, seen), "a destroy leaves nothing")
		case updateBack:
			require.Empty(t, differences(ref.after[firstUp.name], seen), "an update back makes what the first one did")
		}
		ref.calls[step.name], ref.after[step.name] = run.calls, seen
	}
	return ref
}

// try runs one step with a fault, and then as a user goes on. It reports whether the stack is as it is without the
// fault, so that the next step can follow.
func (s *faultStand) try(t *testing.T, ref reference, c faultCase) (faultRow, bool) {
	t.Helper()
	row := faultRow{program: c.program, step: c.step.name, call: c.call(), fault: c.what()}
	want := ref.after[c.step.name]
	before := s.tables(t)
	s.write(t, c.program, c.step.variant)
	armed := &fault{kind: c.kind, operation: c.operation, number: c.number}
	var left []*process.Process
	armed.act = func() {
		switch c.victim {
		case awsPlugin:
			s.killPlugin("aws")
		case ownPlugin:
			s.killPlugin("private-dynamodb")
		case pulumiCLI:
			left = s.descendants()
			_ = s.cli.Load().Kill() // it is there, since it waits for this call
		}
	}
	during := s.run(t, armed, c.step.args()...)
	s.endAll(left)
	row.during = during.result()
	if during.hits == 0 {
		row.outcome = notReached
		return row, during.err == nil && len(differences(want, s.look(t))) == 0
	}
	s.judge(t, &row, c.step, want, during, before, c.losesID())
	return row, !row.outcome.bad()
}

// judge runs the step again, heals what the CLI says how to, and fills in the outcome. It may, for a case that lost the
// id of what AWS made, look for what is left over.
func (s *faultStand) judge(
	t *testing.T, row *faultRow, step faultStep, want []string, during faultRun, before map[string]int32, idLost bool,
) {
	t.Helper()
	started := s.tables(t)
	if wrong := differences(want, s.look(t)); during.err == nil && len(wrong) > 0 && (!idLost || blame(wrong) != orphan) {
		row.outcome, row.detail = blame(wrong), append(wrong, "this is after the run with the fault, which was green")
		return
	}
	last := s.run(t, nil, step.args()...)
	row.next = last.result()
	for range 5 {
		wrong := differences(want, s.look(t))
		if last.err == nil {
			if len(wrong) == 0 {
				break
			}
			row.outcome, row.detail = blame(wrong), append(row.detail, wrong...)
			if besidePerimeter(wrong) && s.refreshed(t, row, step, want) {
				row.outcome = stale
			}
			if row.outcome == orphan && idLost && s.removeByHand(t, row) && len(differences(want, s.look(t))) == 0 {
				row.outcome = removedByHand
			}
			break
		}
		row.detail = append(row.detail, reason(last.output))
		output := last.output
		if row.outcome, last = notHealed, s.heal(t, row, step, last, idLost); last.command == "" {
			row.detail = append(row.detail, output)
			break
		}
	}
	if row.outcome == notHealed && last.command == "" {
		return
	}
	if last.err == nil && row.outcome != removedByHand && row.outcome != stale && len(differences(want, s.look(t))) == 0 {
		if row.outcome = converged; len(row.heal) > 0 {
			row.outcome = healed
		}
	}
	if lost := lostTables(before, started, s.tables(t)); step.verb != "destroy" && len(lost) > 0 && !idLost {
		row.outcome, row.detail = replacedTable, append(row.detail, lost...)
	}
	if exposed := exposures(during.calls); len(exposed) > 0 {
		row.outcome, row.detail = withoutPolicy, append(row.detail, exposed...)
	}
}

// refreshed lets Pulumi read AWS first, and reports whether AWS equals the program then.
func (s *faultStand) refreshed(t *testing.T, row *faultRow, step faultStep, want []string) bool {
	t.Helper()
	row.heal = append(row.heal, "pulumi "+step.verb+" --refresh")
	run := s.run(t, nil, append(step.args(), "--refresh")...)
	return run.err == nil && len(differences(want, s.look(t))) == 0
}

// outside lists the settings that the perimeter does not rest on, and that the components do not read back. Routes to the
// DynamoDB endpoint are settings of the endpoint too, where they are read back.
var outside = regexp.MustCompile(`: (tags|bounds|target|capacity) = ` +
	`|^. route table [^:]+: (routes|subnets) = `)

// besidePerimeter reports whether nothing differs but such settings.
func besidePerimeter(wrong []string) bool {
	return !slices.ContainsFunc(wrong, func(line string) bool { return !outside.MatchString(line) })
}

// heal does the next thing that the output of a run names, and goes on. It returns a run without a command where there
// is nothing to do.
func (s *faultStand) heal(t *testing.T, row *faultRow, step faultStep, last faultRun, idLost bool) faultRun {
	t.Helper()
	command := namedCommand(last.output, row.heal)
	switch {
	case unreadable(last.output) && s.removeEmptyAttributes(t):
		row.heal = append(row.heal, emptyAttributes)
		return s.run(t, nil, step.args()...)
	case command != nil:
		row.heal = append(row.heal, "pulumi "+strings.Join(command, " "))
	case idLost && s.removeByHand(t, row):
		return s.run(t, nil, step.args()...)
	case !slices.Contains(row.heal, "pulumi "+step.verb+" --refresh"):
		// The page of the table says to do this, where the output names nothing.
		row.heal = append(row.heal, "pulumi "+step.verb+" --refresh")
		return s.run(t, nil, append(step.args(), "--refresh")...)
	default:
		return faultRun{}
	}
	if command[0] == "cancel" {
		last = s.run(t, nil, "cancel", "--yes")
	} else {
		last = s.run(t, nil, append(command, "--yes", "--skip-preview")...)
	}
	if last.err != nil || command[0] == step.verb {
		return last
	}
	return s.run(t, nil, step.args()...)
}

// remedies are the commands that outputs name, in the order in which they are looked for.
var remedies = []string{"cancel", "up --refresh", "destroy --refresh", "refresh"}

// namedCommand is the next command that an output names and that was not run yet.
func namedCommand(output string, done []string) []string {
	for _, remedy := range remedies {
		if command := "pulumi " + remedy; strings.Contains(output, command) && !slices.Contains(done, command) {
			return strings.Fields(remedy)
		}
	}
	return nil
}

// result is green, or red.
func (r faultRun) result() string {
	if r.err == nil {
		return "green"
	}
	return "red"
}

// reason is what an output says went wrong, without what merely follows from it.
func reason(output string) string {
	var found []string
	for line := range strings.SplitSeq(output, "\n") {
		_, text, isError := strings.Cut(line, "error: ")
		item, isItem := strings.CutPrefix(strings.TrimSpace(line), "* ") // of a list of errors
		switch {
		case isItem:
			text = item
		case !isError || text == "update failed" || strings.HasSuffix(text, "occurred:") || strings.Contains(text, "look for another error"):
			continue
		}
		if !slices.Contains(found, text) {
			found = append(found, text)
		}
	}
	if len(found) == 0 {
		return strings.TrimSpace(output[max(0, len(output)-300):])
	}
	return strings.Join(found, " / ")
}

// blame names the outcome of a green run after which AWS is not what it should be.
func blame(wrong []string) outcome {
	besides, bare := true, false
	for _, line := range wrong {
		bare = bare || strings.HasPrefix(line, "+ table ") && strings.HasSuffix(line, ": policy = none")
		besides = besides && strings.HasPrefix(line, "+ ")
	}
	switch {
	case besides:
		return orphan
	case bare:
		return withoutPolicy
	}
	return greenButWrong
}

// exposures lists the calls that a new table waited for without its policy. They may be those of the table's own step
// and of the step that attaches its policies, and no other.
func exposures(calls []awsCall) []string {
	var found []string
	open := false
	for _, call := range calls {
		switch {
		case call.name() == "dynamodb CreateTable" && call.Status == 200:
			open = true
		case (call.name() == "dynamodb PutResourcePolicy" || call.name() == "dynamodb DeleteTable") && call.Status == 200:
			open = false
		case open && call.changes() && call.Service != "dynamodb":
			found = append(found, "the new table waited for "+call.name())
		}
	}
	return found
}

// tables lists the tables of AWS by name and time, which tell a table from the next one of the same name, with the number
// of their items. It puts an item into each.
func (s *faultStand) tables(t *testing.T) map[string]int32 {
	t.Helper()
	listed, err := s.DynamoDB.ListTables(t.Context(), &dynamodb.ListTablesInput{})
	require.NoError(t, err)
	found := map[string]int32{}
	for _, name := range listed.TableNames {
		described, err := s.DynamoDB.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
		require.NoError(t, err)
		items, err := s.DynamoDB.Scan(t.Context(), &dynamodb.ScanInput{TableName: &name})
		require.NoError(t, err)
		found[name+", made at "+described.Table.CreationDateTime.Format(time.StampNano)] = items.Count
		if _, err := s.DynamoDB.PutItem(t.Context(), &dynamodb.PutItemInput{
			TableName: &name, Item: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "kept"}},
		}); err != nil {
			t.Logf("table %s takes no item: %v", name, err)
		}
	}
	return found
}

// lostTables lists the tables that were there before a step, or after the run with the fault, and are not there now, or
// not with their items.
func lostTables(before, started, now map[string]int32) []string {
	var lost []string
	for _, earlier := range []map[string]int32{before, started} {
		for table, items := range earlier {
			if left, found := now[table]; !found {
				lost = append(lost, "table "+table+", is gone")
			} else if left < items {
				lost = append(lost, "table "+table+", has lost items")
			}
		}
	}
	return lost
}

// endAll waits until the plugins of a CLI that was killed have finished what they began, and ends those that stay.
func (s *faultStand) endAll(left []*process.Process) {
	if len(left) == 0 {
		return
	}
	s.proxy.quiet(10 * time.Second)
	for _, child := range left {
		_ = child.Kill() // gopsutil compares the start time, so that no other process is killed
	}
}

// pause stops the emulator for a while. The gate answers for it, after half a minute, that the service is not available.
func (s *faultStand) pause(t *testing.T, length time.Duration, resumed chan<- struct{}) {
	t.Helper()
	pid := s.motoPid
	require.NoError(t, syscall.Kill(pid, syscall.SIGSTOP))
	time.AfterFunc(length, func() {
		_ = syscall.Kill(pid, syscall.SIGCONT)
		close(resumed)
	})
}
