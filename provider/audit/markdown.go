package audit

import (
	"fmt"
	"strings"
)

// Markdown renders the reports in full.
func Markdown(reports []Report) (string, error) {
	var out strings.Builder
	for i, r := range reports {
		if i > 0 {
			out.WriteString("\n")
		}
		fmt.Fprintf(&out, "# %s %s\n\n%s\n", r.Type, r.Component, r.Proof.Report.Markdown())
		if findings := r.Proof.Texts(); len(findings) > 0 {
			fmt.Fprintf(&out, "Findings:\n\n- %s\n\n", strings.Join(findings, "\n- "))
		}
		out.WriteString("The policies, compared with those in the state of the stack:\n\n")
		for _, policy := range r.Policies {
			fmt.Fprintf(&out, "- %s: %s\n", policy.Name, policy.Outcome)
		}
		fmt.Fprintf(&out, "\nDigest of the report: `%s`\n", r.Digest)
	}
	return out.String(), nil
}
