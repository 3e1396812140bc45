package iam

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
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
	differentialCases = flag.Uint64("differential.cases", 52_000, "the number of cases to give to both evaluators")
	differentialSeed  = flag.Uint64("differential.seed", 20261017, "the seed of the generated cases")
)

// simulators is the number of simulator processes.
const simulators = 2

// TestDifferential gives generated policies and requests to this evaluator and to an independent one. If they disagree,
// it fails with the smallest documents and request that still show the difference. It needs the simulator of
// tools/simulate: SIMULATOR=$PWD/tools/simulate go test ./provider/iam -run Differential -v
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
	assert.Less(t, sum.refused, total/20, "refused cases test nothing")
}

// TestPins checks that each pin is still a difference: the simulator must decide its case in another way than this
// evaluator, and in the same way once the case is adapted.
func TestPins(t *testing.T) {
	t.Parallel()
	simulator := startSimulator(t)()
	for i, p := range pins { //nolint:paralleltest // the simulator decides one case at a time
		t.Run(p.name, func(t *testing.T) {
			require.NotEmpty(t, p.why)
			require.NotEmpty(t, p.source)
			if p.example == nil {
				t.Skip("this evaluator refuses such a case: " + p.name)
			}
			want, err := p.example().evaluate()
			require.NoError(t, err)
			plain, err := simulator.simulate(p.example().simulation(slices.Concat(pins[:i], pins[i+1:])))
			assert.True(t, err != nil || plain != want.Effect, "the simulator now agrees: unpin it")
			if p.adapt == nil {
				return
			}
			adapted, err := simulator.simulate(p.example().simulation(pins))
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

// simulator is a process that reads a case and writes a result, each on one line.
type simulator struct {
	in  io.WriteCloser
	out *bufio.Scanner
}

// startSimulator returns a function that starts a simulator. It skips the test if there is none to start.
func startSimulator(t *testing.T) func() *simulator {
	t.Helper()
	dir := os.Getenv("SIMULATOR")
	if dir == "" {
		t.Skip("SIMULATOR is not set: it is the path of tools/simulate, after npm ci there")
	}
	return func() *simulator {
		t.Helper()
		script := filepath.Join(dir, "simulate.mjs")
		command := exec.CommandContext(t.Context(), "node", script) //nolint:gosec // the path comes from the person who runs the test
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

// compare gives cases to both evaluators. It writes cases before it reads results, so that neither side waits.
func (s *simulator) compare(t *testing.T, cases func(func(testCase)), c *counts) {
	type decided struct {
		testCase testCase
		decision Decision
	}
	waiting := make(chan decided, 64)
	go func() {
		defer close(waiting)
		cases(func(one testCase) {
			decision, err := one.evaluate()
			if err != nil {
				c.refused++
				return
			}
			s.write(one.simulation(pins))
			waiting <- decided{one, decision}
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

// simulate decides one case.
func (s *simulator) simulate(simulation any) (Effect, error) {
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
	var result struct {
		Result string          `json:"result"`
		Error  json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(s.out.Bytes(), &result); err != nil {
		return 0, err
	}
	effect, known := map[string]Effect{
		"Allowed": Allowed, "ExplicitlyDenied": ExplicitDeny, "ImplicitlyDenied": ImplicitDeny,
	}[result.Result]
	if !known {
		return 0, fmt.Errorf("the simulator refuses the case: %s", result.Error)
	}
	return effect, nil
}

// disagrees reports whether the evaluators decide a case differently. A case that either of them refuses does not count.
func (s *simulator) disagrees(c testCase) bool {
	decision, err := c.evaluate()
	if err != nil {
		return false
	}
	effect, err := s.simulate(c.simulation(pins))
	return err == nil && effect != decision.Effect
}

// shrink returns the smallest case that still shows a difference.
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
	effect, refusal := s.simulate(c.simulation(pins))
	text := must(json.MarshalIndent(c, "", "  "))
	return fmt.Sprintf("the evaluators disagree on\n%s\nthis package: %v %v\nsimulator: %v %v", text, decision, err, effect, refusal)
}

// simulation returns the case as the simulator reads it, after adaptations. The simulator takes only policies that apply
// to the request, so this function selects them, independently of the evaluator.
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

// keys returns all condition keys of the request, in lower case. It implements AWS's page on global condition keys a
// second time, and deliberately does not call the evaluator.
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
