package proof

import (
	"maps"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// attachedTo is a document, the resource that it is attached to, and the layer of policies that it belongs to.
type attachedTo struct {
	iam.AttachedDocument
	layer iam.Layer
}

// allDocuments lists every document but the identity policies, in the order of their layers.
func (p *prover) allDocuments() []attachedTo {
	var all []attachedTo
	for _, d := range p.Documents.Resource {
		all = append(all, attachedTo{d, iam.LayerResource})
	}
	for _, d := range p.Documents.Endpoint {
		all = append(all, attachedTo{d, iam.LayerEndpoint})
	}
	for layer, levels := range map[iam.Layer][]iam.Level{iam.LayerSCP: p.Documents.SCP, iam.LayerRCP: p.Documents.RCP} {
		for _, level := range levels {
			for _, d := range level.Documents {
				all = append(all, attachedTo{iam.AttachedDocument{Name: d.Name, Document: d.Document}, layer})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b attachedTo) int { return int(a.layer) - int(b.layer) })
	return all
}

// eachCondition calls visit for every condition of every document, in a fixed order.
func (p *prover) eachCondition(visit func(statement *iam.Statement, operator, key string, wanted iam.Values)) {
	eachCondition(p.allDocuments(), visit)
}

// eachCondition calls visit for every condition of some documents.
func eachCondition(
	documents []attachedTo, visit func(statement *iam.Statement, operator, key string, wanted iam.Values),
) {
	for _, d := range documents {
		for i := range d.Document.Statement {
			s := &d.Document.Statement[i]
			for _, operator := range slices.Sorted(maps.Keys(s.Condition)) {
				for _, key := range slices.Sorted(maps.Keys(s.Condition[operator])) {
					visit(s, operator, key, s.Condition[operator][key])
				}
			}
		}
	}
}
