package policy_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// FuzzRender renders every document of an intent. An invalid intent gives its own error. A valid one gives JSON within
// AWS's limit that parses to the same document, and the same JSON whatever the order of the inputs; or else an error,
// which says that the document is too long or that a grant names the table's own account.
func FuzzRender(f *testing.F) {
	fixture.AddSeeds(f)
	f.Fuzz(func(t *testing.T, bytes []byte, text string) {
		intent := fixture.RandomIntent(bytes, text)
		other := fixture.Shuffled(intent, rand.New(rand.NewPCG(uint64(len(bytes)), 0))) //nolint:gosec // a failure has to be reproducible
		invalid := intent.Validate()
		for _, kind := range []struct {
			render func(policy.Intent) (iam.Document, error)
			limit  int
		}{
			{func(i policy.Intent) (iam.Document, error) { return i.TablePolicy(fixture.Orders) }, policy.ResourcePolicyLimit},
			{func(i policy.Intent) (iam.Document, error) { return i.StreamPolicy(fixture.Stream) }, policy.ResourcePolicyLimit},
			{func(i policy.Intent) (iam.Document, error) { return i.TableGuardrail(fixture.Orders) }, policy.SCPLimit},
		} {
			document, err := kind.render(intent)
			if invalid != nil {
				require.ErrorContains(t, err, invalid.Error())
				continue
			}
			if err != nil {
				require.Regexp(t, `AWS accepts \d+: list fewer principals|grant .* names the table's own account`, err)
				_, again := kind.render(other)
				require.Error(t, again)
				continue
			}
			written, err := document.JSON()
			require.NoError(t, err)
			assert.True(t, json.Valid([]byte(written)))
			assert.LessOrEqual(t, len(written), kind.limit)
			parsed, err := iam.Parse(written)
			require.NoError(t, err)
			assert.Equal(t, document, parsed)

			document, err = kind.render(other)
			require.NoError(t, err)
			again, err := document.JSON()
			require.NoError(t, err)
			assert.Equal(t, written, again, "the order of the inputs changes the document")
		}
	})
}
