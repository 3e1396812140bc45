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
	venv          = "../.local/venv-pulumi"
)

// checker is a compiler, or what stands in for one.
type checker struct {
	name, dir, program string
	args               []string
	// complaint finds a file, a line and a text in what it prints.
	complaint *regexp.Regexp
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
			// What a complaint comes down to may follow it, indented.
			complaint: regexp.MustCompile(`(?m)^(\S+)\((\d+),\d+\): error ((?:.*\n)(?: .*\n)*)`),
		},
		{
			name:      "python",
			dir:       "testdata/types/python",
			program:   absolute(venv + "/bin/mypy"),
			args:      []string{"right.py", "wrong.py", absolute(examples + "python/feature-team/__main__.py")},
			complaint: regexp.MustCompile(`(?m)^(\S+):(\d+): error: (.*)$`),
		},
		{
			name:      "go",
			dir:       "testdata/types/go",
			program:   "go",
			args:      []string{"build", "-gcflags=-e", "./..."},
			complaint: regexp.MustCompile(`(?m)^(\S+):(\d+):\d+: (.*)$`),
		},
	}
}

// wanted is how a fixture says that its line is wrong, and what the complaint of it is to say.
var wanted = regexp.MustCompile(`(?:#|//) want: (.*)$`)

// TestSDKsAreTyped compiles, for each language, a program of mistakes and one of none. Every mistake is found, where
// it is, and nothing else is complained of: an output goes into a list, a map and a field of an object.
func TestSDKsAreTyped(t *testing.T) {
	for _, checker := range checkers(t) {
		t.Run(checker.name, func(t *testing.T) {
			t.Parallel()
			want := wants(t, checker.dir)
			require.NotEmpty(t, want)

			command := exec.CommandContext(t.Context(), checker.program, checker.args...)
			command.Dir = checker.dir
			output, err := command.CombinedOutput()
			require.ErrorAs(t, err, new(*exec.ExitError), "the mistakes are found: %s", output)
			got := map[string]string{}
			for _, complaint := range checker.complaint.FindAllStringSubmatch(string(output), -1) {
				got[filepath.Clean(complaint[1])+":"+complaint[2]] += complaint[3]
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

// wants collects what the fixtures below a folder say of their lines.
func wants(t *testing.T, dir string) map[string]string {
	t.Helper()
	want, fixtures := map[string]string{}, os.DirFS(dir)
	require.NoError(t, fs.WalkDir(fixtures, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(fixtures, path)
		for i, line := range strings.Split(string(text), "\n") {
			if found := wanted.FindStringSubmatch(line); found != nil {
				want[fmt.Sprintf("%s:%d", path, i+1)] = found[1]
			}
		}
		return err
	}))
	return want
}

// TestMissingInputs is about required inputs that no type can ask for: Go's structs have no required fields,
// and in Python every keyword has a default. These SDKs refuse before anything is registered. What they do not
// see, such as a key of no fields in Go, the component refuses.
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
		output, err := exec.CommandContext(t.Context(), venv+"/bin/python", "testdata/types/python/missing.py").CombinedOutput()
		require.ErrorAs(t, err, new(*exec.ExitError))
		lines := strings.Split(strings.TrimSpace(string(output)), "\n")
		assert.Equal(t, "TypeError: Missing required property 'administrator_principal_arns'", lines[len(lines)-1])
	})
}

// TestSDKsDependOnPulumiAlone reads what the packages, as they are installed, say that they need. A package for
// aws among it would bind the user's version of that.
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
		found, err := filepath.Glob(venv + "/lib/python3*/site-packages/pulumi_private_dynamodb-*.dist-info/METADATA")
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

// TestLockFiles keeps two things out of npm's lock files that npm install puts in: the address of the registry
// of whoever ran it, and the checksum of our own package, which every build of it has anew.
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
