package policy

import (
	"slices"
	"strings"
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

// A policy that was there before is no document of ours: AWS's own default has another Version, and others say what
// is not understood here. Neither stops a deployment.
func TestAnAdoptedEndpointsPolicyIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	for text, warned := range map[string]bool{
		`{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`: false,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},` +
			`"Action":"*","Resource":"*"}]}`: true,
	} {
		document, err := Parse(text)
		require.NoError(t, err)
		c := proven(t, special())
		c.AdoptedEndpoint = true
		c.Documents.Endpoint = []AttachedDocument{{Name: "endpoint policy", Document: document}}
		proof, err := Prove(c)
		require.NoError(t, err)
		require.NoError(t, proof.Err())
		assert.Equal(t, warned, slices.ContainsFunc(proof.Flaws, func(f Flaw) bool {
			return strings.HasPrefix(f.Message, "look at the endpoint's policy yourself, which is not understood: ")
		}), "%s: %v", text, proof.Flaws)
	}
}
