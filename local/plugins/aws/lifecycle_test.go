package main

import (
	"reflect"
	"slices"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

func TestLives(t *testing.T) {
	t.Parallel()
	for _, test := range slices.Concat(lives, networkLives, scalingLives) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(newWorld(t))
		})
	}
}

func (test life) run(w *world) {
	t, ctx := w.t, w.t.Context()
	program := test.program(w)
	fresh := w.at(test.kind, "it").preview(program)
	for _, name := range test.unknown {
		if !fresh.Get(name).IsComputed() {
			t.Errorf("preview shows %s as %v, not as unknown", name, fresh.Get(name))
		}
	}
	l := w.up(test.kind, "it", program)
	test.settled(l, program, "after it was made")
	if test.change != nil {
		before := program
		program = with(program, test.change)
		if got := l.changes(program); len(got) == 0 {
			t.Error("a change of the program shows no difference")
		}
		if err := l.update(program); err != nil {
			t.Fatal(err)
		}
		test.settled(l, program, "after a change")
		if err := l.update(before); err != nil {
			t.Fatal(err)
		}
		test.settled(l, before, "after the change was taken back")
		if err := l.update(program); err != nil {
			t.Fatal(err)
		}
	}
	if test.replace != nil {
		got := l.changes(with(program, test.replace))
		for name := range test.replace {
			if name != "attributes" && !slices.Contains(got, name+"!") {
				t.Errorf("a change of %s does not replace: %v", name, got)
			}
		}
	}
	if test.meddle != nil {
		if err := test.meddle(ctx, w, l); err != nil {
			t.Fatal(err)
		}
		if !l.refresh() {
			t.Fatal("refresh finds nothing")
		}
		if got := l.changes(program); !reflect.DeepEqual(got, test.drift) {
			t.Errorf("after a change behind Pulumi's back the difference is %v, not %v", got, test.drift)
		}
		if err := l.update(program); err != nil {
			t.Fatal(err)
		}
		test.settled(l, program, "after the repair")
	}
	if !test.noImport {
		imported := &live{w: w, urn: l.urn, id: l.id}
		if !imported.refresh() {
			t.Fatal("import finds nothing")
		}
		if got := imported.changes(program); len(got) > 0 {
			t.Errorf("after an import the difference is %v: %v", got, imported.inputs)
		}
	}
	for range 2 { // what is gone deletes as well
		if err := l.delete(); err != nil {
			t.Fatal(err)
		}
	}
	if l.refresh() {
		t.Error("it is there after it was deleted")
	}
}

// settled: neither the program nor AWS asks for anything, and no output is unknown or null.
func (test life) settled(l *live, program inputs, when string) {
	t := l.w.t
	t.Helper()
	if got := l.changes(program); len(got) > 0 {
		t.Errorf("%s the difference is %v", when, got)
	}
	inputs, state := l.inputs, l.state
	if !l.refresh() {
		t.Fatalf("%s refresh finds nothing", when)
	}
	if !l.inputs.Equals(inputs) {
		t.Errorf("%s refresh changes the inputs\nfrom %v\n  to %v", when, inputs, l.inputs)
	}
	if !l.state.Equals(state) {
		t.Errorf("%s refresh changes the state\nfrom %v\n  to %v", when, state, l.state)
	}
	if got := l.changes(program); len(got) > 0 {
		t.Errorf("%s and a refresh the difference is %v", when, got)
	}
	for name, v := range l.state.All {
		if v.HasComputed() {
			t.Errorf("%s output %s is unknown", when, name)
		}
	}
}

func TestUnknownInputsPreview(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	l := w.at("aws:ec2/subnet:Subnet", "it")
	in := properties(inputs{"cidrBlock": "10.0.0.0/20"}).Set("vpcId", property.New(property.Computed)).
		Set("tags", property.New(property.Computed))
	resp, err := w.server.Check(p.CheckRequest{Urn: l.urn, Inputs: in})
	if err != nil || len(resp.Failures) > 0 {
		t.Fatal(resp.Failures, err)
	}
	out, err := w.server.Create(p.CreateRequest{Urn: l.urn, Properties: resp.Inputs, DryRun: true})
	if err != nil || !out.Properties.Get("vpcId").IsComputed() || !out.Properties.Get("tagsAll").IsComputed() {
		t.Error(out.Properties, err)
	}
}
