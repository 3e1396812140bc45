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
		{
			"missing", "a null is missing too", props(m{"name": nil}),
			`name: Missing required argument. The argument "name" is required, but no definition was found.`,
		},
		{
			"unknown property", "a misspelling must not pass", props(m{"name": "a", "sise": 1}),
			"sise: Invalid or unknown key",
		},
		{
			"not implemented", "nor must what is not done", props(m{"name": "a", "exotic": "x"}),
			"exotic: the stand-in for local AWS does not implement exotic of test:index:Box; the official plugin does",
		},
		{"a number as text", "the bridge takes it", props(m{"name": "a", "size": "1"}), ""},
		{"text for a number", "no guessing", props(m{"name": "a", "size": "one"}), "size: expected type integer, got one"},
		{"half", "an integer is whole", props(m{"name": "a", "size": 1.5}), "size: expected type integer, got 1.5"},
		{
			"list for a map", "shape counts", props(m{"name": "a", "tags": []any{"x"}}),
			"tags: Incorrect attribute value type. Inappropriate value: map of values required",
		},
		{
			"map value", "tags are strings", props(m{"name": "a", "tags": m{"k": []any{}}}),
			"tags.k: Attribute must be a single value, not a list",
		},
		{
			"in a list", "with its index", props(m{"name": "a", "doors": []any{m{"color": "red"}, m{"color": "green"}}}),
			`doors[1].color: expected doors.1.color to be one of ["red" "blue"], got green`,
		},
		{
			"missing in an object", "with Terraform's path", props(m{"name": "a", "lock": m{}}),
			`lock: Missing required argument. The argument "lock.0.on" is required, but no definition was found.`,
		},
		{
			"policy", "emulators take anything", props(m{"name": "a", "policy": "{nope"}),
			`policy: "policy" contains an invalid JSON: invalid character 'n' looking for beginning of object key string`,
		},
		{
			"secret", "the engine prints the value at a path", props(m{"name": "a"}).Set("policy", secret),
			"policy (secret): the value is not valid, and is secret",
		},
		{
			"all at once", "one deployment, one list", props(m{"sise": 1, "open": "perhaps"}),
			"open: expected type boolean, got perhaps; sise: Invalid or unknown key; " +
				`name: Missing required argument. The argument "name" is required, but no definition was found.`,
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
