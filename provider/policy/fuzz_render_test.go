package policy

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// addIntents gives a fuzzer intents of all kinds to start from.
func addIntents(f *testing.F) {
	f.Helper()
	f.Add([]byte{}, "")
	random := rand.NewChaCha8([32]byte{}) // the seeds are to be the same again
	texts := []string{"deployer", "team/worker", "a b", "ü", "\xff", "x\n", `"`, "*", "a/", "a:b", "vpc-0c3", ""}
	for n := range 100 {
		bytes := make([]byte, 100)
		_, _ = random.Read(bytes)
		f.Add(bytes, texts[n%len(texts)])
	}
}

// shuffled is the same intent with every list in another order.
func shuffled(i Intent, random *rand.Rand) Intent {
	i.Perimeter.IDs = mixed(random, i.Perimeter.IDs)
	i.Perimeter.VPCs, i.Perimeter.Endpoints = mixed(random, i.Perimeter.VPCs), mixed(random, i.Perimeter.Endpoints)
	i.Exemptions, i.Grants = mixed(random, i.Exemptions), mixed(random, i.Grants)
	for at := range i.Exemptions {
		e := &i.Exemptions[at]
		e.Principals, e.Services = mixed(random, e.Principals), mixed(random, e.Services)
		e.Access, e.Actions = mixed(random, e.Access), mixed(random, e.Actions)
	}
	for at := range i.Grants {
		g := &i.Grants[at]
		g.Principals, g.Services = mixed(random, g.Principals), mixed(random, g.Services)
		g.SourceAccounts, g.SourceARNs = mixed(random, g.SourceAccounts), mixed(random, g.SourceARNs)
		g.Actions = mixed(random, g.Actions)
	}
	return i
}

func mixed[T any](random *rand.Rand, list []T) []T {
	list = slices.Clone(list)
	random.Shuffle(len(list), func(a, b int) { list[a], list[b] = list[b], list[a] })
	return list
}

// FuzzRender: an intent is refused, or each of its documents is rendered within AWS's limit, as JSON that reads
// back as the same document, whatever the order of the inputs; or an error says that it would be too long, or that
// the table's own account needs no grant.
func FuzzRender(f *testing.F) {
	addIntents(f)
	f.Fuzz(func(t *testing.T, bytes []byte, text string) {
		intent := newIntent(bytes, text)
		other := shuffled(intent, rand.New(rand.NewPCG(uint64(len(bytes)), 0))) //nolint:gosec // a failure is to be the same again
		invalid := intent.Validate()
		for _, kind := range []struct {
			render func(Intent) (Document, error)
			limit  int
		}{
			{func(i Intent) (Document, error) { return i.TablePolicy(orders) }, ResourcePolicyLimit},
			{func(i Intent) (Document, error) { return i.StreamPolicy(stream) }, ResourcePolicyLimit},
			{func(i Intent) (Document, error) { return i.TableGuardrail(orders) }, SCPLimit},
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
			parsed, err := Parse(written)
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
