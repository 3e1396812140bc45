package main

import (
	"reflect"
	"slices"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

func TestLifecycles(t *testing.T) {
	t.Parallel()
	for _, test := range slices.Concat(lifecycles, networkLifecycles, scalingLifecycles) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(newHarness(t))
		})
	}
}

func (test lifecycle) run(h *harness) {
	t, ctx := h.t, h.t.Context()
	program := test.program(h)
	fresh := h.at(test.token, "it").preview(program)
	for _, name := range test.unknown {
		if !fresh.Get(name).IsComputed() {
			t.Errorf("preview shows %s as %v, not as unknown", name, fresh.Get(name))
		}
	}
	d := h.up(test.token, "it", program)
	test.requireStable(d, program, "after it was made")
	if test.change != nil {
		before := program
		program = with(program, test.change)
		if got := d.changes(program); len(got) == 0 {
			t.Error("a change of the program shows no difference")
		}
		if err := d.update(program); err != nil {
			t.Fatal(err)
		}
		test.requireStable(d, program, "after a change")
		if err := d.update(before); err != nil {
			t.Fatal(err)
		}
		test.requireStable(d, before, "after the change was taken back")
		if err := d.update(program); err != nil {
			t.Fatal(err)
		}
	}
	if test.replace != nil {
		got := d.changes(with(program, test.replace))
		for name := range test.replace {
			ofFramework := slices.Contains(got, name) && slices.Contains(got, meta+"!")
			if name != "attributes" && !slices.Contains(got, name+"!") && !ofFramework {
				t.Errorf("a change of %s does not replace: %v", name, got)
			}
		}
	}
	if test.changeOutside != nil {
		if err := test.changeOutside(ctx, h, d); err != nil {
			t.Fatal(err)
		}
		if !d.refresh() {
			t.Fatal("refresh finds nothing")
		}
		if got := d.changes(program); !reflect.DeepEqual(got, test.drift) {
			t.Errorf("after a change behind Pulumi's back the difference is %v, not %v", got, test.drift)
		}
		if err := d.update(program); err != nil {
			t.Fatal(err)
		}
		test.requireStable(d, program, "after the repair")
	}
	if !test.noImport {
		imported := &deployed{h: h, urn: d.urn, id: d.id}
		if !imported.refresh() {
			t.Fatal("import finds nothing")
		}
		if got := imported.changes(program); len(got) > 0 {
			t.Errorf("after an import the difference is %v: %v", got, imported.inputs)
		}
	}
	for range 2 { // deleting twice succeeds
		if err := d.delete(); err != nil {
			t.Fatal(err)
		}
	}
	if d.refresh() {
		t.Error("it is there after it was deleted")
	}
}

// withoutEmpty leaves out empty lists and maps, which are the same as none.
func withoutEmpty(m property.Map) property.Map {
	for k, v := range m.All {
		if v.IsMap() && v.AsMap().Len() == 0 || v.IsArray() && v.AsArray().Len() == 0 {
			m = m.Delete(k)
		}
	}
	return m
}

// requireStable checks that a deployment of the program and a refresh change nothing, and that no output is unknown.
func (test lifecycle) requireStable(d *deployed, program inputs, when string) {
	t := d.h.t
	t.Helper()
	if got := d.changes(program); len(got) > 0 {
		t.Errorf("%s the difference is %v", when, got)
	}
	inputs, state := d.inputs, d.state
	if !d.refresh() {
		t.Fatalf("%s refresh finds nothing", when)
	}
	if !withoutEmpty(d.inputs).Delete("tagsAll").Equals(withoutEmpty(inputs).Delete("tagsAll")) {
		t.Errorf("%s refresh changes the inputs\nfrom %v\n  to %v", when, inputs, d.inputs)
	}
	if !withoutEmpty(d.state).Equals(withoutEmpty(state)) {
		t.Errorf("%s refresh changes the state\nfrom %v\n  to %v", when, state, d.state)
	}
	if got := d.changes(program); len(got) > 0 {
		t.Errorf("%s and a refresh the difference is %v", when, got)
	}
	for name, v := range d.state.All {
		if v.HasComputed() {
			t.Errorf("%s output %s is unknown", when, name)
		}
	}
}

func TestUnknownInputsPreview(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	d := h.at("aws:ec2/subnet:Subnet", "it")
	in := properties(inputs{"cidrBlock": "10.0.0.0/20"}).Set("vpcId", property.New(property.Computed)).
		Set("tags", property.New(property.Computed))
	resp, err := h.server.Check(p.CheckRequest{Urn: d.urn, Inputs: in})
	if err != nil || len(resp.Failures) > 0 {
		t.Fatal(resp.Failures, err)
	}
	out, err := h.server.Create(p.CreateRequest{Urn: d.urn, Properties: resp.Inputs, DryRun: true})
	if err != nil || !out.Properties.Get("vpcId").IsComputed() || !out.Properties.Get("tagsAll").IsComputed() {
		t.Error(out.Properties, err)
	}
}
