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

// Case is what to prove: that documents do what an intent says, on one table. The documents may be those rendered from
// the intent, or any others.
//
// A value that is not known at preview is one of the [Symbols]. No rule depends on more of an id than that it is well
// formed and equals itself, so a proof about symbols holds if each unknown is one well-formed value, distinct from the
// others.
type Case struct {
	Intent policy.Intent
	Table  string // the table's ARN
	Stream string // the stream's ARN; empty if the stream is off
	// Endpoints are the known endpoints of the table's own network. What comes through another endpoint of a listed
	// network is assumed to be let through.
	Endpoints []Endpoint
	// Documents are evaluated together. Identity is ignored: every caller is assumed to hold every right.
	Documents iam.Documents
	// AssumedGuardrail tells that the service control policies apply to the table's account only by assumption: they are
	// attached to an organizational unit or a root that may hold it. The verdict does not rely on them.
	AssumedGuardrail bool
	// Key is the kind of key that the table is encrypted with.
	Key Key
	// Deployer is the principal that deploys, if it is known. A deployer that could not deploy again is a warning at
	// preview, which another identity often runs, and an error when Applying.
	Deployer string
	Applying bool
	Unknown  []string // the inputs whose values are symbols

	guardrail bool // the documents are those of a [policy.Guardrail]
	sizeLimit int  // of a guardrail's policies; 0 stands for AWS's default
	// claims are those that were verified on AWS; nil stands for those of this version.
	claims claims
	// listedVPCs are those that a guardrail lists, of all Regions. Their Regions are told apart for the actions that are
	// known: for new ones that would make the document too long.
	listedVPCs []string
}

// Proof holds the answers to all questions.
type Proof struct {
	Findings  []Finding // Prove lists errors first, then warnings, each in the order of the questions
	Report    Report
	Evaluated int      // the number of requests that were evaluated
	Merged    int      // the number of requests that those stand for
	Unknown   []string // as in the [Case]
}

// Err joins the findings that are errors. Warnings do not stop a deployment.
func (p Proof) Err() error {
	var errs []error
	for _, finding := range p.Findings {
		if finding.Severity == Error {
			errs = append(errs, finding)
		}
	}
	return errors.Join(errs...)
}

// Prove asks all questions about a case. It returns an error only if the case has no valid table; whatever is wrong
// with the documents is in the findings.
func Prove(c Case) (Proof, error) { return prove(c, true) }

func prove(c Case, merge bool) (Proof, error) {
	if err := policy.CheckTableARN(c.Table); err != nil {
		return Proof{}, fmt.Errorf("prove policies: table %w", err)
	}
	p := newProver(c)
	p.run(merge)
	proof := Proof{
		Findings: p.findings, Report: p.report(), Evaluated: p.evaluated, Merged: p.merged, Unknown: c.Unknown,
	}
	if c.AssumedGuardrail {
		proof.withoutGuardrail(c, merge)
	}
	slices.SortStableFunc(proof.Findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(string(a.Severity), string(b.Severity)), cmp.Compare(a.Question, b.Question))
	})
	return proof, nil
}

// prover is the state of one proof.
type prover struct {
	Case
	account        string // the table's account
	iamPrefix      string // the beginning of the ARNs of that account's principals
	set            *iam.Set
	setOfOurs      *iam.Set // without the policies of adopted endpoints; nil if there are none
	exemptPatterns []exemptPattern
	callers        []caller
	origins        []origin
	groups         []actionGroup
	contexts       []iam.Context
	findings       []Finding
	found          map[string]bool // the findings so far, by their text
	outcomes       []outcome
	undecided      map[*Endpoint]error // adopted endpoints with a policy that leaves a decision open
	evaluated      int
	merged         int
	patterned      map[string][]bool // by document, whether a statement denies patterns of names
}

func newProver(c Case) *prover {
	table, _ := iam.ParseARN(c.Table)
	if c.claims == nil {
		c.claims = verifiedClaims()
	}
	c.Endpoints = slices.Clone(c.Endpoints)
	return &prover{
		Case: c, found: map[string]bool{}, undecided: map[*Endpoint]error{}, account: table.Account,
		iamPrefix: "arn:" + table.Partition + ":iam::" + table.Account,
	}
}

// run asks the eight questions. Most need the matrix of all requests, and the matrix needs documents that AWS accepts.
// Each result in the matrix is judged at once, since one request can answer several questions.
func (p *prover) run(merge bool) {
	p.checkOutside()     // question 1, as far as the text of the documents answers it
	p.checkTargets()     // question 1, where a guardrail is attached
	if p.checkLimits() { // question 7
		p.evaluateMatrix(merge) // questions 1 and 2, and single requests of the others: judgeAllowed, judgeDenied
		p.checkEndpoints()      // question 2
		p.checkGrants()         // question 2
		p.checkNewActions()     // question 1, for actions that AWS will add
		p.checkRepair()         // question 3
		p.checkTwoCalls()       // question 8
	}
	p.checkSideDoors()      // question 6
	p.checkExemptions()     // question 5
	p.checkAdministrators() // question 4
}
