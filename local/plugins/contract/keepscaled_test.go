package contract

import (
	"testing"
)

func TestKeepScaled(t *testing.T) {
	t.Parallel()
	scaled := Traits{
		"size":  {Scaled: true},
		"doors": {Set: true, Fields: Traits{"sign": {Scaled: true}}},
	}
	door := func(color, sign string) m { return m{"color": color, "sign": sign} }
	tests := []struct {
		name, why                 string
		old, wanted, actual, want m
	}{
		{"same wish", "the scaler has it", m{"size": 2}, m{"size": 2}, m{"size": 40}, m{"size": 40}},
		{"new wish", "is obeyed", m{"size": 2}, m{"size": 3}, m{"size": 40}, m{"size": 3}},
		{"no wish", "asks for nothing", m{}, m{}, m{"size": 40}, m{}},
		{"not scaled", "is repaired", m{"weight": 2}, m{"weight": 2}, m{"weight": 40}, m{"weight": 2}},
		{
			"in a list", "whatever the order",
			m{"doors": []any{door("red", "a"), door("blue", "b")}},
			m{"doors": []any{door("blue", "b"), door("red", "c")}},
			m{"doors": []any{door("red", "x"), door("blue", "y")}},
			m{"doors": []any{door("blue", "y"), door("red", "c")}},
		},
		{
			"new in a list", "has no past",
			m{"doors": []any{door("red", "a")}},
			m{"doors": []any{door("red", "a"), door("blue", "b")}},
			m{"doors": []any{door("red", "x"), door("blue", "y")}},
			m{"doors": []any{door("red", "x"), door("blue", "b")}},
		},
		{
			"gone from AWS", "is made as the program says",
			m{"doors": []any{door("red", "a")}},
			m{"doors": []any{door("red", "a")}},
			m{"doors": []any{}},
			m{"doors": []any{door("red", "a")}},
		},
	}
	for _, test := range tests {
		got := KeepScaled(box.Inputs, scaled, props(test.old), props(test.wanted), props(test.actual))
		if !got.Equals(props(test.want)) {
			t.Errorf("%s (%s): got %v, want %v", test.name, test.why, got, props(test.want))
		}
	}
}
