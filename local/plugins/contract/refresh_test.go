package contract

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

func TestRefresh(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why         string
		old, actual, want m
	}{
		{
			"nothing happened", "the program's words stay",
			m{"name": "a", "policy": policySpelt},
			m{"name": "a", "policy": policy},
			m{"name": "a", "policy": policySpelt},
		},
		{"changed", "shows", m{"name": "a", "open": true}, m{"name": "a", "open": false}, m{"name": "a", "open": false}},
		{
			"not set, as nobody set it", "stays out",
			m{"name": "a"},
			m{"name": "a", "size": 1, "open": false, "doors": []any{}, "lock": m{"on": false}},
			m{"name": "a"},
		},
		{
			"not set, and changed outside", "shows in the state alone",
			m{"name": "a"},
			m{"name": "a", "size": 2, "tags": m{"x": "y"}},
			m{"name": "a"},
		},
		{
			"a map", "keeps its keys",
			m{"tags": m{"a": "1", "b": "1"}},
			m{"tags": m{"a": "2", "x": "y"}},
			m{"tags": m{"a": "2"}},
		},
		{
			"a list", "keeps its length",
			m{"doors": []any{m{"color": "red"}}},
			m{"doors": []any{m{"color": "blue"}, m{"color": "red"}}},
			m{"doors": []any{m{"color": "red"}}},
		},
		{"shared, not set", "is not ours", m{"name": "a"}, m{"name": "a", "weight": 2}, m{"name": "a"}},
		{
			"gone from AWS", "the next deployment sets it again",
			m{"name": "a", "tags": m{"x": "y"}},
			m{"name": "a"},
			m{"name": "a"},
		},
		{
			"default in an object", "stays out",
			m{"name": "a", "lock": m{"on": true}},
			m{"name": "a", "lock": m{"on": true, "days": 35, "key": 7}},
			m{"name": "a", "lock": m{"on": true}},
		},
		{
			"import", "what is not zero appears",
			m{},
			m{"name": "a", "size": 1, "weight": 2, "open": false, "tags": m{}, "policy": ""},
			m{"name": "a", "size": 1, "weight": 2},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := Refresh(box.Inputs, traits, props(test.old), props(test.actual)); !got.Equals(props(test.want)) {
				t.Errorf("%s\n got %v\nwant %v", test.why, got, props(test.want))
			}
		})
	}
}

func TestOutputsAndResolve(t *testing.T) {
	t.Parallel()
	in := props(m{"name": "a", "policy": policySpelt, "open": true}).
		Set("tags", property.New(map[string]property.Value{"k": property.New("v")}).WithSecret(true))
	actual := props(m{
		"name": "a", "policy": policy, "tags": m{"k": "v", "x": "y"}, "arn": "arn:x", "weight": 2,
		"size": 2,
	})
	out := Outputs(box.Inputs, traits, in, actual)
	if out.Get("policy").AsString() != policySpelt || out.Get("arn").AsString() != "arn:x" || !out.Get("tags").Secret() {
		t.Errorf("outputs: %v", out)
	}
	want := Resolve(box.Inputs, traits, in, actual)
	if want.Get("policy").AsString() != policy || !want.Get("open").AsBool() || want.Get("weight").AsNumber() != 2 ||
		want.Get("size").AsNumber() != 1 {
		t.Errorf("resolved: %v", want)
	}
	set := Applied(box.Inputs, traits, in, props(m{"doors": []any{m{"color": "red"}}, "size": 3}), actual.Set("doors",
		props(m{"d": []any{m{"color": "blue"}}}).Get("d")))
	if set.Get("doors").AsArray().Get(0).AsMap().Get("color").AsString() != "red" || set.Get("size").AsNumber() != 2 {
		t.Errorf("a set stays as planned and nothing else: %v", set)
	}
}

func TestPlanned(t *testing.T) {
	t.Parallel()
	arn := Field{Name: "arn", Type: Type{Kind: String}}
	implemented := Type{Kind: Object, Fields: append(slices.Clone(mine.Fields), arn)}
	got := Planned(box.Inputs, implemented, traits, props(m{"name": "a", "size": 3}),
		props(m{"name": "a", "size": 2, "open": true, "weight": 7, "arn": "arn:x", "lock": m{"on": true}}))
	want := props(m{"name": "a", "size": 3, "open": false, "weight": 7, "arn": "arn:x"})
	if !got.Equals(want) {
		t.Errorf("what AWS decides stays, what the program left out is unset\n got %v\nwant %v", got, want)
	}
}

func TestPreview(t *testing.T) {
	t.Parallel()
	arn := Field{Name: "arn", Type: Type{Kind: String}}
	implemented := Type{Kind: Object, Fields: append(slices.Clone(mine.Fields), arn)}
	out := Preview(box, implemented, traits, props(m{"name": "a"}))
	for name, want := range map[string]string{
		"name": "a", "arn": "unknown", "size": "unknown", "doors": "unknown", "open": "absent", "tags": "absent",
	} {
		got := "absent"
		if v, ok := out.GetOk(name); ok && v.IsComputed() {
			got = "unknown"
		} else if ok {
			got = v.AsString()
		}
		if got != want {
			t.Errorf("%s is %s, not %s", name, got, want)
		}
	}
	state := props(m{"name": "a", "size": 2, "open": true, "arn": "arn:x"})
	old := props(m{"name": "a", "size": 2, "open": true})
	out = PreviewUpdate(box, implemented, state, old, props(m{"name": "a"}), []string{"arn"})
	if _, open := out.GetOk("open"); open || !out.Get("size").IsComputed() || !out.Get("arn").IsComputed() {
		t.Errorf("an update previews %v", out)
	}
}
