package proof

import (
	"fmt"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkLimits asks whether AWS would take the documents: their sizes, and the names in them. One name that a
// kind of policy does not support makes AWS reject it whole. Source: "DynamoDB API operations supported by
// resource-based policies". It reports whether they fit.
func (p *prover) checkLimits() (fits bool) {
	fits = true
	for _, d := range p.allDocuments() {
		if d.layer == iam.LayerEndpoint && p.AdoptedEndpoint {
			continue // AWS took it long ago
		}
		refuse := func(format string, args ...any) {
			p.find(Finding{Question: QuestionLimits, Message: d.Name + ": " + fmt.Sprintf(format, args...)})
		}
		if err := d.Document.CheckSize(policy.SizeLimit(d.layer)); err != nil {
			refuse("%v", err)
			fits = false
		}
		if d.Document.Version != iam.Version {
			refuse("set Version %s: what AWS sends back would not equal what was sent", iam.Version)
		}
		for _, s := range d.Document.Statement {
			for _, name := range slices.Concat(s.Action, s.NotAction) {
				if !policy.TakesAction(d.layer, d.To, name) {
					refuse("do not name %s: no AWS document says that this kind of policy takes it", name)
				}
			}
			if d.layer == iam.LayerResource && policy.IsPublic(s) {
				refuse("bound statement %s: Block Public Access refuses an Allow that could mean anyone", s.Sid)
			}
		}
	}
	return fits
}
