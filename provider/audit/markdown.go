package audit

import (
	"fmt"
	"io"
)

// WriteMarkdown writes the reports in full.
func WriteMarkdown(out io.Writer, reports []Report) error {
	for i, r := range reports {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintf(out, "# %s %s\n\n%s\n", r.Type, r.Component, r.Proof.Report.Markdown())
		if findings := r.Proof.Texts(); len(findings) > 0 {
			fmt.Fprint(out, "Findings:\n\n")
			for _, finding := range findings {
				fmt.Fprintf(out, "- %s\n", finding)
			}
			fmt.Fprintln(out)
		}
		fmt.Fprintf(out, "The policies, compared with those in the state of the stack:\n\n")
		for _, policy := range r.Policies {
			fmt.Fprintf(out, "- %s: %s\n", policy.Name, policy.Outcome)
		}
		if _, err := fmt.Fprintf(out, "\nDigest of the report: `%s`\n", r.Digest); err != nil {
			return err
		}
	}
	return nil
}
