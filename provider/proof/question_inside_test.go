package proof

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// An endpoint policy that we render has to be right. That of an adopted endpoint is somebody else's, who can change it
// after the table is deployed.
func TestWhatAnAdoptedEndpointRefusesIsAWarning(t *testing.T) {
	t.Parallel()
	foreign, err := policy.EndpointPolicy(fixture.OtherAccount)
	require.NoError(t, err)
	for adopted, want := range map[bool]Severity{false: Error, true: Warning} {
		c := proven(t, fixture.Special())
		c.AdoptedEndpoint = adopted
		c.Documents.Endpoint = []iam.AttachedDocument{{Name: "endpoint policy", Document: foreign}}
		proof, err := Prove(c)
		require.NoError(t, err)
		found := slices.ContainsFunc(proof.Findings, func(f Finding) bool { return f.Question == QuestionInside && f.Severity == want })
		assert.True(t, found, "%v", proof.Findings)
		assert.Equal(t, !adopted, proof.Err() != nil)
	}
}

// The policy of an adopted endpoint is not ours: AWS's own default has another Version, and others hold what package iam
// does not understand. Neither stops a deployment.
func TestAnAdoptedEndpointsPolicyIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	for text, warned := range map[string]bool{
		`{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`: false,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},` +
			`"Action":"*","Resource":"*"}]}`: true,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},` +
			`"Action":"*","Resource":"*"}]}`: true,
	} {
		document, err := iam.Parse(text)
		require.NoError(t, err)
		c := proven(t, fixture.Special())
		c.AdoptedEndpoint = true
		c.Documents.Endpoint = []iam.AttachedDocument{{Name: "endpoint policy", Document: document}}
		proof, err := Prove(c)
		require.NoError(t, err)
		require.NoError(t, proof.Err())
		assert.Equal(t, warned, slices.ContainsFunc(proof.Findings, func(f Finding) bool {
			return strings.HasPrefix(f.Message, "review the endpoint's policy yourself, since it cannot be evaluated: ")
		}), "%s: %v", text, proof.Findings)
	}
}
