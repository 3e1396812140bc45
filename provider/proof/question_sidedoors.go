package proof

import (
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkStream asks whether the stream is guarded, and whether anybody can read it at all.
func (p *prover) checkStream() {
	if p.Stream == "" || p.guardrail {
		return
	}
	read := policy.ActionNamed("GetRecords")
	attached := slices.ContainsFunc(p.Documents.Resource, func(d iam.AttachedDocument) bool { return d.To == p.Stream })
	if !attached && p.Intent.Enforces(read) {
		p.find(Finding{
			Question: QuestionSideDoors,
			Message:  "give the stream a policy of its own: the table's does not govern it",
		})
	}
	reader := slices.ContainsFunc(p.Intent.Exemptions, func(e policy.Exemption) bool {
		return e.Kind != policy.BreakGlassExemption && e.Opens(read) && len(e.Principals) > 0
	})
	if !reader && !p.StreamEndpoint && p.Intent.Enforces(read) {
		p.find(Finding{Question: QuestionSideDoors, Message: NobodyReadsStream})
	}
}

// NobodyReadsStream is the message about a stream that is on in vain.
const NobodyReadsStream = "exempt the stream's consumer, or add an interface endpoint for streams: nobody could read " +
	"the stream, since gateway endpoints carry none"
