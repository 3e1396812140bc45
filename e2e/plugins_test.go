package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOtherPlugins runs a test of this package on the aws plugin of another folder, as make e2e PLUGINS=FOLDER does. It
// has only that plugin: awsx is the one in .bin.
func TestOtherPlugins(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	built, err := filepath.Abs("../.bin/plugins/pulumi-resource-aws")
	require.NoError(t, err)
	seen := filepath.Join(folder, "seen")
	program := fmt.Sprintf("#!/bin/sh\necho started >>'%s'\nexec '%s' \"$@\"\n", seen, built)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "pulumi-resource-aws"), []byte(program), 0o700))

	output, err := runOn(t, folder, "TestNATGateways/^Single$")
	require.NoError(t, err, output)
	assert.Contains(t, output, "--- PASS: TestNATGateways/Single")
	assert.FileExists(t, seen, "the plugin in the folder did not run")
}

// TestNoPlugins gives a folder that has no plugin.
func TestNoPlugins(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	const want = " has neither a pulumi-resource-aws nor a pulumi-resource-awsx"
	output, err := runOn(t, folder, "TestNATGateways")
	require.ErrorAs(t, err, new(*exec.ExitError))
	assert.Contains(t, output, "PLUGINS="+folder+": "+folder+want)

	up, err := exec.CommandContext(t.Context(), "../.bin/local", "up", "--root", "..", "--dir", t.TempDir(), "--plugins", folder).
		CombinedOutput()
	require.ErrorAs(t, err, new(*exec.ExitError))
	assert.Contains(t, string(up), "PLUGINS="+folder+": "+folder+want)
}

// runOn runs a test of this package with another PLUGINS.
func runOn(t *testing.T, choice, test string) (string, error) {
	t.Helper()
	//nolint:gosec // this program itself
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run", "^"+test)
	command.Env = append(os.Environ(), "PLUGINS="+choice)
	output, err := command.CombinedOutput()
	return string(output), err
}
