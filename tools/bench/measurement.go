package main

import "fmt"

// measurement is one line of the table.
type measurement struct {
	what   string
	value  float64
	unit   unit
	budget float64
	how    string // by which benchmark, and what of it
}

// unit is what a value counts, and whether more of it is better.
type unit struct {
	sign string
	more bool
}

var (
	milliseconds = unit{sign: "ms"}
	times        = unit{sign: "times", more: true}
	asLong       = unit{sign: "times as long"}
)

func (m measurement) measured() string {
	if m.unit == asLong {
		return fmt.Sprintf("%.2f %s", m.value, m.unit.sign)
	}
	if m.value >= 100 {
		return fmt.Sprintf("%.0f %s", m.value, m.unit.sign)
	}
	return fmt.Sprintf("%.1f %s", m.value, m.unit.sign)
}

func (m measurement) allowed() string {
	if m.unit.more {
		return fmt.Sprintf("≥ %g %s", m.budget, m.unit.sign)
	}
	return fmt.Sprintf("≤ %g %s", m.budget, m.unit.sign)
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
	return fmt.Sprintf("%-55s %12s   %-6s %s", m.what, m.measured(), verdict, m.allowed())
}
