package contract

import "testing"

func TestCoerceAndDefaults(t *testing.T) {
	t.Parallel()
	typ := box.Inputs
	coerced := Coerce(typ, props(m{"in": m{
		"name": 7, "size": "3", "open": "true", "tags": m{"k": true}, "doors": []any{m{"color": "red"}},
	}}).Get("in")).AsMap()
	got := Defaults(typ, Traits{"policy": {Default: "{}"}, "doors": {Fields: Traits{"sign": {Default: "none"}}}}, coerced)
	want := props(m{
		"name": "7", "size": 3, "open": true, "tags": m{"k": "true"}, "policy": "{}",
		"doors": []any{m{"color": "red", "sign": "none"}},
	})
	if !got.Equals(want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestValidators(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		valid Validator
		value any
		want  string
	}{
		"a block":       {Network, "10.0.0.0/16", ""},
		"no block":      {Network, "nonsense", `"nonsense" is not a valid CIDR block: invalid CIDR address: nonsense`},
		"days":          {Between(1, 35), 35.0, ""},
		"too many days": {Between(1, 35), 36.0, "expected x to be in the range (1 - 35), got 36"},
		"an ARN":        {ARN, "arn:aws:kms:us-east-1:123456789012:key/a", ""},
		"an alias":      {ARN, "alias/x", `"x" (alias/x) is an invalid ARN: arn: invalid prefix`},
		"JSON":          {JSON, "{}", ""},
	} {
		if got := test.valid("x", test.value); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}
