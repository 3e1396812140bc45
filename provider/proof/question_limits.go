package proof

import (
	"cmp"
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
		if p.isAdopted(d) {
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
	tooLong := d.Document.CheckSize(cmp.Or(p.sizeLimit, policy.SizeLimit(d.layer)))
	if tooLong != nil {
		reject("%v", tooLong)
	}
	if d.Document.Version != iam.Version {
		reject("set Version %s: otherwise AWS returns another text than was sent", iam.Version)
	}
	for _, s := range d.Document.Statement {
		for _, name := range slices.Concat(s.Action, s.NotAction) {
			if !policy.TakesAction(d.layer, d.To, name) && !policy.IsExportGrant(d.To, s) {
				reject("remove %s: AWS does not document it for this kind of policy", name)
			}
		}
		if d.layer == iam.LayerResource && policy.IsPublic(s) {
			reject("restrict statement %s: Block Public Access rejects an Allow that could mean anyone", s.Sid)
		}
	}
	return tooLong == nil
}

// compile prepares the documents for evaluation; its result is nil if they cannot be evaluated.
func (p *prover) compile() *iam.Set {
	p.Documents.Identity = []iam.NamedDocument{iam.Everything()}
	p.leaveOutUnreadable()
	set, err := iam.Compile(p.Documents)
	if err != nil {
		p.find(Finding{Question: QuestionLimits, Message: fmt.Sprintf("correct the documents: %v", err)})
		return nil
	}
	if own := p.ownDocuments(); len(own.Endpoint) < len(p.Documents.Endpoint) {
		p.setOfOurs, _ = iam.Compile(own) // they were compiled just now
	}
	return set
}

// leaveOutUnreadable leaves out the policies of adopted endpoints that hold something that package iam does not
// understand. That is a warning.
func (p *prover) leaveOutUnreadable() {
	var readable []iam.AttachedDocument
	for _, d := range p.Documents.Endpoint {
		if p.isAdopted(attachedTo{d, iam.LayerEndpoint}) {
			if _, err := iam.Compile(iam.Documents{Endpoint: []iam.AttachedDocument{d}}); err != nil {
				e := p.endpointWith(d)
				e.Unread = true
				p.reviewEndpoint(e, err)
				continue
			}
		}
		readable = append(readable, d)
	}
	p.Documents.Endpoint = readable
}
