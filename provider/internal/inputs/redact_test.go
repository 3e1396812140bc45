package inputs

import (
	"errors"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSecretsAreRedacted(t *testing.T) {
	t.Parallel()
	secret := func(text string) property.Value { return property.New(text).WithSecret(true) }
	c := &Check{redactor: newRedactor(root(property.NewMap(map[string]property.Value{
		"breakGlassPrincipalArns": property.New([]property.Value{secret("arn:aws:iam::*:role/hunter2")}),
		"deployerPrincipalArns":   property.New([]property.Value{property.New("arn:aws:iam::*:role/deployer")}),
		"exemptions": property.New([]property.Value{property.New(map[string]property.Value{
			"principalArns": property.New([]property.Value{property.New("arn:aws:iam::*:role/hunter2/and/more")}).WithSecret(true),
			"reason":        property.New("backups"),
		})}),
	})))}
	err := c.redactError(errors.New("refuse arn:aws:iam::*:role/hunter2 and arn:aws:iam::*:role/deployer"))
	require.EqualError(t, err, "refuse (breakGlassPrincipalArns is a secret) and arn:aws:iam::*:role/deployer")
	assert.Equal(t, "(exemptions[0].principalArns is a secret) for backups",
		c.Redact("arn:aws:iam::*:role/hunter2/and/more for backups"), "one secret that holds another is taken out whole")
	require.NoError(t, c.redactError(nil))
}
