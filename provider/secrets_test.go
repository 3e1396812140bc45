package provider

import (
	"errors"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSecretsAreTakenOutOfWhatIsSaid(t *testing.T) {
	t.Parallel()
	c := &checker{hidden: hider(property.NewMap(values{
		pathBreakGlass: property.New([]property.Value{secret(str("arn:aws:iam::*:role/hunter2"))}),
		pathDeployers:  list(deployer),
		"exemptions": things(values{
			"principalArns": secret(list("arn:aws:iam::*:role/hunter2/and/more")), "reason": str("backups"),
		}),
	}))}
	err := c.redacted(errors.New("refuse arn:aws:iam::*:role/hunter2 and " + deployer))
	require.EqualError(t, err, "refuse (breakGlassPrincipalArns is a secret) and "+deployer)
	assert.Equal(t, "(exemptions[0].principalArns is a secret) for backups",
		c.redact("arn:aws:iam::*:role/hunter2/and/more for backups"), "one secret that holds another is taken out whole")
	require.NoError(t, c.redacted(nil))
}

// TestLookupsTellNoSecret has AWS asked for the endpoint of a VPC whose id is a secret.
func TestLookupsTellNoSecret(t *testing.T) {
	t.Parallel()
	for _, preview := range []bool{true, false} {
		_, err := newCloud().construct(t, "PrivateTable", "orders", plus(least, values{"vpcId": secret(str("vpc-0a1b"))}), preview)
		require.ErrorContains(t, err, "vpcId: (vpcId is a secret) has no DynamoDB gateway endpoint")
		assert.NotContains(t, err.Error(), "vpc-0a1b")
	}
}
