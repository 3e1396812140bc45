package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWithin(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		m         measurement
		want      bool
		text      string
	}{
		{"a time", "less is better", measurement{value: 4.96, unit: milliseconds, budget: 5}, true, "5.0 ms"},
		{"a time over budget", "it has to be seen", measurement{value: 5.1, unit: milliseconds, budget: 5}, false, "5.1 ms"},
		{"a ratio", "more is better", measurement{value: 2400.4, unit: times, budget: 1000}, true, "2400 times"},
		{"a ratio under budget", "it has to be seen", measurement{value: 999, unit: times, budget: 1000}, false, "999 times"},
		{"no unit", "an exponent has none", measurement{value: 1.013, unit: power, budget: 1.1}, true, "1.01"},
		{"a ratio that is the budget", "at least is what a budget says", measurement{value: 1000, unit: times, budget: 1000}, true, "1000 times"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, test.m.within(), test.why)
			assert.Equal(t, test.text, test.m.measured())
		})
	}
}

func TestPageSaysWhatIsOver(t *testing.T) {
	t.Parallel()
	page := write("a machine", outcome{section: "\n## More\n", lines: []measurement{
		{what: "a proof", value: 6, unit: milliseconds, budget: 5, how: "a benchmark"},
		{what: "evaluations", value: 2000, unit: times, budget: 1000, how: "another"},
		medianOf("a preview", runs{2.61, 2.4, 2.5}, asLong, 2.5, "a third"),
	}})
	assert.Contains(t, page, "| a proof | 6.0 ms | ≤ 5 ms | **over** | a benchmark |\n")
	assert.Contains(t, page, "| evaluations | 2000 times | ≥ 1000 times | within | another |\n")
	assert.Contains(t, page, "| a preview | 2.50 times as long (2.40–2.61) | ≤ 2.5 times as long | within | a third |\n")
	assert.Contains(t, page, "Measured on a machine.\n\n## Over the budget\n\n- a proof: not explained yet.\n\n## More\n")
}
