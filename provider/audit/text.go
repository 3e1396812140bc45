package audit

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// Text renders the first screen of each report: the verdict, the matrix and the findings.
func Text(reports []Report) (string, error) {
	var out strings.Builder
	for i, r := range reports {
		if i > 0 {
			out.WriteString("\n")
		}
		matrix, err := aligned(r.Proof.Report.Matrix)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "%s %s\n%s\n\n%s", r.Type, r.Component, r.Proof.Report.Verdict, matrix)
		for _, finding := range r.Proof.Texts() {
			fmt.Fprintf(&out, "! %s\n", finding)
		}
		for _, policy := range r.Policies {
			if policy.Outcome != Same {
				fmt.Fprintf(&out, "! %s: %s\n", policy.Name, policy.Outcome)
			}
		}
		fmt.Fprintf(&out, "%d rows and %d limits in full, digest %.12s\n", len(r.Proof.Report.Rows),
			len(r.Proof.Report.Limits), r.Digest)
	}
	return out.String(), nil
}

// aligned renders a matrix in columns. The callers and the origins of a row stand below each other.
func aligned(matrix []proof.MatrixRow) (string, error) {
	header := []string{"caller", "from"}
	for _, class := range proof.MatrixClasses() {
		header = append(header, string(class))
	}
	lines := []string{strings.Join(header, "\t")}
	for _, row := range matrix {
		for line := range max(len(row.Callers), len(row.Origins)) {
			cells := []string{at(row.Callers, line), at(row.Origins, line)}
			for _, mark := range row.Marks {
				if line > 0 {
					mark = ""
				}
				cells = append(cells, string(mark))
			}
			lines = append(lines, strings.Join(cells, "\t"))
		}
	}
	var columns, out strings.Builder
	table := tabwriter.NewWriter(&columns, 0, 0, 2, ' ', 0)
	if _, err := fmt.Fprintln(table, strings.Join(lines, "\n")); err != nil {
		return "", fmt.Errorf("align a matrix: %w", err)
	}
	if err := table.Flush(); err != nil {
		return "", fmt.Errorf("align a matrix: %w", err)
	}
	for line := range strings.Lines(columns.String()) {
		out.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return out.String(), nil
}

// at returns an entry of a list, or nothing after its end.
func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}
