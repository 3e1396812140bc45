package e2e

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWrongInputsInYAML checks what a user of YAML reads: every mistake that the schema does not exclude, with its
// path, and none of the component's children.
func TestWrongInputsInYAML(t *testing.T) {
	t.Parallel()
	team := deploy(t, "testdata/wrong-inputs", nil)
	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.Error(t, err)
	shown := preview.StdOut + preview.StdErr + err.Error()
	for _, want := range []string{
		"6 inputs are wrong; the component registers nothing",
		`administratorPrincipalArns[0] with value '{*}' has a problem: must be the ARN of an IAM role or user`,
		`has a problem: is the ARN of a session, which no policy condition ever sees`,
		`kmsKeyArn with value '{alias/orders}' has a problem: must be the ARN of a KMS key`,
		`network.cidrBlock with value '{10.0.0.0/8}' has a problem: must be from /16 to /24, got /8`,
		`partitionKey.name with value '{}' has a problem: must have 1 to 255 bytes, got 0`,
		`vpcEndpointId with value '{vpce-0a1b}' has a problem: needs vpcId`,
	} {
		assert.Contains(t, shown, want)
	}
	assert.NotContains(t, shown, "aws:dynamodb", "the component registers nothing")
}

// TestWrongSchemaInYAML checks what the YAML host itself says of mistakes that the schema excludes.
func TestWrongSchemaInYAML(t *testing.T) {
	t.Parallel()
	team := deploy(t, "testdata/wrong-schema", nil)
	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.Error(t, err)
	shown := preview.StdOut + preview.StdErr + err.Error()
	for _, want := range []string{
		"administratorPrincipalArns: Missing required property 'administratorPrincipalArns'",
		"partitionKey: Missing required property 'partitionKey'",
		`Allowed values are Vpcs ("vpcs"), Endpoints ("endpoints")`,
	} {
		assert.Contains(t, shown, want)
	}
}

// TestNineMistakesThroughTheNodeSDK sends mistakes that no type checker has stopped.
func TestNineMistakesThroughTheNodeSDK(t *testing.T) {
	t.Parallel()
	team := deploy(t, "testdata/nine-mistakes", nil)
	output, err := inlineCommand(t, team, "node", "testdata/inline/inline.js", "testdata/nine-mistakes/index.js", "preview").
		CombinedOutput()
	require.Error(t, err)
	shown := string(output)
	for _, want := range []string{
		"9 inputs are wrong; the component registers nothing",
		`administratorPrincipalArns[0] (secret)`,
		`breakGlassPrincipalArns with value`,
		`deletionProtection with value '{yes}' has a problem: must be true or false, got "yes"`,
		`network with value`,
		`network.cidrBlock with value '{10.0.0.0/8}' has a problem: must be from /16 to /24, got /8`,
		`partitionKey.name with value '{}' has a problem: must have 1 to 255 bytes, got 0`,
		`partitionKey.type with value '{STRING}' has a problem: must be "S", "N" or "B", got "STRING"`,
		`sortKey.type`,
		`network.availabilityZonesCount with value '{3}' has a problem: is not an input; ` +
			`did you mean "availabilityZoneCount"?`,
	} {
		assert.True(t, strings.Contains(shown, want), "not shown: %s", want)
	}
	assert.NotContains(t, shown, "hunter2", "a secret is never printed")
	assert.NotContains(t, shown, "aws:dynamodb", "the component registers nothing")
}
