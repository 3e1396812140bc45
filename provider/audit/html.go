package audit

import (
	_ "embed" // the page
	"fmt"
	"html/template"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

//go:embed report.html.tmpl
var page string

var pageTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"join":    func(list []string) string { return strings.Join(list, "; ") },
	"classes": proof.MatrixClasses,
	"allowed": func(decision string) bool { return decision == string(proof.MarkAllowed) },
}).Parse(page))

// HTML renders the reports in full as one page, which needs nothing else to be shown.
func HTML(reports []Report) (string, error) {
	var out strings.Builder
	if err := pageTemplate.Execute(&out, reports); err != nil {
		return "", fmt.Errorf("render reports: %w", err)
	}
	return out.String(), nil
}
