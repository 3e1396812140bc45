package provider

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPurePackagesImportDownwards holds the layers: proof imports policy and iam, policy imports iam, and none of the
// three imports anything else but the standard library.
func TestPurePackagesImportDownwards(t *testing.T) {
	t.Parallel()
	const own = "github.com/private-dynamodb/pulumi-private-dynamodb/provider/"
	for name, want := range map[string][]string{
		"iam":    {own + "iam"},
		"policy": {own + "iam", own + "policy"},
		"proof":  {own + "iam", own + "policy", own + "proof"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const notStandard = "{{if not .Standard}}{{.ImportPath}}{{end}}"
			list, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", notStandard, "./"+name).Output()
			require.NoError(t, err)
			assert.Equal(t, want, strings.Fields(string(list)))
		})
	}
}

// TestContributingNamesFilesThatExist keeps the answers of CONTRIBUTING.md right when a file is moved.
func TestContributingNamesFilesThatExist(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../CONTRIBUTING.md")
	require.NoError(t, err)
	paths := regexp.MustCompile("`((?:provider|local|tools)/[^` ]*)`").FindAllStringSubmatch(string(text), -1)
	require.Greater(t, len(paths), 20)
	for _, path := range paths {
		assert.True(t, exists("../"+path[1]), path[1])
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
