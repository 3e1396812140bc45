package provider

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLookupsTellNoSecret has AWS asked for the endpoint of a VPC whose id is a secret.
func TestLookupsTellNoSecret(t *testing.T) {
	t.Parallel()
	for _, preview := range []bool{true, false} {
		_, err := newCloud().construct(t, "PrivateTable", "orders", plus(least, values{"vpcId": secret(str("vpc-0a1b"))}), preview)
		require.ErrorContains(t, err, "vpcId: (vpcId is a secret) has no DynamoDB gateway endpoint")
		assert.NotContains(t, err.Error(), "vpc-0a1b")
	}
}
