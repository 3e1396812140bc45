package e2e

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// faultsPreface is what docs/faults.md says above its table.
const faultsPreface = `# Faults

<!-- Written by make faults. Do not edit. -->

What becomes of a stack when a call of AWS fails, a process is killed, or somebody changes AWS by hand. Each line below
was tried: a program ran on local AWS, the fault was made, and the next ordinary ` + "`pulumi up`" + ` (or ` + "`pulumi destroy`" + `) ran.
Then AWS was read by ordinary AWS clients, not from Pulumi's state, and compared with what the same program makes in an
empty account without a fault: every resource, setting, tag, policy, route and rule.

## What to do

- **An update failed.** Run ` + "`pulumi up`" + ` again. It goes on where it stopped, or says what is wrong and which command heals it.
  If it fails as before and names no command, ` + "`pulumi up --refresh`" + ` is the one: an update that was killed half-way through a
  resource had changed AWS and not the state.
- **AWS was changed by hand, or a call was refused half-way through a resource.** The perimeter is
  [read back](drift.md): where AWS differs, ` + "`pulumi up`" + ` fails, names the setting, and ` + "`pulumi up --refresh`" + ` puts it right. Other
  settings, such as tags, are put right by ` + "`pulumi up --refresh`" + ` alone. With ` + "`options: { refresh: always }`" + ` in Pulumi.yaml every
  update reads AWS first; the tables have that too.
- **The CLI was killed.** ` + "`pulumi cancel`" + ` removes its lock, and ` + "`pulumi up`" + ` goes on. It warns of what was being created: that
  may exist in AWS while the state does not have it, as after the next fault. Where the state is kept in files, and Pulumi says
  ` + "`failed to load checkpoint: EOF`" + `, it was killed while it wrote the file beside the state that ends in ` + "`.attrs`" + `. That one is
  empty, and the state is whole: ` + "`" + emptyAttributes + "`" + ` in the folder of the states deletes it.
- **A plugin was killed, or an answer was lost.** AWS may have made something whose id nobody learnt. Where the call has no token
  that makes it idempotent, the next update makes a second one, or is told that it exists. The error names what was being created:
  look for its name in AWS, and delete the one that ` + "`pulumi stack --show-ids`" + ` does not list. The tables say with which command
  that was done here. A table that is left over so is empty, no program knows its name, and it has no policy.
- **The emulator was killed.** It keeps nothing on disk: everything in local AWS is gone. ` + "`make down`" + ` and ` + "`make up`" + ` begin anew.

## What the words mean

| outcome | |
| --- | --- |
| converged | after the next run AWS equals the program |
| healed | the next run refused and said why; after the commands in the line, AWS equals the program |
| left over | AWS equals the program, and has one thing more, which the killed process or the lost answer left; the command in the line deletes it |
| stale | the run was green and the perimeter as the program says, but another setting was not, until the command in the line |
| not reached | the run made no such call this time |
| GREEN BUT WRONG | a run was green, and AWS differs from the program |
| ORPHAN | a run was green, and AWS has something that the state does not have |
| TABLE REPLACED | a table that was there is gone, or has lost its items |
| TABLE WITHOUT POLICY | a table waited for something beside its own settings before it had its policy, or has none |
| NOT HEALED | no run became green |

A run with an outcome in capitals fails. A table is without its policy from the answer to CreateTable until that to
PutResourcePolicy. In between there are the calls of the table's own settings and no call of another resource. If one of those fails,
the empty table waits for the next ` + "`pulumi up`" + `, which attaches the policy.

A fault marked *once* hits one call, and the AWS SDK tries again; *on* hits all later calls of that operation in the same run. *Answer
lost* closes the connection after AWS has made the change, *request lost* before. *Slow* answers three seconds late.
`

// writeFaults writes the table, if it was asked for.
func writeFaults(t *testing.T, path string, seed uint64, rows []faultRow) {
	t.Helper()
	slices.SortStableFunc(rows, func(a, b faultRow) int {
		return cmp.Or(cmp.Compare(a.section(), b.section()), cmp.Compare(a.program, b.program),
			cmp.Compare(stepOrder(a.step), stepOrder(b.step)), cmp.Compare(a.call, b.call), cmp.Compare(a.fault, b.fault))
	})
	counts := map[outcome]int{}
	for _, row := range rows {
		counts[row.outcome]++
	}
	var text strings.Builder
	text.WriteString(faultsPreface)
	fmt.Fprintf(&text, "\n## Outcomes\n\n%d cases on %s with seed %d, on the plugins of %s:", len(rows), time.Now().UTC().Format(time.DateOnly),
		seed, cmp.Or(os.Getenv("PLUGINS"), "this repository"))
	for _, word := range []outcome{
		converged, healed, stale, removedByHand, notReached, greenButWrong, orphan, replacedTable, withoutPolicy, notHealed,
	} {
		fmt.Fprintf(&text, " %d %s,", counts[word], word)
	}
	written := strings.TrimSuffix(text.String(), ",") + ".\n"
	text.Reset()
	text.WriteString(written)
	text.WriteString("\nThe programs are in `e2e/testdata/faults`: `stream` is a table with a stream in its own network, `scaling` one whose " +
		"capacity scales, with a guardrail, and `gateways` a network with a NAT gateway and an interface endpoint.\n")
	section := ""
	for _, row := range rows {
		if section != row.section() {
			section = row.section()
			fmt.Fprintf(&text, "\n## %s\n\n| program | step | call | fault | that run | next run | outcome |\n"+
				"| --- | --- | --- | --- | --- | --- | --- |\n", section)
		}
		fmt.Fprintf(&text, "| %s | %s | %s | %s | %s | %s | %s |\n", row.program, row.step, row.call, row.fault, row.during, row.next,
			row.result())
	}
	require.NoError(t, os.WriteFile(path, []byte(text.String()), 0o600))
}

func stepOrder(step string) int {
	return slices.IndexFunc(faultSteps, func(s faultStep) bool { return s.name == step })
}

// section is the heading that a row is under.
func (r faultRow) section() string {
	switch {
	case strings.HasPrefix(r.step, byHand):
		return "Changes by hand"
	case strings.Contains(r.fault, "killed,"):
		return "Processes that are killed"
	case r.odd:
		return "Two at once, and an AWS that does not answer"
	}
	return "Calls of AWS"
}

// shownID is an id of EC2 or of Organizations in a command.
var shownID = regexp.MustCompile(`\b(p-)[0-9a-z]{8,}\b|\b([a-z]+-)[0-9a-f]{8,}\b`)

// result is the outcome with what healed it.
func (r faultRow) result() string {
	text := string(r.outcome)
	var commands []string
	for _, command := range r.heal {
		commands = append(commands, "`"+shownID.ReplaceAllString(generatedSuffix.ReplaceAllString(command, "-…"), "$1$2…")+"`")
	}
	if len(commands) > 0 {
		text += ": " + strings.Join(commands, ", ")
	}
	return text
}
