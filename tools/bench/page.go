package main

import (
	"cmp"
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
)

const header = `# Performance

Written by ` + "`make bench`" + `, which measures all of it in one run. Nothing fails when a budget is exceeded: what a
time is worth depends on what else the machine does, and ratios move less than times. What several runs measured is
their median, with the least and the most in parentheses; of several runs of a Go benchmark the shortest counts.

`

// describe says on what was measured, and nothing by which the machine could be known.
func describe(ctx context.Context) (string, error) {
	node, err := exec.CommandContext(ctx, "node", "--version").Output()
	if err != nil {
		return "", fmt.Errorf("ask for Node's version: %w", err)
	}
	return fmt.Sprintf("%s/%s, %d cores, Go %s, Node %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(),
		strings.TrimPrefix(runtime.Version(), "go"), strings.TrimPrefix(strings.TrimSpace(string(node)), "v")), nil
}

func write(machine string, all outcome) string {
	var page strings.Builder
	page.WriteString(header)
	page.WriteString("| what | measured | budget | | by |\n| --- | --- | --- | --- | --- |\n")
	for _, m := range all.lines {
		verdict := "within"
		if !m.within() {
			verdict = "**over**"
		}
		fmt.Fprintf(&page, "| %s | %s | %s | %s | %s |\n", m.what, m.measured(), m.allowed(), verdict, m.how)
	}
	fmt.Fprintf(&page, "\nMeasured on %s.\n%s%s", machine, limits(all.lines), all.section)
	return page.String()
}

// limits says of each line that is over its budget what keeps it there.
func limits(lines []measurement) string {
	var section strings.Builder
	for _, m := range lines {
		if m.within() {
			continue
		}
		if section.Len() == 0 {
			section.WriteString("\n## Over the budget\n\n")
		}
		fmt.Fprintf(&section, "- %s: %s\n", m.what, cmp.Or(m.limit, "not explained yet."))
	}
	return section.String()
}
