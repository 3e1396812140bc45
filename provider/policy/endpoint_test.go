package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestEndpointPolicyGolden(t *testing.T) {
	t.Parallel()
	document, err := policy.EndpointPolicy("111122223333")
	require.NoError(t, err)
	fixture.Golden(t, "endpoint-account", document)
}

func TestEndpointPolicyRejectsWhatIsNoAccount(t *testing.T) {
	t.Parallel()
	for _, account := range []string{"", "*", "1111", "${aws:PrincipalAccount}"} {
		_, err := policy.EndpointPolicy(account)
		require.ErrorContains(t, err, "is not an account id", "%q would let other accounts through", account)
	}
}

func TestOrganizationEndpointPolicy(t *testing.T) {
	t.Parallel()
	document, err := policy.OrganizationEndpointPolicy("o-a1b2c3d4e5")
	require.NoError(t, err)
	fixture.Golden(t, "endpoint-organization", document)
	_, err = policy.OrganizationEndpointPolicy("*")
	require.ErrorContains(t, err, `"*" is not an organization id`)
}
