package contract

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	secret := property.New("{hunter2").WithSecret(true)
	tests := []struct {
		name, why string
		in        property.Map
		want      string
	}{
		{"right", "everything has its type", props(m{
			"name": "a", "size": 1, "weight": 1, "open": true, "tags": m{"k": "v"}, "doors": []any{m{"color": "red"}},
			"lock": m{"on": true}, "policy": "{}",
		}), ""},
		{"unknown values", "AWS decides them later", props(m{"name": "a"}).
			Set("size", property.New(property.Computed)).Set("doors", property.New(property.Computed)), ""},
		{"null", "is the same as absent", props(m{"name": "a", "exotic": nil, "size": nil}), ""},
		{"missing", "a null is missing too", props(m{"name": nil}), "name: missing required property name of test:index:Box"},
		{
			"unknown property", "a misspelling must not pass", props(m{"name": "a", "sise": 1}),
			"sise: unknown property: test:index:Box has no sise",
		},
		{
			"not implemented", "nor must what is not done", props(m{"name": "a", "exotic": "x"}),
			"exotic: the stand-in for local AWS does not implement exotic of test:index:Box; the official plugin does",
		},
		{"string for a number", "no guessing", props(m{"name": "a", "size": "1"}), "size: must be an integer, got a string"},
		{"half", "an integer is whole", props(m{"name": "a", "size": 1.5}), "size: must be an integer, got a number"},
		{"list for a map", "shape counts", props(m{"name": "a", "tags": []any{"x"}}), "tags: must be a map, got a list"},
		{
			"map value", "tags are strings", props(m{"name": "a", "tags": m{"k": 1}}),
			"tags.k: must be a string, got an integer",
		},
		{
			"in a list", "with its index", props(m{"name": "a", "doors": []any{m{"color": "red"}, m{"color": "green"}}}),
			"doors[1].color: must be one of red, blue; the stand-in for local AWS knows no other",
		},
		{
			"missing in an object", "with its path", props(m{"name": "a", "lock": m{}}),
			"lock.on: missing required property lock.on of test:index:Box",
		},
		{
			"policy", "emulators take anything", props(m{"name": "a", "policy": "{nope"}),
			"policy: must be a JSON policy document",
		},
		{
			"secret", "the engine prints the value at a path", props(m{"name": "a"}).Set("policy", secret),
			"policy (secret): must be a JSON policy document",
		},
		{
			"all at once", "one deployment, one list", props(m{"sise": 1, "open": 1}),
			"open: must be a boolean, got an integer; sise: unknown property: test:index:Box has no sise; " +
				"name: missing required property name of test:index:Box",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range Check(box.Token, box.Inputs, mine, traits, test.in) {
				got = append(got, f.Property+": "+f.Reason)
			}
			if text := strings.Join(got, "; "); text != test.want {
				t.Errorf("%s\n got %s\nwant %s", test.why, text, test.want)
			}
		})
	}
}
