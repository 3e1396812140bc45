package e2e

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReplay sends every row of the access report as requests: by each caller, from each origin, for each action, on
// each resource. The report, the gate, and an independent simulator over the documents that AWS has must agree.
func TestReplay(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	team.Workspace().SetProgram(replayTables().onExisting(team.makeRestricted(t)))
	outputs, _ := team.up(t)
	r := newReplay(t, team, outputs)
	var simulating sync.WaitGroup
	simulating.Go(func() { r.decideAll(t) })
	r.sendAll(t)
	simulating.Wait()
	if r.decided == nil {
		return // the test has failed
	}
	r.compareRows(t)
	r.compareAnswers(t)
	r.requireUnchanged(t)
	r.print(t)
}

// replay is all claims of the reports, with what the simulator decides of them and the gate answers.
type replay struct {
	deployment
	simulator

	tables  []*reportedTable
	claims  []claim
	decided map[authorization]bool // by the simulator
	sent    []claim
	answers []answer

	refused        int
	skipped, codes map[string]int
}

func newReplay(t *testing.T, team deployment, outputs map[string]any) *replay {
	t.Helper()
	r := &replay{deployment: team, skipped: map[string]int{}, codes: map[string]int{}}
	r.simulator = simulator{map[string]*caller{}, map[string]origin{}, map[string]string{}}
	network := outputs["network"].(map[string]any)
	origins := team.openOrigins(t, network["vpc"].(string), network["endpoint"].(string))
	for _, from := range origins {
		r.origins[from.name] = from
	}
	r.origins["the service itself"] = origin{name: "the service itself"}
	team.makeRestored(t)
	for _, label := range slices.Sorted(maps.Keys(replayTables())) {
		table := newReportedTable(t, label, outputs[label])
		table.policies = team.readPolicies(t, table)
		maps.Copy(r.policies, table.policies)
		team.openStream(t, table)
		r.tables = append(r.tables, table)
		var everybody []string
		for _, principal := range table.principals() {
			if r.callers[principal] == nil {
				r.callers[principal] = team.assumeRole(t, principal)
			}
			if r.callers[principal].inAccount() {
				everybody = append(everybody, principal)
			}
		}
		claims := table.claims(everybody)
		table.requireComplete(t, claims, everybody, origins)
		r.claims = append(r.claims, claims...)
	}
	return r
}

// decideAll asks the simulator about every row, and about all authorizations of the calls.
func (r *replay) decideAll(t *testing.T) {
	t.Helper()
	start := time.Now()
	list := map[authorization]bool{}
	for _, c := range r.claims {
		if notSendable[c.name()] == tooNew {
			continue
		}
		list[c.authorization] = true
		for _, a := range c.needs() {
			list[a] = true
		}
	}
	r.decided = r.decide(t, slices.Collect(maps.Keys(list)))
	t.Logf("the simulator decided %d authorizations in %v", len(r.decided), time.Since(start).Round(time.Second))
}

func (r *replay) compareRows(t *testing.T) {
	t.Helper()
	for _, c := range r.claims {
		if r.decided[c.authorization] != c.allowed && notSendable[c.name()] != tooNew {
			assert.Fail(t, "the simulator disagrees with a row", "%v: %s", c.authorization, c.row)
		}
	}
}

// sendAll sends what can be sent. Calls that change nothing come first, since the gate reads every policy again after a
// change.
func (r *replay) sendAll(t *testing.T) {
	t.Helper()
	var reads, changes []claim
	for _, c := range r.claims {
		switch why := r.unsendable(c); {
		case why != "":
			r.skipped[why]++
		case c.allowed && c.isChange():
			changes = append(changes, c)
		default:
			reads = append(reads, c)
		}
	}
	for _, claims := range [][]claim{reads, changes} {
		start := time.Now()
		r.sent = append(r.sent, claims...)
		r.answers = append(r.answers, send(t, claims, r.callers, r.origins)...)
		t.Logf("%d requests sent in %v", len(claims), time.Since(start).Round(time.Second))
	}
}

// isChange reports whether a call may change a table, as opposed to its items.
func (c claim) isChange() bool {
	return !slices.Contains([]string{read, write, stream}, c.class) &&
		!slices.ContainsFunc([]string{"Describe", "List", "Get"}, func(p string) bool { return strings.HasPrefix(c.name(), p) })
}

// unsendable says why a claim cannot be sent, or "". The simulator decides it all the same, unless that is too new.
func (r *replay) unsendable(c claim) string {
	switch {
	case r.callers[c.principal].isService():
		return "a service that calls as itself has no keys to sign with"
	case notSendable[c.name()] != "":
		return c.name() + ": " + notSendable[c.name()]
	case c.name() == "SearchVectors" && c.on.kind != onIndex:
		return "SearchVectors: the SDK asks for an index"
	}
	return ""
}

func (r *replay) compareAnswers(t *testing.T) {
	t.Helper()
	logged := r.gateDecisions(t)
	for i, c := range r.sent {
		r.compare(t, c, r.answers[i], logged)
	}
}

// compare compares the gate's answer, and its decision on each authorization, with the simulator's.
func (r *replay) compare(t *testing.T, c claim, got answer, logged map[authorization]bool) {
	t.Helper()
	allowed := true
	for _, a := range c.needs() {
		allowed = allowed && r.decided[a]
		decision, found := logged[r.asLogged(a)]
		assert.True(t, found, "the gate did not decide %v", a)
		if found && decision != r.decided[a] {
			assert.Fail(t, "the simulator disagrees with the gate", "%v: the gate says %v", a, decision)
		}
	}
	if got.refused == allowed {
		assert.Fail(t, "the gate's answer is not the simulator's", "%v: allowed %v, answered %v: %s", c.authorization, allowed, got.err, c.row)
	}
	if got.refused {
		r.refused++
	} else if got.code != "" {
		r.codes[got.code]++
	}
}

// requireUnchanged requires every policy to be the same as before: all requests met the same policies.
func (r *replay) requireUnchanged(t *testing.T) {
	t.Helper()
	for _, table := range r.tables {
		require.Equal(t, table.policies, r.readPolicies(t, table))
	}
}

func (r *replay) print(t *testing.T) {
	t.Helper()
	rows := 0
	for _, table := range r.tables {
		rows += len(table.rows)
	}
	t.Logf("%d rows of %d reports make %d claims; %d requests: %d refused, %d let through", rows, len(r.tables),
		len(r.claims), len(r.sent), r.refused, len(r.sent)-r.refused)
	for _, why := range slices.Sorted(maps.Keys(r.skipped)) {
		t.Logf("not sent: %d × %s", r.skipped[why], why)
	}
	for _, code := range slices.Sorted(maps.Keys(r.codes)) {
		t.Logf("let through, and then refused by the emulator: %d × %s", r.codes[code], code)
	}
}
