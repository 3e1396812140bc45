package proof

import (
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Endpoint is a VPC endpoint of the table's own network. Its policy is the one of Documents.Endpoint that is attached
// to its id. Without one, the endpoint has AWS's default policy, which allows everything.
type Endpoint struct {
	ID  string
	VPC string
	// Interface tells that it is an interface endpoint for DynamoDB, beside the gateway endpoint.
	Interface bool
	// Streams tells that it is an interface endpoint for DynamoDB Streams. It carries no other request, and no other
	// endpoint carries those.
	Streams bool
	// Adopted tells that it existed before, so that its policy is not ours to change. Whatever that policy denies is a
	// warning.
	Adopted bool
	// Unread tells that its policy is not known, such as that of an endpoint that has not been looked up yet. It is taken
	// to allow everything, and a report marks what depends on it.
	Unread bool
	Path   string // the input that names it, if it is adopted
}

// carries reports whether the endpoint carries requests with an action of a class.
func (e *Endpoint) carries(class policy.Class) bool {
	return e.Streams == (class == policy.ClassStream)
}

// endpointWith returns the endpoint that a policy is attached to, or nil if it is not known.
func (p *prover) endpointWith(d iam.AttachedDocument) *Endpoint {
	at := slices.IndexFunc(p.Endpoints, func(e Endpoint) bool { return e.ID == d.To })
	if at < 0 {
		return nil
	}
	return &p.Endpoints[at]
}

// isAdopted reports whether a document is the policy of an adopted endpoint.
func (p *prover) isAdopted(d attachedTo) bool {
	if d.layer != iam.LayerEndpoint {
		return false
	}
	e := p.endpointWith(d.AttachedDocument)
	return e != nil && e.Adopted
}

// hasEndpoint reports whether a known endpoint of a VPC carries requests with an action of a class.
func (p *prover) hasEndpoint(vpc string, class policy.Class) bool {
	return slices.ContainsFunc(p.Endpoints, func(e Endpoint) bool { return e.VPC == vpc && e.carries(class) })
}

// ownDocuments leaves the policies of adopted endpoints out.
func (p *prover) ownDocuments() iam.Documents {
	own := p.Documents
	own.Endpoint = slices.DeleteFunc(slices.Clone(own.Endpoint), func(d iam.AttachedDocument) bool {
		return p.isAdopted(attachedTo{d, iam.LayerEndpoint})
	})
	return own
}
