package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/version"
)

// TestAnotherVersion generates everything with another version. What names this repository's packages follows, and the
// current version is nowhere left.
func TestAnotherVersion(t *testing.T) {
	t.Parallel()
	const root = "../.."
	into := t.TempDir()
	var copied int
	for _, pattern := range append(followers, "LICENSE") {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		require.NotEmpty(t, paths, pattern)
		for _, path := range paths {
			relative, err := filepath.Rel(root, path)
			require.NoError(t, err)
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(into, relative)), 0o700))
			require.NoError(t, os.WriteFile(filepath.Join(into, relative), text, 0o600))
			copied++
		}
	}
	require.Greater(t, copied, 2)
	const another = "12.34.56-rc.7"
	require.NoError(t, generate(into, another))

	// The first group is the name that the second, a version, belongs to.
	ours := regexp.MustCompile(`("pulumi-private-dynamodb",\s*"version": "|node_modules/pulumi-private-dynamodb": \{\s*"version": "` +
		`|pulumi_private_dynamodb-|(?m:^)  version = "|(?m:^)version: |(?m:^)  "version": "|semver\.MustParse\("|"private-dynamodb",\s*"version": ")` +
		`([\w.+-]+?)("|-py3|\n)`)
	found := map[string][]string{}
	written := os.DirFS(into)
	require.NoError(t, fs.WalkDir(written, ".", func(relative string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(written, relative)
		require.NoError(t, err)
		for _, match := range ours.FindAllSubmatch(text, -1) {
			found[relative] = append(found[relative], string(match[2]))
		}
		left := regexp.MustCompile(`(^|[^\d.])` + regexp.QuoteMeta(version.Version) + `(\+dev|")`)
		if filepath.Base(relative) != "package-lock.json" { // other packages may have that version
			assert.NotRegexp(t, left, string(text), relative)
		}
		return nil
	}))
	const python = "12.34.56rc7"
	assert.Equal(t, map[string][]string{
		"schema.json":                                           {another},
		"schema.yaml":                                           {another},
		"sdk/nodejs/package.json":                               {another, another},
		"sdk/nodejs/package-lock.json":                          {another, another},
		"sdk/python/pyproject.toml":                             {python},
		"sdk/go/privatedynamodb/pulumi-plugin.json":             {another},
		"sdk/go/privatedynamodb/internal/pulumiUtilities.go":    {another, another},
		"sdk/python/pulumi_private_dynamodb/pulumi-plugin.json": {another},
		"examples/typescript/feature-team/package-lock.json":    {another},
		"examples/python/feature-team/requirements.txt":         {python},
	}, found)
	require.Error(t, generate(into, "v1.0"), "npm and Pulumi want a semantic version")
}
