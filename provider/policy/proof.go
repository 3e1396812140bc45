package policy

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Case is what is to be proven: that documents do what an intent says, on one table. The documents may be the
// rendered ones, or any others.
//
// What is not known at preview stands in it as a [Symbol]. No rule asks for more of an id than that it is well
// formed and equal to itself, so what holds of symbols "holds if each unknown is one well-formed value, distinct
// from the others".
type Case struct {
	Intent Intent
	Table  string // its ARN
	Stream string // its ARN; empty where the stream is off
	// StreamEndpoint: an interface endpoint carries the stream into the network. Gateway endpoints carry none.
	StreamEndpoint bool
	Documents      Documents // without Identity: every caller is taken to hold every right
	// AdoptedEndpoint: the endpoint was there before, and its policy is not ours. What that refuses is a warning.
	AdoptedEndpoint bool
	// Deployer is who deploys, where it is known. What it loses is a warning at preview, whose identity is seldom
	// the deployment's, and an error when Applying.
	Deployer string
	Applying bool
	Unknown  []string // the inputs that stand as symbols

	guardrail bool // the documents are a [Guardrail]'s
}

// Documents renders what an intent says of a table and, where it has one, of its stream.
func (i Intent) Documents(table, stream string) (Documents, error) {
	document, err := i.TablePolicy(table)
	if err != nil {
		return Documents{}, err
	}
	documents := Documents{Resource: []AttachedDocument{{Name: "table policy", To: table, Document: document}}}
	if stream == "" {
		return documents, nil
	}
	document, err = i.StreamPolicy(stream)
	attached := AttachedDocument{Name: "stream policy", To: stream, Document: document}
	documents.Resource = append(documents.Resource, attached)
	return documents, err
}

// Question is one of the eight that every set of documents is asked.
type Question int

// The questions.
const (
	// AskOutside: no action that the documents govern succeeds from outside for anyone not exempt.
	AskOutside Question = iota + 1
	// AskInside: nothing that a role could do inside, through a listed endpoint, is denied.
	AskInside
	// AskRepair: break-glass is in the table's account and denied nothing, and somebody can repair the policy.
	AskRepair
	// AskAdministrators: administrators reach no data from outside in one request.
	AskAdministrators
	// AskExemptions: each exemption opens exactly what it says, overlaps included.
	AskExemptions
	// AskSideDoors: the stream is no side door, and neither is an index.
	AskSideDoors
	// AskLimits: every document is within AWS's limits and names only actions that AWS documents for it.
	AskLimits
	// AskTwoCalls: in a policy or shape call and any other, only those who are named read data from outside.
	AskTwoCalls
)

// String puts the question in words.
func (q Question) String() string {
	return [...]string{
		"", "does anyone outside get in", "is anyone inside shut out", "can the policy be repaired",
		"do administrators reach data", "do exemptions open what they say", "is the stream or an index a side door",
		"will AWS take the documents", "who gets in by two calls",
	}[q]
}

// Severity says whether a flaw stops a deployment.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Flaw is what a question found.
type Flaw struct { //nolint:errname // it is what a question found, and an error besides
	Question Question
	Severity Severity
	// Path is the input at fault, such as breakGlassPrincipalArns[0]; it is empty where a document is.
	Path    string
	Message string
	// Request is the counter-example, and Decision what the documents make of it. A flaw that needs none, such as
	// a document that is too long, has a Request without an Action.
	Request  Request
	Decision Decision
}

// Error says what is wrong, the input first.
func (f Flaw) Error() string {
	if f.Path != "" {
		return f.Path + ": " + f.Text()
	}
	return f.Text()
}

// Text says what is wrong, without the input.
func (f Flaw) Text() string {
	return fmt.Sprintf("%s (question %d: %s)", f.Message, f.Question, f.Question)
}

// Proof is the answer to all questions.
type Proof struct {
	Flaws   []Flaw // errors first, in the order of the questions
	Report  Report
	Asked   int // how many requests were decided
	Merged  int // how many requests those stand for
	Unknown []string
}

// Err joins the errors; warnings stop nothing.
func (p Proof) Err() error {
	var errs []error
	for _, flaw := range p.Flaws {
		if flaw.Severity == Error {
			errs = append(errs, flaw)
		}
	}
	return errors.Join(errs...)
}

// Prove asks all questions of a case. An error means that there was nothing to ask; what the documents get
// wrong is in the flaws.
func Prove(c Case) (Proof, error) { return prove(c, true) }

func prove(c Case, merge bool) (Proof, error) {
	if err := CheckTableARN(c.Table); err != nil {
		return Proof{}, fmt.Errorf("prove policies: table %w", err)
	}
	p := newProver(c)
	p.askAll(merge)
	slices.SortStableFunc(p.flaws, func(a, b Flaw) int {
		return cmp.Or(strings.Compare(string(a.Severity), string(b.Severity)), cmp.Compare(a.Question, b.Question))
	})
	return Proof{
		Flaws: p.flaws, Report: p.report(), Asked: p.asked, Merged: p.standsFor, Unknown: c.Unknown,
	}, nil
}

func newProver(c Case) *prover {
	return &prover{Case: c, found: map[string]bool{}, account: strings.Split(c.Table, ":")[4]}
}

// askAll asks first what can be seen of the inputs and the documents as they stand, then what they decide.
func (p *prover) askAll(merge bool) {
	p.checkPatterns()
	fits := p.checkLimits()
	p.checkEscapes()
	p.Documents.Identity = []NamedDocument{Everything()}
	set, err := Compile(p.Documents)
	if err != nil && p.AdoptedEndpoint { // it may say what is not understood here
		documents := p.Documents
		documents.Endpoint = nil
		without, again := Compile(documents)
		if again == nil {
			p.flaw(Flaw{Question: AskInside, Severity: Warning, Decision: Decision{Layer: LayerEndpoint}, Message: fmt.Sprintf(
				"look at the endpoint's policy yourself, which is not understood: %v", err)})
			p.Documents, set, err = documents, without, nil
		}
	}
	switch {
	case err != nil:
		p.flaw(Flaw{Question: AskLimits, Message: fmt.Sprintf("give documents that can be read: %v", err)})
	case fits: // AWS never asks a document that it does not take
		p.set = set
		p.survey(merge)
		p.checkRepair()
		p.checkTwoCalls()
	}
	p.checkStream()
	p.checkExemptions()
}

// prover is the state of one proof.
type prover struct {
	Case
	account    string // the table's
	set        *Set
	admissions []admission
	actors     []actor
	places     []place
	groups     []actionGroup
	contexts   []Context
	flaws      []Flaw
	found      map[string]bool
	outcomes   []outcome
	through    map[*actor][]int // who succeeds from outside: at which outcomes
	asked      int
	standsFor  int
}

// everything is what a caller's identity policies are taken to allow: what is denied is denied by the documents.
var everything = Document{Version: Version, Statement: []Statement{
	{Effect: Allow, Action: Values{"*"}, Resource: Values{"*"}},
}}

// flaw notes a flaw once: the same words about another request add nothing.
func (p *prover) flaw(f Flaw) {
	f.Severity = cmp.Or(f.Severity, Error)
	key := fmt.Sprint(f.Question, f.Severity, f.Path, f.Message)
	if !p.found[key] {
		p.found[key] = true
		p.flaws = append(p.flaws, f)
	}
}
