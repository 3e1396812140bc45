package versions

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestVersionsAgree compares the versions with those in the Go modules and the example: a plugin and its
// SDK belong together.
func TestVersionsAgree(t *testing.T) {
	t.Parallel()
	const root = "../../../"
	aws, awsx := "github.com/pulumi/pulumi-aws/sdk/v6 v"+AWS+"\n", "github.com/pulumi/pulumi-awsx/sdk/v2 v"+AWSX+"\n"
	tests := []struct{ file, want string }{
		{"go.mod", aws},
		{"go.mod", awsx},
		{"local/go.mod", aws},
		{"local/go.mod", awsx},
		{"examples/yaml/feature-team/Pulumi.yaml", "version: " + AWS + "\n"},
	}
	for _, test := range tests {
		text, err := os.ReadFile(root + test.file)
		require.NoError(t, err)
		assert.Contains(t, string(text), test.want, test.file)
	}
}
