package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator"
)

// world is a configured provider and a session of its own, with which a test goes behind the provider's back.
type world struct {
	t      *testing.T
	server integration.Server
	*session
}

// address is the emulator's, empty where there is none.
var address string

// TestMain runs an emulator for the tests where MOTO_SERVER names the program.
func TestMain(m *testing.M) {
	os.Exit(withEmulator(os.Getenv("MOTO_SERVER"), m.Run))
}

func withEmulator(program string, run func() int) int {
	if program == "" {
		return run()
	}
	dir, err := os.MkdirTemp("", "moto")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = errors.Join(emulator.Stop(dir), os.RemoveAll(dir)) }()
	running, err := emulator.Start(context.Background(), program, dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	address = running.Endpoint()
	return run()
}

// newWorld skips the test where there is no emulator.
func newWorld(t *testing.T, config ...property.Map) *world {
	t.Helper()
	if address == "" {
		t.Skip("MOTO_SERVER does not name a moto_server program: this test needs one, and make e2e gives it")
	}
	args := properties(map[string]any{"region": "us-east-1", "endpoints": []any{everyServiceAt(address)}})
	for _, c := range config {
		for k, v := range c.All {
			args = args.Set(k, v)
		}
	}
	w := &world{t: t, server: serverOf(t)}
	if checked, err := w.server.CheckConfig(p.CheckRequest{Inputs: args}); err != nil || len(checked.Failures) > 0 {
		t.Fatal(checked.Failures, err)
	}
	if err := w.server.Configure(p.ConfigureRequest{Args: args}); err != nil {
		t.Fatal(err)
	}
	r, err := resolve(args)
	if err != nil {
		t.Fatal(err)
	}
	w.session = newSession(r)
	return w
}

// everyServiceAt is one entry of the provider's endpoints.
func everyServiceAt(address string) inputs {
	out := inputs{}
	for service := range (&resolved{}).given() {
		out[service] = address
	}
	return out
}

func serverOf(t *testing.T) integration.Server {
	t.Helper()
	server, err := integration.NewServer(context.WithoutCancel(t.Context()), "aws", semver.MustParse(version),
		integration.WithProvider(newProvider()))
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// live is a resource as the engine keeps it.
type live struct {
	w      *world
	urn    resource.URN
	id     string
	inputs property.Map // as checked
	state  property.Map
}

// check is the inputs that the engine would go on with.
func (l *live) check(program map[string]any) property.Map {
	l.w.t.Helper()
	resp, err := l.w.server.Check(p.CheckRequest{Urn: l.urn, State: l.inputs, Inputs: properties(program)})
	if err != nil || len(resp.Failures) > 0 {
		l.w.t.Fatal(resp.Failures, err)
	}
	return resp.Inputs
}

func (w *world) at(token, name string) *live {
	return &live{w: w, urn: resource.NewURN("stack", "project", "", tokens.Type(token), name)}
}

// up previews and makes a resource. It goes away with the test.
func (w *world) up(token, name string, program map[string]any) *live {
	w.t.Helper()
	l := w.at(token, name)
	l.inputs = l.check(program)
	if _, err := w.server.Create(p.CreateRequest{Urn: l.urn, Properties: l.inputs, DryRun: true}); err != nil {
		w.t.Fatal(err)
	}
	resp, err := w.server.Create(p.CreateRequest{Urn: l.urn, Properties: l.inputs})
	if err != nil {
		w.t.Fatal(err)
	}
	l.id, l.state = resp.ID, resp.Properties
	w.t.Cleanup(func() {
		if err := l.delete(); err != nil {
			w.t.Error(err)
		}
	})
	return l
}

// preview is the state that the engine shows before it makes the resource.
func (l *live) preview(program map[string]any) property.Map {
	l.w.t.Helper()
	resp, err := l.w.server.Create(p.CreateRequest{Urn: l.urn, Properties: l.check(program), DryRun: true})
	if err != nil {
		l.w.t.Fatal(err)
	}
	return resp.Properties
}

// refresh reads AWS as pulumi refresh does and reports whether the resource is there.
func (l *live) refresh() bool {
	l.w.t.Helper()
	resp, err := l.w.server.Read(p.ReadRequest{ID: l.id, Urn: l.urn, Properties: l.state, Inputs: l.inputs})
	if err != nil {
		l.w.t.Fatal(err)
	}
	if resp.ID == "" {
		return false
	}
	l.inputs, l.state = resp.Inputs, resp.Properties
	return true
}

// changes are the top-level properties that a deployment of the program would change, with a ! where it replaces.
func (l *live) changes(program map[string]any) []string {
	l.w.t.Helper()
	resp, err := l.w.server.Diff(p.DiffRequest{
		ID: l.id, Urn: l.urn, State: l.state, OldInputs: l.inputs, Inputs: l.check(program),
	})
	if err != nil {
		l.w.t.Fatal(err)
	}
	names := map[string]bool{}
	for path, d := range resp.DetailedDiff {
		name, _, _ := strings.Cut(path, ".")
		if strings.HasSuffix(string(d.Kind), "&replace") {
			name += "!"
		}
		names[name] = true
	}
	if resp.HasChanges != (len(names) > 0) {
		l.w.t.Errorf("HasChanges is %v, the changes are %v", resp.HasChanges, names)
	}
	return slices.Sorted(maps.Keys(names))
}

// update previews and deploys the program.
func (l *live) update(program map[string]any) error {
	l.w.t.Helper()
	in := l.check(program)
	req := p.UpdateRequest{ID: l.id, Urn: l.urn, State: l.state, OldInputs: l.inputs, Inputs: in, DryRun: true}
	if _, err := l.w.server.Update(req); err != nil {
		return err
	}
	req.DryRun = false
	resp, err := l.w.server.Update(req)
	if err == nil {
		l.inputs, l.state = in, resp.Properties
	}
	return err
}

func (l *live) delete() error {
	return l.w.server.Delete(p.DeleteRequest{ID: l.id, Urn: l.urn, Properties: l.state, OldInputs: l.inputs})
}

func (l *live) out(name string) string {
	l.w.t.Helper()
	v := l.state.Get(name)
	if !v.IsString() {
		l.w.t.Fatalf("%s has no output %s: %v", l.urn.Name(), name, v)
	}
	return v.AsString()
}

func properties(m map[string]any) property.Map {
	return resource.FromResourcePropertyMap(resource.NewPropertyMapFromMap(m))
}

// with is a program with some inputs changed; nil takes one away.
func with(program, change map[string]any) map[string]any {
	out := maps.Clone(program)
	for k, v := range change {
		if v == nil {
			delete(out, k)
		} else {
			out[k] = v
		}
	}
	return out
}
