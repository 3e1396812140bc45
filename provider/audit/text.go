package audit

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// WriteText writes the first screen of each report: the verdict, the matrix and the findings.
func WriteText(out io.Writer, reports []Report) error {
	for i, r := range reports {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintf(out, "%s %s\n%s\n\n", r.Type, r.Component, r.Proof.Report.Verdict)
		if err := writeMatrix(out, r.Proof.Report.Matrix); err != nil {
			return err
		}
		for _, finding := range r.Proof.Texts() {
			fmt.Fprintf(out, "! %s\n", finding)
		}
		for _, policy := range r.Policies {
			if policy.Outcome != Same {
				fmt.Fprintf(out, "! %s: %s\n", policy.Name, policy.Outcome)
			}
		}
		fmt.Fprintf(out, "%d rows and %d limits in full, digest %.12s\n", len(r.Proof.Report.Rows), len(r.Proof.Report.Limits),
			r.Digest)
	}
	return nil
}

// writeMatrix writes a line for each caller and origin of a row: they stand below each other.
func writeMatrix(out io.Writer, matrix []proof.MatrixRow) error {
	var aligned bytes.Buffer
	table := tabwriter.NewWriter(&aligned, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "caller\tfrom")
	for _, class := range proof.MatrixClasses() {
		fmt.Fprintf(table, "\t%s", class)
	}
	fmt.Fprintln(table)
	for _, row := range matrix {
		marks := make([]string, len(row.Marks))
		for i, mark := range row.Marks {
			marks[i] = string(mark)
		}
		for line := range max(len(row.Callers), len(row.Origins)) {
			if line > 0 {
				clear(marks)
			}
			fmt.Fprintf(table, "%s\t%s\t%s\n", at(row.Callers, line), at(row.Origins, line), strings.Join(marks, "\t"))
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(aligned.String()) {
		if _, err := fmt.Fprintln(out, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

// at returns an entry of a list, or nothing after its end.
func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}
