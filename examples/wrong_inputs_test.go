package examples

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWrongInputsInYAML reads what a user of YAML is shown: every mistake that the schema cannot tell, with
// its path, and none of the component's children.
func TestWrongInputsInYAML(t *testing.T) {
	team := deploy(t, "testdata/wrong-inputs", nil)
	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.Error(t, err)
	shown := preview.StdOut + preview.StdErr + err.Error()
	for _, want := range []string{
		"6 inputs are wrong; nothing of it is created",
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

// TestWrongSchemaInYAML reads what the YAML host itself says of what the schema knows.
func TestWrongSchemaInYAML(t *testing.T) {
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
