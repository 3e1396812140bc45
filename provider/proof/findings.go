package proof

import (
	"cmp"
	"fmt"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Severity tells whether a finding stops a deployment.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Finding is a wrong or surprising answer to a question.
type Finding struct { //nolint:errname // a finding is more than an error: it can be a warning
	Question Question
	Severity Severity
	// Path is the input at fault, such as breakGlassPrincipalArns[0]. It is empty if a document is at fault.
	Path    string
	Message string
	// Request is the counter-example, and Decision is what the documents decide about it. A finding that needs no
	// counter-example, such as a document that is too long, has a Request without an Action.
	Request  iam.Request
	Decision iam.Decision
}

// Error returns the text of the finding after the input at fault.
func (f Finding) Error() string {
	if f.Path != "" {
		return f.Path + ": " + f.Text()
	}
	return f.Text()
}

// Text returns the message and the question, without the input at fault.
func (f Finding) Text() string {
	return fmt.Sprintf("%s (question %d: %s)", f.Message, f.Question, f.Question)
}

// find records a finding once, however many requests show it.
func (p *prover) find(f Finding) {
	f.Severity = cmp.Or(f.Severity, Error)
	key := fmt.Sprint(f.Question, f.Severity, f.Path, f.Message)
	if !p.found[key] {
		p.found[key] = true
		p.findings = append(p.findings, f)
	}
}
