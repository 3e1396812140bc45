package deployments

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// TestMemoryIsThatOfThisLabsPlugin runs a program by the name of a plugin in a Pulumi home. Another checkout may run
// one of the same name.
func TestMemoryIsThatOfThisLabsPlugin(t *testing.T) {
	t.Parallel()
	lab, other := &Lab{Workspace: workspace.Workspace{Dir: t.TempDir()}}, &Lab{Workspace: workspace.Workspace{Dir: t.TempDir()}}
	sleep, err := exec.LookPath("sleep")
	require.NoError(t, err)
	program := filepath.Join(lab.Home(), barePlugin)
	require.NoError(t, os.MkdirAll(lab.Home(), 0o750))
	require.NoError(t, os.Symlink(sleep, program))
	running := exec.CommandContext(t.Context(), program, "60")
	require.NoError(t, running.Start())
	defer func() { _ = running.Wait() }()
	defer func() { require.NoError(t, running.Process.Kill()) }()

	assert.Positive(t, lab.memory(barePlugin))
	assert.Zero(t, other.memory(barePlugin))
	assert.Zero(t, lab.memory("pulumi-resource-private-dynamodb"))
}
