package proof

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Markdown renders the report as Markdown.
func (r Report) Markdown() string {
	var out strings.Builder
	fmt.Fprintf(&out, "**%s**\n\n", cell(r.Verdict))
	if len(r.Matrix) > 0 {
		out.WriteString(r.MatrixMarkdown() + "\nThe same in full, with the statement that decides:\n\n")
	}
	out.WriteString("| caller | from | class | on | decision | statement | reason | mark |\n" +
		"| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	var lists longLists
	for _, row := range r.Rows {
		class := string(row.Class)
		if len(row.Actions) > 0 {
			class += ": " + lists.shorten(row.Actions, ", ")
		}
		writeCells(&out, lists.shorten(row.Callers, "; "), strings.Join(row.Origins, ", "), class,
			strings.Join(row.Resources, ", "),
			row.Decision, cmp.Or(row.Statement, "none"), row.Reason, string(row.Certainty))
	}
	lists.write(&out)
	out.WriteString("\nWhat these policies cannot stop:\n\n| what | what would | mark |\n| --- | --- | --- |\n")
	for _, limit := range r.Limits {
		writeCells(&out, limit.What, limit.Instead, string(limit.Certainty))
	}
	return out.String()
}

// longestCell is how many characters of a list stand in a cell, so that a row fits on a screen.
const longestCell = 72

// longLists are the lists that are too long for a cell. They are numbered, and written below the table.
type longLists []string

// shorten returns a list as a cell has it: in full, or its first entry and the number of the list below. A list that is
// there already keeps its number.
func (l *longLists) shorten(entries []string, separator string) string {
	whole := strings.Join(entries, separator)
	if len(whole) <= longestCell || len(entries) == 1 {
		return whole
	}
	at := slices.Index(*l, whole)
	if at < 0 {
		at = len(*l)
		*l = append(*l, whole)
	}
	return fmt.Sprintf("%s and %d more [%d]", entries[0], len(entries)-1, at+1)
}

// write writes the lists.
func (l *longLists) write(out *strings.Builder) {
	if len(*l) == 0 {
		return
	}
	out.WriteString("\nThe lists in full:\n\n")
	for i, list := range *l {
		fmt.Fprintf(out, "%d. %s\n", i+1, cell(list))
	}
}

// MatrixMarkdown renders the matrix as Markdown.
func (r Report) MatrixMarkdown() string {
	var out strings.Builder
	header, line := []string{"caller", "from"}, "| --- | ---"
	for _, class := range MatrixClasses() {
		header, line = append(header, string(class)), line+" | ---"
	}
	writeCells(&out, header...)
	out.WriteString(line + " |\n")
	starred := false
	for _, row := range r.Matrix {
		cells := []string{strings.Join(row.Callers, "; "), strings.Join(row.Origins, ", ")}
		for _, mark := range row.Marks {
			cells = append(cells, string(mark))
			starred = starred || mark == MarkBut
		}
		writeCells(&out, cells...)
	}
	if starred {
		out.WriteString("\n\\* but for actions that these policies do not govern.\n")
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

var cellEscapes = strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;")

// cell escapes a text, such as a reason from the inputs, so that it stays inside its cell.
func cell(text string) string { return cellEscapes.Replace(text) }
