package proof

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Case is what is to be proven: that documents do what an intent says, on one table. The documents may be the
// rendered ones, or any others.
//
// What is not known at preview stands in it as one of the [Symbols]. No rule asks for more of an id than that it is well
// formed and equal to itself, so what holds of symbols "holds if each unknown is one well-formed value, distinct
// from the others".
type Case struct {
	Intent policy.Intent
	Table  string // its ARN
	Stream string // its ARN; empty where the stream is off
	// StreamEndpoint: an interface endpoint carries the stream into the network. Gateway endpoints carry none.
	StreamEndpoint bool
	Documents      iam.Documents // without Identity: every caller is taken to hold every right
	// AdoptedEndpoint: the endpoint was there before, and its policy is not ours. What that refuses is a warning.
	AdoptedEndpoint bool
	// Deployer is who deploys, where it is known. What it loses is a warning at preview, whose identity is seldom
	// the deployment's, and an error when Applying.
	Deployer string
	Applying bool
	Unknown  []string // the inputs that stand as symbols

	guardrail bool // the documents are a [Guardrail]'s
}

// Proof is the answer to all questions.
type Proof struct {
	Findings  []Finding // errors first, in the order of the questions
	Report    Report
	Evaluated int // how many requests were decided
	Merged    int // how many requests those stand for
	Unknown   []string
}

// Err joins the errors; warnings stop nothing.
func (p Proof) Err() error {
	var errs []error
	for _, flaw := range p.Findings {
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
	if err := policy.CheckTableARN(c.Table); err != nil {
		return Proof{}, fmt.Errorf("prove policies: table %w", err)
	}
	p := newProver(c)
	p.run(merge)
	slices.SortStableFunc(p.findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(string(a.Severity), string(b.Severity)), cmp.Compare(a.Question, b.Question))
	})
	return Proof{
		Findings: p.findings, Report: p.report(), Evaluated: p.evaluated, Merged: p.merged, Unknown: c.Unknown,
	}, nil
}

func newProver(c Case) *prover {
	table, _ := iam.ParseARN(c.Table)
	return &prover{
		Case: c, seen: map[string]bool{}, account: table.Account, iamPrefix: "arn:" + table.Partition + ":iam::" + table.Account,
	}
}

// run asks first what can be seen of the inputs and the documents as they stand, then what they decide.
func (p *prover) run(merge bool) {
	p.checkPatterns()
	fits := p.checkLimits()
	p.checkEscapes()
	p.Documents.Identity = []iam.NamedDocument{iam.Everything()}
	set, err := iam.Compile(p.Documents)
	if err != nil && p.AdoptedEndpoint { // it may say what is not understood here
		documents := p.Documents
		documents.Endpoint = nil
		without, again := iam.Compile(documents)
		if again == nil {
			p.find(Finding{Question: QuestionInside, Severity: Warning, Decision: iam.Decision{Layer: iam.LayerEndpoint}, Message: fmt.Sprintf(
				"look at the endpoint's policy yourself, which is not understood: %v", err)})
			p.Documents, set, err = documents, without, nil
		}
	}
	switch {
	case err != nil:
		p.find(Finding{Question: QuestionLimits, Message: fmt.Sprintf("give documents that can be read: %v", err)})
	case fits: // AWS never asks a document that it does not take
		p.set = set
		p.evaluateMatrix(merge)
		p.checkRepair()
		p.checkTwoCalls()
	}
	p.checkStream()
	p.checkExemptions()
}

// prover is the state of one proof.
type prover struct {
	Case
	account        string // the table's
	iamPrefix      string // how the ARNs of the account's principals begin
	set            *iam.Set
	exemptPatterns []exemptPattern
	callers        []caller
	origins        []origin
	groups         []actionGroup
	contexts       []iam.Context
	findings       []Finding
	seen           map[string]bool
	outcomes       []outcome
	openOutside    map[*caller][]int // who succeeds from outside: at which outcomes
	evaluated      int
	merged         int
}
