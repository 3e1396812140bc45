package version

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/blang/semver"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../.."

// TestVersionIsSemantic requires what Pulumi, npm and Go ask of a version. No v is before it.
func TestVersionIsSemantic(t *testing.T) {
	t.Parallel()
	parsed, err := semver.Parse(Version)
	require.NoError(t, err, "provider/version/VERSION")
	assert.Equal(t, Version, parsed.String())
}

// follow are the files that make generate writes the version into.
var follow = []string{
	"schema.yaml", "schema.json", "sdk/*/*", "sdk/*/*/*", "sdk/*/*/*/*", "examples/*/*/package-lock.json",
	"examples/*/*/requirements.txt",
}

// named are the files that name versions of other things, or versions that were.
var named = []string{
	"CHANGELOG.md", "go.mod", "*/go.mod", "*/*/go.mod", "*/*/*/go.mod", "*/*/*/*/go.mod", "*/requirements.txt",
	"*/*/requirements.txt", "*/*/package-lock.json", "e2e/testdata/states/*/*",
}

// TestVersionStandsInOnePlace finds the files that name the version and that make generate does not write. They would be
// wrong with the next version.
func TestVersionStandsInOnePlace(t *testing.T) {
	t.Parallel()
	list := exec.CommandContext(t.Context(), "git", "ls-files", "-co", "--exclude-standard")
	list.Dir = root
	tracked, err := list.Output()
	require.NoError(t, err)
	name := regexp.MustCompile(`(?:^|[^\d.])` + regexp.QuoteMeta(Version) + `(?:$|[^\d.]|\.\D)`)
	var found []string
	for path := range strings.FieldsSeq(string(tracked)) {
		if filepath.Base(path) == "go.sum" || matches(path, named) || matches(path, follow) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, path))
		if os.IsNotExist(err) { // it is deleted, and not yet committed
			continue
		}
		require.NoError(t, err)
		if name.Match(text) {
			found = append(found, path)
		}
	}
	assert.Equal(t, []string{"provider/version/VERSION"}, found,
		"write VERSION into a command of a page, and provider/version.Version into code")
}

func matches(path string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		found, err := filepath.Match(pattern, path)
		return err == nil && found
	})
}
