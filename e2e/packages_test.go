package e2e

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/version"
)

const (
	packed         = "../.bin/sdk/"
	schemaExamples = "../provider/_examples/"
)

// TestSchemaExamples compiles the programs in the descriptions of the schema, which the SDKs and the registry show, and
// previews those in YAML.
func TestSchemaExamples(t *testing.T) {
	t.Parallel()
	find := func(t *testing.T, suffix string) []string {
		t.Helper()
		found, err := filepath.Glob(schemaExamples + "*" + suffix)
		require.NoError(t, err)
		require.Len(t, found, 5, "a program for each component and function")
		for i := range found {
			found[i], err = filepath.Abs(found[i])
			require.NoError(t, err)
		}
		return found
	}
	t.Run("go", func(t *testing.T) {
		for _, program := range find(t, ".go") { // each is a package of its own
			run(t, exec.CommandContext(t.Context(), "go", "vet", program))
		}
	})
	t.Run("typescript", func(t *testing.T) {
		base, err := filepath.Abs("testdata/types/typescript/tsconfig.json")
		require.NoError(t, err)
		text, err := json.Marshal(map[string]any{"extends": base, "files": find(t, ".ts")})
		require.NoError(t, err)
		config := filepath.Join(t.TempDir(), "tsconfig.json")
		require.NoError(t, os.WriteFile(config, text, 0o600))
		output, err := exec.CommandContext(t.Context(), installedNode+"/.bin/tsc", "--project", config).CombinedOutput()
		require.NoError(t, err, string(output))
	})
	t.Run("python", func(t *testing.T) {
		checker, err := filepath.Abs(pythonVenv + "/bin/mypy")
		require.NoError(t, err)
		command := exec.CommandContext(t.Context(), checker, find(t, ".py")...)
		command.Dir = "testdata/types/python"
		output, err := command.CombinedOutput()
		require.NoError(t, err, string(output))
	})
	t.Run("yaml", func(t *testing.T) {
		team := deploy(t, "testdata/intents", nil)
		unit := team.organizationalUnit(t)
		project := filepath.Join(team.Workspace().WorkDir(), "Pulumi.yaml")
		for _, program := range find(t, ".yaml") {
			text, err := os.ReadFile(program)
			require.NoError(t, err)
			_, rest, found := strings.Cut(string(text), "\n") // the stack is of another project
			require.True(t, found)
			rest = strings.NewReplacer("111122223333", workspace.Account, "ou-a1b2-c3d4e5f6", unit).Replace(rest)
			require.NoError(t, os.WriteFile(project, []byte("name: "+projectName(t, project)+"\n"+rest), 0o600))
			preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
			require.NoError(t, err, program)
			assert.NotEmpty(t, preview.ChangeSummary, program)
		}
	})
}

func projectName(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		if name, found := strings.CutPrefix(line, "name: "); found {
			return strings.TrimSpace(name)
		}
	}
	t.Fatalf("%s has no name", file)
	return ""
}

// TestPackages reads the packages as the registries would get them.
func TestPackages(t *testing.T) {
	t.Parallel()
	t.Run("npm", func(t *testing.T) {
		files := unpack(t, packed+"pulumi-private-dynamodb.tgz")
		for _, name := range []string{"index.js", "index.d.ts", "privateTable.d.ts", "README.md", "LICENSE"} {
			assert.NotEmpty(t, files["package/"+name], name)
		}
		for name := range files {
			assert.False(t, strings.HasSuffix(name, ".ts") && !strings.HasSuffix(name, ".d.ts"), "%s is a source", name)
		}
		var manifest struct{ Version, License, Description, Homepage string }
		require.NoError(t, json.Unmarshal([]byte(files["package/package.json"]), &manifest))
		assert.Equal(t, version.Version, manifest.Version)
		assert.Equal(t, "Apache-2.0", manifest.License)
		assert.NotEmpty(t, manifest.Description)
		assert.NotEmpty(t, manifest.Homepage)
		assert.Contains(t, files["package/privateTable.d.ts"], `new privatedynamodb.PrivateTable("orders", {`)
	})
	t.Run("npm pack of the sources", func(t *testing.T) {
		command := exec.CommandContext(t.Context(), "npm", "pack", "--dry-run", "--cache", t.TempDir())
		command.Dir = "../sdk/nodejs"
		output, err := command.CombinedOutput()
		require.Error(t, err, "no program can import them")
		assert.Contains(t, string(output), "Run make sdk")
	})
	t.Run("pypi", func(t *testing.T) {
		const wanted = "\nRequires-Python: >=3.10\n"
		wheels, err := filepath.Glob(packed + "*.whl")
		require.NoError(t, err)
		require.Len(t, wheels, 1)
		wheel, err := zip.OpenReader(wheels[0])
		require.NoError(t, err)
		defer wheel.Close() //nolint:errcheck // it is only read
		var metadata string
		for _, file := range wheel.File {
			if path.Base(file.Name) == "METADATA" {
				metadata = contents(t, file.Open)
			}
		}
		sources, err := filepath.Glob(packed + "pulumi_private_dynamodb-*.tar.gz")
		require.NoError(t, err)
		require.Len(t, sources, 1)
		files := unpack(t, sources[0])
		root := strings.TrimSuffix(filepath.Base(sources[0]), ".tar.gz") + "/"
		for name, text := range map[string]string{"wheel": metadata, "source distribution": files[root+"PKG-INFO"]} {
			assert.Contains(t, text, wanted, name)
			assert.Contains(t, text, "\nLicense-Expression: Apache-2.0\n", name)
			assert.Contains(t, text, "\nProject-URL: Homepage, https://", name)
			assert.Contains(t, text, "\n# Private DynamoDB\n", "%s shows no page", name)
		}
		for _, name := range []string{"LICENSE", "pyproject.toml", "pulumi_private_dynamodb/py.typed", "pulumi_private_dynamodb/pulumi-plugin.json"} {
			_, found := files[root+name]
			assert.True(t, found, "the source distribution lacks %s", name)
		}
	})
	t.Run("go", func(t *testing.T) {
		for _, name := range []string{"LICENSE", "README.md", "go.mod"} {
			assert.FileExists(t, "../sdk/go/privatedynamodb/"+name)
		}
		doc := exec.CommandContext(t.Context(), "go", "doc", "PrivateTable")
		doc.Dir = "../sdk/go/privatedynamodb"
		assert.Contains(t, run(t, doc), "tableClass := privatedynamodb.TableClassStandardInfrequentAccess")
	})
}

// unpack reads the files of an archive.
func unpack(t *testing.T, archive string) map[string]string {
	t.Helper()
	file, err := os.Open(archive)
	require.NoError(t, err, "make sdk builds it")
	defer file.Close() //nolint:errcheck // it is only read
	plain, err := gzip.NewReader(file)
	require.NoError(t, err)
	files := map[string]string{}
	for reader := tar.NewReader(plain); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		require.NoError(t, err)
		text, err := io.ReadAll(reader)
		require.NoError(t, err)
		files[header.Name] = string(text)
	}
}

func contents(t *testing.T, open func() (io.ReadCloser, error)) string {
	t.Helper()
	file, err := open()
	require.NoError(t, err)
	defer file.Close() //nolint:errcheck // it is only read
	text, err := io.ReadAll(file)
	require.NoError(t, err)
	return string(text)
}
