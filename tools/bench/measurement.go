package main

import (
	"fmt"
	"slices"
	"strings"
)

// measurement is one line of the table.
type measurement struct {
	what   string
	value  float64
	spread runs // the values of all runs, where several were made
	unit   unit
	budget float64
	how    string // by which benchmark, and what of it
	limit  string // what keeps it over the budget, where that is known
}

// unit is what a value counts, and whether more of it is better.
type unit struct {
	sign  string
	more  bool
	exact bool // small differences matter
}

var (
	milliseconds = unit{sign: "ms"}
	seconds      = unit{sign: "s", exact: true}
	times        = unit{sign: "times", more: true}
	asLong       = unit{sign: "times as long", exact: true}
	power        = unit{exact: true}
	calls        = unit{sign: "calls", exact: true}
	kilobytes    = unit{sign: "kB"}
	megabytes    = unit{sign: "MB"}
)

// medianOf is a measurement of several runs.
func medianOf(what string, values runs, unit unit, budget float64, how string) measurement {
	return measurement{what: what, value: values.median(), spread: values, unit: unit, budget: budget, how: how}
}

func (m measurement) measured() string {
	text := m.unit.text(m.value)
	if len(m.spread) > 1 {
		text += " (" + m.unit.number(slices.Min(m.spread)) + "–" + m.unit.number(slices.Max(m.spread)) + ")"
	}
	return text
}

func (u unit) text(value float64) string { return strings.TrimSpace(u.number(value) + " " + u.sign) }

func (u unit) number(value float64) string {
	switch {
	case u.exact:
		return fmt.Sprintf("%.2f", value)
	case value >= 100:
		return fmt.Sprintf("%.0f", value)
	}
	return fmt.Sprintf("%.1f", value)
}

func (m measurement) allowed() string {
	sign := "≤"
	if m.unit.more {
		sign = "≥"
	}
	return strings.TrimSpace(fmt.Sprintf("%s %g %s", sign, m.budget, m.unit.sign))
}

func (m measurement) within() bool {
	if m.unit.more {
		return m.value >= m.budget
	}
	return m.value <= m.budget
}

// String is the line as the terminal shows it.
func (m measurement) String() string {
	verdict := "within"
	if !m.within() {
		verdict = "OVER"
	}
	return fmt.Sprintf("%-6s %s: %s, budget %s\n       by %s", verdict, m.what, m.measured(), m.allowed(), m.how)
}
