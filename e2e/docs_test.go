package e2e

import (
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestExamplesRefresh requires each example to refresh before each update, as docs/drift.md says. One deploys nothing.
func TestExamplesRefresh(t *testing.T) {
	files, err := filepath.Glob(examples + "*/*/Pulumi.yaml")
	require.NoError(t, err)
	require.Greater(t, len(files), 8)
	for _, file := range files {
		project, err := workspace.LoadProject(file)
		require.NoError(t, err)
		if project.Name == "check-access" {
			continue
		}
		if assert.NotNil(t, project.Options, file) {
			assert.Equal(t, "always", project.Options.Refresh, file)
		}
	}
}
