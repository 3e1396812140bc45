package main

import (
	"context"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator/emulatortest"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/versions"
)

// harness is a configured provider, and a session with which a test changes AWS outside the provider.
type harness struct {
	t      *testing.T
	server integration.Server
	*session
}

// TestMain runs an emulator for the tests where MOTO_SERVER names the program.
func TestMain(m *testing.M) { os.Exit(emulatortest.Run(m)) }

// newHarness skips the test where there is no emulator. The provider meets local AWS as a user's does: through the gate.
func newHarness(t *testing.T, config ...property.Map) *harness {
	t.Helper()
	endpoint, err := localAWS(emulatortest.Endpoint(t))
	if err != nil {
		t.Fatal(err)
	}
	endpoints := []any{everyServiceAt(endpoint)}
	args := properties(map[string]any{"region": "us-east-1", "endpoints": endpoints})
	for _, c := range config {
		for k, v := range c.All {
			args = args.Set(k, v)
		}
	}
	h := &harness{t: t, server: serverOf(t)}
	if checked, err := h.server.CheckConfig(p.CheckRequest{Inputs: args}); err != nil || len(checked.Failures) > 0 {
		t.Fatal(checked.Failures, err)
	}
	if err := h.server.Configure(p.ConfigureRequest{Args: args}); err != nil {
		t.Fatal(err)
	}
	r, err := resolve(args)
	if err != nil {
		t.Fatal(err)
	}
	h.session = newSession(r)
	return h
}

var (
	openGate sync.Once
	front    *gate.Server
	errGate  error
)

// localAWS returns the URL of a gate in front of the emulator. It is one for all tests, and open until the last ends.
func localAWS(moto string) (string, error) {
	openGate.Do(func() {
		front, errGate = gate.Open(context.Background(), gate.Options{Moto: moto, Log: slog.New(slog.DiscardHandler)})
	})
	if errGate != nil {
		return "", errGate
	}
	return front.Doors()[0].URL, nil
}

// everyServiceAt returns one entry of the provider's endpoints.
func everyServiceAt(address string) inputs {
	out := inputs{}
	for service := range (&resolved{}).endpointsByService() {
		out[service] = address
	}
	return out
}

func serverOf(t *testing.T) integration.Server {
	t.Helper()
	server, err := integration.NewServer(context.WithoutCancel(t.Context()), "aws", semver.MustParse(versions.AWS),
		integration.WithProvider(newProvider()))
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// deployed is a resource as the engine keeps it.
type deployed struct {
	h      *harness
	urn    resource.URN
	id     string
	inputs property.Map // as checked
	state  property.Map
	ignore []string // the resource option ignoreChanges
}

// check returns the inputs that the engine would go on with.
func (d *deployed) check(program map[string]any) property.Map {
	d.h.t.Helper()
	resp, err := d.h.server.Check(p.CheckRequest{Urn: d.urn, State: d.inputs, Inputs: properties(program)})
	if err != nil || len(resp.Failures) > 0 {
		d.h.t.Fatal(resp.Failures, err)
	}
	return resp.Inputs
}

func (h *harness) at(token, name string) *deployed {
	return &deployed{h: h, urn: resource.NewURN("stack", "project", "", tokens.Type(token), name)}
}

// up previews and creates a resource. The test deletes it at its end.
func (h *harness) up(token, name string, program map[string]any) *deployed {
	h.t.Helper()
	d := h.at(token, name)
	d.inputs = d.check(program)
	if _, err := h.server.Create(p.CreateRequest{Urn: d.urn, Properties: d.inputs, DryRun: true}); err != nil {
		h.t.Fatal(err)
	}
	resp, err := h.server.Create(p.CreateRequest{Urn: d.urn, Properties: d.inputs})
	if err != nil {
		h.t.Fatal(err)
	}
	d.id, d.state = resp.ID, resp.Properties
	h.t.Cleanup(func() {
		if err := d.delete(); err != nil {
			h.t.Error(err)
		}
	})
	return d
}

// preview returns the state that the engine shows before it creates the resource.
func (d *deployed) preview(program map[string]any) property.Map {
	d.h.t.Helper()
	resp, err := d.h.server.Create(p.CreateRequest{Urn: d.urn, Properties: d.check(program), DryRun: true})
	if err != nil {
		d.h.t.Fatal(err)
	}
	return resp.Properties
}

// refresh reads AWS as pulumi refresh does, and reports whether the resource exists.
func (d *deployed) refresh() bool {
	d.h.t.Helper()
	resp, err := d.h.server.Read(p.ReadRequest{ID: d.id, Urn: d.urn, Properties: d.state, Inputs: d.inputs})
	if err != nil {
		d.h.t.Fatal(err)
	}
	if resp.ID == "" {
		return false
	}
	d.inputs, d.state = resp.Inputs, resp.Properties
	return true
}

// changes returns the top-level properties that a deployment of the program would change, with a ! where it replaces.
func (d *deployed) changes(program map[string]any) []string {
	d.h.t.Helper()
	resp, err := d.h.server.Diff(p.DiffRequest{
		ID: d.id, Urn: d.urn, State: d.state, OldInputs: d.inputs, Inputs: d.check(program),
		IgnoreChanges: d.ignore,
	})
	if err != nil {
		d.h.t.Fatal(err)
	}
	names := map[string]bool{}
	for path, d := range resp.DetailedDiff {
		name, _, _ := strings.Cut(path, ".")
		name, _, _ = strings.Cut(name, "[")
		if strings.HasSuffix(string(d.Kind), "&replace") {
			name += "!"
		}
		names[name] = true
	}
	if resp.HasChanges != (len(names) > 0) {
		d.h.t.Errorf("HasChanges is %v, the changes are %v", resp.HasChanges, names)
	}
	return slices.Sorted(maps.Keys(names))
}

// deploy creates the resource or updates it, and stores what the engine stores, whether it succeeds or fails.
func (d *deployed) deploy(program map[string]any) error {
	d.h.t.Helper()
	if d.id != "" {
		return d.update(program)
	}
	in := d.check(program)
	resp, err := d.h.server.Create(p.CreateRequest{Urn: d.urn, Properties: in})
	if err == nil || resp.PartialState != nil {
		d.id, d.inputs, d.state = resp.ID, in, resp.Properties
		d.h.t.Cleanup(func() {
			if err := d.delete(); err != nil {
				d.h.t.Error(err)
			}
		})
	}
	return err
}

// update previews and deploys the program.
func (d *deployed) update(program map[string]any) error {
	d.h.t.Helper()
	in := d.check(program)
	req := p.UpdateRequest{
		ID: d.id, Urn: d.urn, State: d.state, OldInputs: d.inputs, Inputs: in, IgnoreChanges: d.ignore, DryRun: true,
	}
	if _, err := d.h.server.Update(req); err != nil {
		return err
	}
	req.DryRun = false
	resp, err := d.h.server.Update(req)
	if err == nil || resp.PartialState != nil {
		d.inputs, d.state = in, resp.Properties
	}
	return err
}

func (d *deployed) delete() error {
	return d.h.server.Delete(p.DeleteRequest{ID: d.id, Urn: d.urn, Properties: d.state, OldInputs: d.inputs})
}

func (d *deployed) out(name string) string {
	d.h.t.Helper()
	v := d.state.Get(name)
	if !v.IsString() {
		d.h.t.Fatalf("%s has no output %s: %v", d.urn.Name(), name, v)
	}
	return v.AsString()
}

func properties(m map[string]any) property.Map {
	return resource.FromResourcePropertyMap(resource.NewPropertyMapFromMap(m))
}

// with returns a program with some inputs changed. Nil removes one.
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
