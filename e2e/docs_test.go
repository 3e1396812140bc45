package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// programBlock is the text of a program in a page, below a link to its file.
var programBlock = regexp.MustCompile("(?m)^\\[(?:examples|e2e)/.*\\]\\(\\.\\./([^)]+)\\)(?:.*\n)+?\n```\\w+\n((?s:.*?))```$")

// TestDocsShowTheExamples compares the programs in the docs with those that the tests deploy.
func TestDocsShowTheExamples(t *testing.T) {
	for page, want := range map[string][]string{
		"languages.md": {
			"examples/typescript/feature-team/index.ts",
			"examples/python/feature-team/__main__.py",
			"examples/go/feature-team/orders/orders.go",
			"examples/yaml/feature-team/Pulumi.yaml",
		},
		"transforms.md": {
			"e2e/testdata/transforms/index.js",
			"e2e/testdata/transforms/main.py",
			"e2e/testdata/transforms/program/program.go",
		},
	} {
		docs, err := os.ReadFile(filepath.Join("../docs", page))
		require.NoError(t, err)
		var files []string
		for _, block := range programBlock.FindAllStringSubmatch(string(docs), -1) {
			files = append(files, block[1])
			text, err := os.ReadFile(filepath.Join("..", block[1]))
			require.NoError(t, err)
			assert.Equal(t, string(text), block[2], block[1])
		}
		assert.Equal(t, want, files)
	}
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
