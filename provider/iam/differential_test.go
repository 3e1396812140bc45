package iam

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	differentialCases = flag.Uint64("differential.cases", 52_000, "how many cases to put to both evaluators")
	differentialSeed  = flag.Uint64("differential.seed", 20261017, "what the cases are made from")
)

// simulators are how many processes of the simulator run at once.
const simulators = 2

// TestDifferential puts generated policies and requests to this evaluator and to an independent one, and fails
// where they disagree, with the smallest documents and request that still show it. It needs the simulator of
// tools/simulate: SIMULATOR=$PWD/tools/simulate go test ./provider/policy -run Differential -v
func TestDifferential(t *testing.T) {
	t.Parallel()
	start := startSimulator(t)
	total, seed := *differentialCases, *differentialSeed
	tally := make([]counts, simulators)
	var workers sync.WaitGroup
	for worker := range uint64(simulators) {
		simulator := start()
		workers.Go(func() {
			mine := func(yield func(testCase)) {
				for n := worker; n < total; n += simulators {
					yield(newGenerator(seed, n).testCase())
				}
			}
			simulator.compare(t, mine, &tally[worker])
		})
	}
	workers.Wait()
	var sum counts
	for _, c := range tally {
		sum.add(c)
	}
	t.Logf("seed %d: %d cases, both decided %d alike (%d allowed, %d explicitly and %d implicitly denied), "+
		"this evaluator refused %d", seed, total, sum.alike, sum.effects[Allowed], sum.effects[ExplicitDeny],
		sum.effects[ImplicitDeny], sum.refused)
	assert.Less(t, sum.refused, total/20, "cases that are refused test nothing")
}

// TestPins holds each pinned difference to being one: the simulator must still decide its case otherwise, and
// must decide as this evaluator does once it is asked the adapted question.
func TestPins(t *testing.T) {
	t.Parallel()
	simulator := startSimulator(t)()
	for i, p := range pins { //nolint:paralleltest // one simulator answers one question at a time
		t.Run(p.name, func(t *testing.T) {
			require.NotEmpty(t, p.why)
			require.NotEmpty(t, p.source)
			if p.show == nil {
				t.Skip("the question cannot be asked of this evaluator: " + p.name)
			}
			want, err := p.show().evaluate()
			require.NoError(t, err)
			plain, err := simulator.ask(p.show().simulation(slices.Concat(pins[:i], pins[i+1:])))
			require.NoError(t, err)
			assert.NotEqual(t, want.Effect, plain, "the simulator now agrees: unpin it")
			if p.adapt == nil {
				return
			}
			adapted, err := simulator.ask(p.show().simulation(pins))
			require.NoError(t, err)
			assert.Equal(t, want.Effect, adapted)
		})
	}
}

type counts struct {
	alike, refused uint64
	effects        [Allowed + 1]uint64
}

func (c *counts) add(other counts) {
	c.alike += other.alike
	c.refused += other.refused
	for i := range c.effects {
		c.effects[i] += other.effects[i]
	}
}

func (c testCase) evaluate() (Decision, error) {
	r := c.Request
	r.Context = must(NewContext(c.Keys))
	return Evaluate(r, c.Documents)
}

// simulator is one process that answers a line with a line.
type simulator struct {
	in  io.WriteCloser
	out *bufio.Scanner
}

// startSimulator returns a way to start simulators, or skips the test where there are none.
func startSimulator(t *testing.T) func() *simulator {
	t.Helper()
	dir := os.Getenv("SIMULATOR")
	if dir == "" {
		t.Skip("SIMULATOR is not set: it is the path of tools/simulate, after npm ci there")
	}
	return func() *simulator {
		t.Helper()
		script := filepath.Join(dir, "simulate.mjs")
		command := exec.CommandContext(t.Context(), "node", script) //nolint:gosec // whoever runs the test names it
		command.Stderr = os.Stderr
		in, err := command.StdinPipe()
		require.NoError(t, err)
		out, err := command.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, command.Start())
		t.Cleanup(func() {
			_ = in.Close()
			_ = command.Wait()
		})
		lines := bufio.NewScanner(out)
		lines.Buffer(nil, 1<<20)
		return &simulator{in, lines}
	}
}

// compare puts cases to both. Questions are written ahead of the answers, so that neither side waits.
func (s *simulator) compare(t *testing.T, cases func(func(testCase)), c *counts) {
	type asked struct {
		testCase testCase
		decision Decision
	}
	waiting := make(chan asked, 64)
	go func() {
		defer close(waiting)
		cases(func(one testCase) {
			decision, err := one.evaluate()
			if err != nil {
				c.refused++
				return
			}
			s.write(one.simulation(pins))
			waiting <- asked{one, decision}
		})
	}()
	var first *testCase
	for one := range waiting {
		effect, err := s.read()
		if err == nil && effect == one.decision.Effect {
			c.alike++
			c.effects[effect]++
		} else if first == nil {
			first = &one.testCase
		}
	}
	if first != nil {
		t.Error(s.shrink(*first).report(s))
	}
}

func (s *simulator) ask(simulation any) (Effect, error) {
	s.write(simulation)
	return s.read()
}

func (s *simulator) write(simulation any) {
	line := must(json.Marshal(simulation))
	must(s.in.Write(append(line, '\n')))
}

func (s *simulator) read() (Effect, error) {
	if !s.out.Scan() {
		return 0, fmt.Errorf("the simulator ended: %w", s.out.Err())
	}
	var answer struct {
		Result string          `json:"result"`
		Error  json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(s.out.Bytes(), &answer); err != nil {
		return 0, err
	}
	effect, known := map[string]Effect{
		"Allowed": Allowed, "ExplicitlyDenied": ExplicitDeny, "ImplicitlyDenied": ImplicitDeny,
	}[answer.Result]
	if !known {
		return 0, fmt.Errorf("the simulator refuses the case: %s", answer.Error)
	}
	return effect, nil
}

// disagrees reports whether a case still shows a disagreement. What either side refuses shows none, unless the
// simulator refused from the start.
func (s *simulator) disagrees(c testCase) bool {
	decision, err := c.evaluate()
	if err != nil {
		return false
	}
	effect, err := s.ask(c.simulation(pins))
	return err == nil && effect != decision.Effect
}

func (s *simulator) shrink(c testCase) testCase {
	for {
		at := slices.IndexFunc(reductions(c), s.disagrees)
		if at < 0 {
			return c
		}
		c = reductions(c)[at]
	}
}

func (c testCase) report(s *simulator) string {
	decision, err := c.evaluate()
	effect, refusal := s.ask(c.simulation(pins))
	text := must(json.MarshalIndent(c, "", "  "))
	return fmt.Sprintf("the evaluators disagree on\n%s\nhere: %v %v\nthere: %v %v", text, decision, err, effect, refusal)
}

// simulation is the case as the simulator takes it, after the pins. It is told only of the policies that bear
// on the request: which they are it does not know, so this is decided here, and again in the evaluator.
func (c testCase) simulation(adaptations []pin) map[string]any {
	c = c.clone()
	for _, p := range adaptations {
		if p.adapt != nil {
			p.adapt(&c)
		}
	}
	c.eachDocument(func(d *Document) {
		if d.Version == "" { // no Version element, which this JSON cannot write
			d.Version = "2008-10-17"
		}
	})
	d, r := c.Documents, c.Request
	principal := r.Caller.ARN
	switch {
	case r.Caller.Kind == ServiceCaller:
		principal = r.Caller.Service
	case r.Caller.Session != "":
		parts := strings.Split(r.Caller.ARN, "/")
		principal = fmt.Sprintf("arn:aws:sts::%s:assumed-role/%s/%s", r.Caller.Account, parts[len(parts)-1], r.Caller.Session)
	}
	owner := home
	if r.Resource == "*" {
		owner = r.Caller.Account
	}
	simulation := map[string]any{
		"request": map[string]any{
			"principal": principal, "action": r.Action, "contextVariables": c.keys(),
			"resource": map[string]any{"resource": r.Resource, "accountId": owner},
		},
		"identityPolicies":        namedPolicies(d.Identity),
		"serviceControlPolicies":  orgPolicies(d.SCP, r.Caller.Account, d.Management),
		"resourceControlPolicies": orgPolicies(d.RCP, owner, d.Management),
	}
	for _, p := range d.Resource {
		if p.To == r.Resource || p.To == homeTable && r.Resource == homeIndex {
			simulation["resourcePolicy"] = p.Document
		}
	}
	for _, p := range d.Endpoint {
		if p.To == r.Origin.Endpoint {
			simulation["vpcEndpointPolicies"] = namedPolicies([]NamedDocument{{p.Name, p.Document}})
		}
	}
	return simulation
}

func namedPolicies(documents []NamedDocument) []map[string]any {
	list := []map[string]any{}
	for _, d := range documents {
		list = append(list, map[string]any{"name": d.Name, "policy": d.Document})
	}
	return list
}

func orgPolicies(levels []Level, account, management string) []map[string]any {
	list := []map[string]any{}
	for _, l := range levels {
		if account != management && slices.Contains(l.Accounts, account) {
			list = append(list, map[string]any{"orgIdentifier": l.Name, "policies": namedPolicies(l.Documents)})
		}
	}
	return list
}

// keys are all condition keys of the request in lower case. This is a second reading of AWS's page on global
// condition keys, on purpose not the evaluator's own.
func (c testCase) keys() map[string][]string {
	keys := map[string][]string{}
	set := func(key string, values ...string) {
		if len(values) > 0 && values[0] != "" {
			keys[strings.ToLower(key)] = values
		}
	}
	for key, values := range c.Keys {
		set(key, values...)
	}
	r, o := c.Request, c.Request.Origin
	set("aws:PrincipalIsAWSService", fmt.Sprint(r.Caller.Service != ""))
	set("aws:PrincipalServiceName", r.Caller.Service)
	set("aws:PrincipalArn", r.Caller.ARN)
	set("aws:PrincipalAccount", r.Caller.Account)
	kinds := map[CallerKind]string{
		RoleCaller: "AssumedRole", ServiceLinkedCaller: "AssumedRole", UserCaller: "User", RootCaller: "Account",
	}
	set("aws:PrincipalType", kinds[r.Caller.Kind])
	if _, user, found := strings.Cut(r.Caller.ARN, ":user/"); found {
		set("aws:username", user)
	}
	set("aws:SourceVpc", o.VPC)
	set("aws:SourceVpce", o.Endpoint)
	set("aws:VpceAccount", o.EndpointAccount)
	set("aws:VpceOrgID", o.EndpointOrg)
	if o.Endpoint != "" {
		set("aws:VpcSourceIp", o.IP)
	} else {
		set("aws:SourceIp", o.IP)
	}
	set("aws:ViaAWSService", fmt.Sprint(o.Via != nil))
	if o.Via != nil {
		set("aws:CalledVia", o.Via...)
		set("aws:CalledViaFirst", o.Via[0])
		set("aws:CalledViaLast", o.Via[len(o.Via)-1])
	}
	if r.Resource != "*" {
		set("aws:ResourceAccount", home)
		set("aws:RequestedRegion", "us-east-1")
	}
	return keys
}

func (c testCase) clone() testCase {
	c.Keys = maps.Clone(c.Keys)
	d := &c.Documents
	d.Identity, d.Resource, d.Endpoint = slices.Clone(d.Identity), slices.Clone(d.Resource), slices.Clone(d.Endpoint)
	d.SCP, d.RCP = slices.Clone(d.SCP), slices.Clone(d.RCP)
	for _, levels := range [][]Level{d.SCP, d.RCP} {
		for i := range levels {
			levels[i].Documents = slices.Clone(levels[i].Documents)
		}
	}
	c.eachDocument(func(d *Document) { *d = cloneDocument(*d) })
	return c
}

func cloneDocument(d Document) Document {
	d.Statement = slices.Clone(d.Statement)
	for i := range d.Statement {
		s := &d.Statement[i]
		s.Action, s.NotAction = slices.Clone(s.Action), slices.Clone(s.NotAction)
		s.Resource, s.NotResource = slices.Clone(s.Resource), slices.Clone(s.NotResource)
		s.Condition = maps.Clone(s.Condition)
		for operator, tests := range s.Condition {
			tests = maps.Clone(tests)
			for key, values := range tests {
				tests[key] = slices.Clone(values)
			}
			s.Condition[operator] = tests
		}
	}
	return d
}
