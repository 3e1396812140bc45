package proof

import (
	"cmp"
	"fmt"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Severity says whether a flaw stops a deployment.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Finding is what a question found.
type Finding struct { //nolint:errname // it is what a question found, and an error besides
	Question Question
	Severity Severity
	// Path is the input at fault, such as breakGlassPrincipalArns[0]; it is empty where a document is.
	Path    string
	Message string
	// Request is the counter-example, and Decision what the documents make of it. A flaw that needs none, such as
	// a document that is too long, has a Request without an Action.
	Request  iam.Request
	Decision iam.Decision
}

// Error says what is wrong, the input first.
func (f Finding) Error() string {
	if f.Path != "" {
		return f.Path + ": " + f.Text()
	}
	return f.Text()
}

// Text says what is wrong, without the input.
func (f Finding) Text() string {
	return fmt.Sprintf("%s (question %d: %s)", f.Message, f.Question, f.Question)
}

// find notes a flaw once: the same words about another request add nothing.
func (p *prover) find(f Finding) {
	f.Severity = cmp.Or(f.Severity, Error)
	key := fmt.Sprint(f.Question, f.Severity, f.Path, f.Message)
	if !p.seen[key] {
		p.seen[key] = true
		p.findings = append(p.findings, f)
	}
}
