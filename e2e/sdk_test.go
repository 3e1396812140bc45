package e2e

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

const (
	installedNode = examples + "typescript/feature-team/node_modules"
	pythonVenv    = "../.local/venv-pulumi"
)

// checker is a compiler or a type checker.
type checker struct {
	name, dir, program string
	args               []string
	// diagnostic finds a file, a line and a message in the output.
	diagnostic *regexp.Regexp
}

func checkers(t *testing.T) []checker {
	t.Helper()
	absolute := func(path string) string {
		found, err := filepath.Abs(path)
		require.NoError(t, err)
		return found
	}
	return []checker{
		{
			name:    "typescript",
			dir:     "testdata/types/typescript",
			program: absolute(installedNode + "/.bin/tsc"),
			args:    []string{"--pretty", "false"},
			// Details of a diagnostic may follow it, indented.
			diagnostic: regexp.MustCompile(`(?m)^(\S+)\((\d+),\d+\): error ((?:.*\n)(?: .*\n)*)`),
		},
		{
			name:       "python",
			dir:        "testdata/types/python",
			program:    absolute(pythonVenv + "/bin/mypy"),
			args:       []string{"right.py", "wrong.py", absolute(examples + "python/feature-team/__main__.py")},
			diagnostic: regexp.MustCompile(`(?m)^(\S+):(\d+): error: (.*)$`),
		},
		{
			name:       "go",
			dir:        "testdata/types/go",
			program:    "go",
			args:       []string{"build", "-gcflags=-e", "./..."},
			diagnostic: regexp.MustCompile(`(?m)^(\S+):(\d+):\d+: (.*)$`),
		},
	}
}

// wantedDiagnostic is the comment on a line that is wrong, with a part of the message.
var wantedDiagnostic = regexp.MustCompile(`(?:#|//) want: (.*)$`)

// TestSDKsAreTyped compiles, for each language, a program full of mistakes and one without. Every mistake must be
// reported on its line, and nothing else: an output fits into a list, a map and a field of an object.
func TestSDKsAreTyped(t *testing.T) {
	for _, checker := range checkers(t) {
		t.Run(checker.name, func(t *testing.T) {
			t.Parallel()
			want := wantedDiagnostics(t, checker.dir)
			require.NotEmpty(t, want)

			command := exec.CommandContext(t.Context(), checker.program, checker.args...)
			command.Dir = checker.dir
			output, err := command.CombinedOutput()
			require.ErrorAs(t, err, new(*exec.ExitError), "the mistakes are reported: %s", output)
			got := map[string]string{}
			for _, found := range checker.diagnostic.FindAllStringSubmatch(string(output), -1) {
				got[filepath.Clean(found[1])+":"+found[2]] += found[3]
			}
			for line, text := range want {
				if strings.Contains(got[line], text) {
					got[line] = text
				}
			}
			assert.Equal(t, want, got, string(output))
		})
	}
}

// wantedDiagnostics collects the comments of the programs below a folder, by file and line.
func wantedDiagnostics(t *testing.T, dir string) map[string]string {
	t.Helper()
	want, programs := map[string]string{}, os.DirFS(dir)
	require.NoError(t, fs.WalkDir(programs, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(programs, path)
		for i, line := range strings.Split(string(text), "\n") {
			if found := wantedDiagnostic.FindStringSubmatch(line); found != nil {
				want[fmt.Sprintf("%s:%d", path, i+1)] = found[1]
			}
		}
		return err
	}))
	return want
}

// TestMissingInputs leaves out inputs that no type can require: Go's structs have no required fields, and in Python
// every keyword has a default. The SDKs refuse before anything is registered. What they do not see, such as a key
// without fields in Go, the component refuses.
func TestMissingInputs(t *testing.T) {
	t.Run("go", func(t *testing.T) {
		_, err := privatedynamodb.NewPrivateTable(&pulumi.Context{}, "orders", &privatedynamodb.PrivateTableArgs{
			PartitionKey: privatedynamodb.KeyArgs{
				Name: pulumi.String("customer"), Type: privatedynamodb.AttributeTypeS,
			},
		})
		require.EqualError(t, err, "invalid value for required argument 'AdministratorPrincipalArns'")
	})
	t.Run("python", func(t *testing.T) {
		output, err := exec.CommandContext(t.Context(), pythonVenv+"/bin/python", "testdata/types/python/missing.py").CombinedOutput()
		require.ErrorAs(t, err, new(*exec.ExitError))
		lines := strings.Split(strings.TrimSpace(string(output)), "\n")
		assert.Equal(t, "TypeError: Missing required property 'administrator_principal_arns'", lines[len(lines)-1])
	})
}

// TestSDKsDependOnPulumiAlone reads the dependencies of the packages as they are installed. A dependency on Pulumi's
// package for aws would tie users to one version of it.
func TestSDKsDependOnPulumiAlone(t *testing.T) {
	t.Run("node", func(t *testing.T) {
		var manifest struct {
			Dependencies, PeerDependencies map[string]string
		}
		parse(t, installedNode+"/pulumi-private-dynamodb/package.json", &manifest)
		assert.Equal(t, map[string]string{"@pulumi/pulumi": "^3.142.0"}, manifest.Dependencies)
		assert.Empty(t, manifest.PeerDependencies)
	})
	t.Run("python", func(t *testing.T) {
		found, err := filepath.Glob(pythonVenv + "/lib/python3*/site-packages/pulumi_private_dynamodb-*.dist-info/METADATA")
		require.NoError(t, err)
		require.Len(t, found, 1)
		text, err := os.ReadFile(found[0])
		require.NoError(t, err)
		var names []string
		for _, needed := range regexp.MustCompile(`(?m)^Requires-Dist: ([\w-]+)`).FindAllStringSubmatch(string(text), -1) {
			names = append(names, needed[1])
		}
		assert.ElementsMatch(t, []string{"parver", "pulumi", "semver", "typing-extensions"}, names)
	})
	t.Run("go", func(t *testing.T) {
		command := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json", "../sdk/go/privatedynamodb/go.mod")
		var module struct {
			Require []struct {
				Path     string
				Indirect bool
			}
		}
		require.NoError(t, json.Unmarshal([]byte(run(t, command)), &module))
		var direct []string
		for _, needed := range module.Require {
			if !needed.Indirect {
				direct = append(direct, needed.Path)
			}
			assert.NotContains(t, needed.Path, "pulumi-aws")
		}
		assert.Equal(t, []string{"github.com/blang/semver", "github.com/pulumi/pulumi/sdk/v3"}, direct)
	})
}

// TestLockFiles keeps two things out of npm's lock files that npm install writes: the address of the registry that was
// used, and the checksum of our own package, which changes with every build.
func TestLockFiles(t *testing.T) {
	for _, path := range []string{examples + "typescript/feature-team/package-lock.json", "../sdk/nodejs/package-lock.json"} {
		var lock struct {
			Packages map[string]struct{ Resolved, Integrity string }
		}
		parse(t, path, &lock)
		for name, locked := range lock.Packages {
			if own := strings.HasSuffix(name, "pulumi-private-dynamodb"); own {
				assert.Empty(t, locked.Integrity, "%s: %s", path, name)
			} else {
				assert.Empty(t, locked.Resolved, "%s: %s", path, name)
			}
		}
	}
}

func parse(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, into))
}
