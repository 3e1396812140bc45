package proof

import (
	"fmt"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkLimits finds what AWS would reject in the documents, and compiles them. It reports whether they can be
// evaluated: a document that is too long never takes effect, so its requests are not worth asking about.
func (p *prover) checkLimits() bool {
	fit := true
	for _, d := range p.allDocuments() {
		if d.layer == iam.LayerEndpoint && p.AdoptedEndpoint {
			continue // AWS accepted it long ago
		}
		fit = p.checkDocument(d) && fit
	}
	set := p.compile()
	if fit {
		p.set = set
	}
	return p.set != nil
}

// checkDocument checks the version of one document, its size and the names in it. It reports whether it fits. One
// action that a kind of policy does not support makes AWS reject the whole document. Source: "DynamoDB API operations
// supported by resource-based policies".
func (p *prover) checkDocument(d attachedTo) (fits bool) {
	reject := func(format string, args ...any) {
		p.find(Finding{Question: QuestionLimits, Message: d.Name + ": " + fmt.Sprintf(format, args...)})
	}
	tooLong := d.Document.CheckSize(policy.SizeLimit(d.layer))
	if tooLong != nil {
		reject("%v", tooLong)
	}
	if d.Document.Version != iam.Version {
		reject("set Version %s: otherwise AWS returns another text than was sent", iam.Version)
	}
	for _, s := range d.Document.Statement {
		for _, name := range slices.Concat(s.Action, s.NotAction) {
			if !policy.TakesAction(d.layer, d.To, name) {
				reject("remove %s: AWS does not document it for this kind of policy", name)
			}
		}
		if d.layer == iam.LayerResource && policy.IsPublic(s) {
			reject("restrict statement %s: Block Public Access rejects an Allow that could mean anyone", s.Sid)
		}
	}
	return tooLong == nil
}

// compile prepares the documents for evaluation; its result is nil if they cannot be evaluated. An adopted endpoint's
// policy may hold something that package iam does not understand. That is a warning, and the policy is left out.
func (p *prover) compile() *iam.Set {
	p.Documents.Identity = []iam.NamedDocument{iam.Everything()}
	set, err := iam.Compile(p.Documents)
	if err == nil {
		return set
	}
	if p.AdoptedEndpoint {
		others := p.Documents
		others.Endpoint = nil
		if set, errOthers := iam.Compile(others); errOthers == nil {
			p.find(Finding{
				Question: QuestionInside, Severity: Warning, Decision: iam.Decision{Layer: iam.LayerEndpoint},
				Message: fmt.Sprintf("review the endpoint's policy yourself, since it cannot be evaluated: %v", err),
			})
			p.Documents = others
			return set
		}
	}
	p.find(Finding{Question: QuestionLimits, Message: fmt.Sprintf("correct the documents: %v", err)})
	return nil
}
