package policy

import (
	"testing"

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
