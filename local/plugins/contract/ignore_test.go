package contract

import "testing"

func TestIgnore(t *testing.T) {
	t.Parallel()
	sets := Traits{"doors": {Set: true}}
	door := func(color, sign string) m { return m{"color": color, "sign": sign} }
	tests := []struct {
		name, why           string
		paths               []string
		wanted, state, want m
	}{
		{"a property", "the state has it", []string{"size"}, m{"size": 2}, m{"size": 40}, m{"size": 40}},
		{"absent", "nothing is wanted of it", []string{"size"}, m{"size": 2}, m{}, m{}},
		{"another", "is repaired", []string{"size"}, m{"weight": 2}, m{"weight": 40, "size": 1}, m{"weight": 2, "size": 1}},
		{
			"a key", "and no other",
			[]string{"tags.a"},
			m{"tags": m{"a": "1", "b": "1"}},
			m{"tags": m{"a": "2", "b": "2"}},
			m{"tags": m{"a": "2", "b": "1"}},
		},
		{
			"in a list", "whatever the order of the state",
			[]string{"doors[0].sign"},
			m{"doors": []any{door("red", "a"), door("blue", "b")}},
			m{"doors": []any{door("blue", "y"), door("red", "x")}},
			m{"doors": []any{door("red", "x"), door("blue", "b")}},
		},
		{
			"in each of a list", "a star is every index",
			[]string{"doors[*].sign"},
			m{"doors": []any{door("red", "a"), door("blue", "b")}},
			m{"doors": []any{door("blue", "y"), door("red", "x")}},
			m{"doors": []any{door("red", "x"), door("blue", "y")}},
		},
		{
			"new in a list", "has no past",
			[]string{"doors[0].sign"},
			m{"doors": []any{door("green", "a")}},
			m{"doors": []any{door("red", "x")}},
			m{"doors": []any{door("green", "a")}},
		},
	}
	for _, test := range tests {
		got := Ignore(box.Inputs, sets, props(test.wanted), props(test.state), test.paths)
		if !got.Equals(props(test.want)) {
			t.Errorf("%s (%s): got %v, want %v", test.name, test.why, got, props(test.want))
		}
	}
}
