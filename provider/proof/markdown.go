package proof

import (
	"cmp"
	"fmt"
	"strings"
)

// Markdown renders the report as Markdown.
func (r Report) Markdown() string {
	var out strings.Builder
	fmt.Fprintf(&out, "**%s**\n\n", cell(r.Verdict))
	out.WriteString("| caller | from | class | on | decision | statement | reason | mark |\n" +
		"| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, row := range r.Rows {
		class := string(row.Class)
		if len(row.Actions) > 0 {
			class += ": " + strings.Join(row.Actions, ", ")
		}
		writeCells(&out, strings.Join(row.Callers, "; "), strings.Join(row.Origins, ", "), class,
			strings.Join(row.Resources, ", "),
			row.Decision, cmp.Or(row.Statement, "none"), row.Reason, string(row.Certainty))
	}
	out.WriteString("\nWhat these policies cannot stop:\n\n| what | what would | mark |\n| --- | --- | --- |\n")
	for _, limit := range r.Limits {
		writeCells(&out, limit.What, limit.Instead, string(limit.Certainty))
	}
	return out.String()
}

// writeCells writes one row of a Markdown table.
func writeCells(out *strings.Builder, cells ...string) {
	for _, text := range cells {
		out.WriteString("| " + cell(text) + " ")
	}
	out.WriteString("|\n")
}

// cell escapes a text, such as a reason from the inputs, so that it stays inside its cell.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(text)
}
