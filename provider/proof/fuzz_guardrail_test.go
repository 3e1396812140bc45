package proof

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// FuzzGuardrail checks that a guardrail is either invalid, or renders a valid document that does what the guardrail says
// in every account and Region. Every generated guardrail has break-glass in each account, so the proof has no errors.
func FuzzGuardrail(f *testing.F) {
	fixture.AddSeeds(f)
	f.Fuzz(func(t *testing.T, bytes []byte, text string) {
		g := fixture.RandomGuardrail(bytes, text)
		documents, err := g.Policies()
		if err != nil {
			assert.True(t, g.Validate() != nil || strings.Contains(err.Error(), "AWS accepts"), err)
			return
		}
		for _, document := range documents {
			written, err := document.JSON()
			require.NoError(t, err)
			assert.True(t, json.Valid([]byte(written)))
			assert.LessOrEqual(t, len(written), policy.SCPLimit)
			parsed, err := iam.Parse(written)
			require.NoError(t, err)
			assert.Equal(t, document, parsed)
		}

		random := rand.New(rand.NewPCG(uint64(len(bytes)), 0)) //nolint:gosec // a failure has to be reproducible
		other := policy.Guardrail{
			VPCs: map[string][]string{}, Exemptions: fixture.Shuffled(policy.Intent{Exemptions: g.Exemptions}, random).Exemptions,
			ExcludeTables: fixture.Mixed(random, g.ExcludeTables), Excluded: fixture.Mixed(random, g.Excluded),
		}
		for region, vpcs := range g.VPCs {
			other.VPCs[region] = fixture.Mixed(random, vpcs)
		}
		again, err := other.Policies()
		require.NoError(t, err)
		assert.Equal(t, documents, again, "the order of the inputs changes the documents")

		proof, err := ProveGuardrail(g, nil)
		require.NoError(t, err)
		assert.NoError(t, proof.Err())
	})
}
