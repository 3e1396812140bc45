package main

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRequiredPlugins finds the plugins that Pulumi's Go language host requires of this module, as it does itself: by the
// pulumi-plugin.json of each module in go.mod, or by the name of the module. The CLI downloads each of them.
func TestRequiredPlugins(t *testing.T) {
	t.Parallel()
	listed, err := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json").Output()
	require.NoError(t, err)
	var mod struct{ Require []struct{ Path string } }
	require.NoError(t, json.Unmarshal(listed, &mod))
	args := []string{"list", "-m", "-json"}
	for _, module := range mod.Require {
		args = append(args, module.Path)
	}
	found, err := exec.CommandContext(t.Context(), "go", args...).Output()
	require.NoError(t, err)
	var plugins []string
	for decoder := json.NewDecoder(strings.NewReader(string(found))); ; {
		var module struct{ Path, Dir string }
		if err := decoder.Decode(&module); errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		if name, required := requiredPlugin(t, module.Path, module.Dir); required {
			plugins = append(plugins, name)
		}
	}
	assert.Equal(t, []string{"aws", "awsx"}, plugins)
}

// requiredPlugin returns the plugin of a module. Source: pulumi-language-go, modInfo.getPackage.
func requiredPlugin(t *testing.T, path, dir string) (name string, required bool) {
	t.Helper()
	for _, pattern := range []string{"", "go", "go/*", "*"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern, "pulumi-plugin.json"))
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			require.NoError(t, err)
			var plugin struct {
				Resource bool
				Name     string
			}
			require.NoError(t, json.Unmarshal(text, &plugin))
			return plugin.Name, plugin.Resource
		}
	}
	if rest, found := strings.CutPrefix(path, "github.com/pulumi/pulumi-"); found && dir != "" {
		name, _, _ = strings.Cut(rest, "/")
		return name, true
	}
	return "", false
}
