package audit

import (
	_ "embed" // the page
	"html/template"
	"io"
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

// WriteHTML writes the reports in full as one page, which needs nothing else to be shown.
func WriteHTML(out io.Writer, reports []Report) error { return pageTemplate.Execute(out, reports) }
