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

// TestReplay sends every row of the access report as requests: of each caller, from each origin, for each action, on
// each resource. The row, an independent simulator over the documents that AWS has, and the gate must agree.
func TestReplay(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	team.Workspace().SetProgram(replayedProgram)
	outputs, _ := team.up(t)
	r := newReplay(t, team, outputs)
	var simulating sync.WaitGroup
	simulating.Go(func() { r.decide(t) })
	r.sendAll(t)
	simulating.Wait()
	if r.decided == nil {
		return // and the test has failed
	}
	r.compareRows(t)
	r.compareAnswers(t)
	r.requireUnchanged(t)
	r.print(t)
}

// replay is all that rows claim, and what the others say to it.
type replay struct {
	deployment

	subjects []*subject
	simulator
	claims  []claim
	decided map[authorisation]bool // by the simulator
	sent    []claim
	answers []answer

	refused        int
	skipped, codes map[string]int
}

func newReplay(t *testing.T, team deployment, outputs map[string]any) *replay {
	t.Helper()
	r := &replay{deployment: team, skipped: map[string]int{}, codes: map[string]int{}}
	r.simulator = simulator{map[string]*caller{}, map[string]place{}, map[string]string{}}
	network := outputs["network"].(map[string]any)
	places := team.openPlaces(t, network["vpc"].(string), network["endpoint"].(string))
	for _, from := range places {
		r.places[from.name] = from
	}
	unpoliced := r.places["this network"]
	unpoliced.tables.policy, unpoliced.streams.policy = "", ""
	r.places[anyEndpoint] = unpoliced
	r.places["the service itself"] = place{name: "the service itself"}
	team.makeRestored(t)
	for _, label := range slices.Sorted(maps.Keys(replayedTables())) {
		s := newSubject(t, label, outputs[label])
		s.policies = team.readPolicies(t, s)
		maps.Copy(r.policies, s.policies)
		team.openStream(t, s)
		r.subjects = append(r.subjects, s)
		var everybody []string
		for _, principal := range s.principals() {
			if r.callers[principal] == nil {
				r.callers[principal] = team.summon(t, principal)
			}
			if r.callers[principal].ofAccount() {
				everybody = append(everybody, principal)
			}
		}
		claims := s.claims(everybody)
		s.requireWhole(t, claims, everybody, places)
		r.claims = append(r.claims, claims...)
	}
	return r
}

// decide asks the simulator about every row, and about all else that the requests for it need.
func (r *replay) decide(t *testing.T) {
	t.Helper()
	start := time.Now()
	asked := map[authorisation]bool{}
	for _, c := range r.claims {
		asked[r.reported(c)] = true
		for _, q := range c.needs() {
			asked[q] = true
		}
	}
	r.decided = r.simulator.decide(t, slices.Collect(maps.Keys(asked)))
	t.Logf("the simulator decided %d questions in %v", len(r.decided), time.Since(start).Round(time.Second))
}

// anyEndpoint is the network with an endpoint that refuses nothing.
const anyEndpoint = "this network, but for the policy of its endpoint"

// reported is the question that a row answers. The report of a table on a network that was there before does not know
// the policy of its endpoint. That lets callers of the account alone through, and to the account's resources alone: what
// the table grants to others is a row, and so is what names no resource, and neither passes that endpoint.
func (r *replay) reported(c claim) authorisation {
	q := c.authorisation
	if q.place == "this network" && (q.resource == "*" || !r.callers[q.principal].ofAccount()) {
		q.place = anyEndpoint
	}
	return q
}

func (r *replay) compareRows(t *testing.T) {
	t.Helper()
	for _, c := range r.claims {
		if r.decided[r.reported(c)] != c.allowed {
			assert.Fail(t, "the simulator disagrees with a row", "%v: %s", c.authorisation, c.row)
		}
	}
}

// sendAll sends what can be sent: first what changes nothing, since after a change the gate reads every policy anew.
func (r *replay) sendAll(t *testing.T) {
	t.Helper()
	var reads, changes []claim
	for _, c := range r.claims {
		switch why := r.unsendable(c); {
		case why != "":
			r.skipped[why]++
		case dataOperations[c.name()] == nil && !isDescribing(c.name()) && c.allowed:
			changes = append(changes, c)
		default:
			reads = append(reads, c)
		}
	}
	for _, claims := range [][]claim{reads, changes} {
		start := time.Now()
		r.sent = append(r.sent, claims...)
		r.answers = append(r.answers, send(t, claims, r.callers, r.places)...)
		t.Logf("%d requests sent in %v", len(claims), time.Since(start).Round(time.Second))
	}
}

func (r *replay) compareAnswers(t *testing.T) {
	t.Helper()
	logged := r.logged(t)
	for i, c := range r.sent {
		r.compare(t, c, r.answers[i], logged)
	}
}

func isDescribing(name string) bool {
	return slices.ContainsFunc([]string{"Describe", "List", "Get"}, func(p string) bool { return strings.HasPrefix(name, p) })
}

// unsendable says why a claim cannot be replayed, if it cannot; the simulator was asked all the same.
func (r *replay) unsendable(c claim) string {
	switch {
	case r.callers[c.principal].isService():
		return "a service that calls as itself has no keys to sign with"
	case without[c.name()] != "":
		return c.name() + ": " + without[c.name()]
	case c.name() == "SearchVectors" && c.on.index == nil:
		return "SearchVectors: the SDK asks for an index"
	}
	return ""
}

// compare holds the gate's answer, and what it logged of each authorisation, to the simulator's.
func (r *replay) compare(t *testing.T, c claim, got answer, logged map[authorisation]bool) {
	t.Helper()
	allowed := true
	for _, q := range c.needs() {
		allowed = allowed && r.decided[q]
		decision, found := logged[r.seen(q)]
		assert.True(t, found, "the gate was not asked %v", q)
		if found && decision != r.decided[q] {
			assert.Fail(t, "the simulator disagrees with the gate", "%v: the gate says %v", q, decision)
		}
	}
	if got.refused == allowed {
		assert.Fail(t, "the gate answers otherwise", "%v: allowed %v, answered %v: %s", c.authorisation, allowed, got.err, c.row)
	}
	if got.refused {
		r.refused++
	} else if got.code != "" {
		r.codes[got.code]++
	}
}

// requireUnchanged wants every policy to be what it was, or the requests were not held to one and the same.
func (r *replay) requireUnchanged(t *testing.T) {
	t.Helper()
	for _, s := range r.subjects {
		require.Equal(t, s.policies, r.readPolicies(t, s))
	}
}

func (r *replay) print(t *testing.T) {
	t.Helper()
	rows := 0
	for _, s := range r.subjects {
		rows += len(s.rows)
	}
	t.Logf("%d rows of %d reports make %d answers; %d requests: %d refused, %d let through", rows, len(r.subjects),
		len(r.claims), len(r.sent), r.refused, len(r.sent)-r.refused)
	for _, why := range slices.Sorted(maps.Keys(r.skipped)) {
		t.Logf("not sent: %d × %s", r.skipped[why], why)
	}
	for _, code := range slices.Sorted(maps.Keys(r.codes)) {
		t.Logf("let through, and then refused by the emulator: %d × %s", r.codes[code], code)
	}
}
