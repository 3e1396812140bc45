package policy

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEndpointPolicyGolden(t *testing.T) {
	t.Parallel()
	document, err := EndpointPolicy("111122223333")
	require.NoError(t, err)
	golden(t, "endpoint-account", document)
}

func TestEndpointPolicyRefusesWhatIsNoAccount(t *testing.T) {
	t.Parallel()
	for _, account := range []string{"", "*", "1111", "${aws:PrincipalAccount}"} {
		_, err := EndpointPolicy(account)
		require.ErrorContains(t, err, "is not an account id", "%q would let other accounts through", account)
	}
}

// What is ours to render has to be right; what an adopted endpoint has is somebody else's, and may be changed
// after the table is deployed.
func TestWhatAnAdoptedEndpointRefusesIsAWarning(t *testing.T) {
	t.Parallel()
	foreign, err := EndpointPolicy(abroad)
	require.NoError(t, err)
	for adopted, want := range map[bool]Severity{false: Error, true: Warning} {
		c := proven(t, special())
		c.AdoptedEndpoint = adopted
		c.Documents.Endpoint = []AttachedDocument{{Name: "endpoint policy", Document: foreign}}
		proof, err := Prove(c)
		require.NoError(t, err)
		found := slices.ContainsFunc(proof.Flaws, func(f Flaw) bool { return f.Question == AskInside && f.Severity == want })
		assert.True(t, found, "%v", proof.Flaws)
		assert.Equal(t, !adopted, proof.Err() != nil)
	}
}
