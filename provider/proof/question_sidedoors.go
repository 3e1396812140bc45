package proof

import (
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// NobodyReadsStream is the message about a stream that is on, although nobody can read it.
const NobodyReadsStream = "exempt the stream's consumer, or add an interface endpoint for streams: nobody could read " +
	"the stream, since gateway endpoints carry none"

// checkSideDoors finds a stream without a policy, and a stream that nobody can read. The matrix finds whatever else is
// open on the stream or an index.
func (p *prover) checkSideDoors() {
	read := policy.ActionNamed("GetRecords")
	if p.Stream == "" || p.guardrail || !p.Intent.Enforces(read) {
		return
	}
	if !slices.ContainsFunc(p.Documents.Resource, func(d iam.AttachedDocument) bool { return d.To == p.Stream }) {
		p.find(Finding{
			Question: QuestionSideDoors,
			Message:  "give the stream a policy of its own: the table's policy does not govern it",
		})
	}
	hasReader := slices.ContainsFunc(p.Intent.Exemptions, func(e policy.Exemption) bool {
		return e.Kind != policy.BreakGlassExemption && e.Opens(read) && len(e.Principals) > 0
	})
	if !hasReader && !slices.ContainsFunc(p.Endpoints, func(e Endpoint) bool { return e.Streams }) {
		p.find(Finding{Question: QuestionSideDoors, Message: NobodyReadsStream})
	}
}
