package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shownOutput returns the lines that a page shows as the output of a command, in a block of the language console.
func shownOutput(t *testing.T, page, command string) []string {
	t.Helper()
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(text), "```console\n$ "+command+"\n")
	require.True(t, found, "%s shows no output of %s", page, command)
	shown, _, _ := strings.Cut(rest, "\n```")
	return slices.DeleteFunc(strings.Split(shown, "\n"), func(line string) bool { return line == "…" })
}

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
