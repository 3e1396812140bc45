package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReportCommand(t *testing.T) {
	t.Parallel()
	const empty = `{"version":3,"deployment":{"resources":[]}}`
	file := filepath.Join(t.TempDir(), "state.json")
	require.NoError(t, os.WriteFile(file, []byte(empty), 0o600))
	for name, test := range map[string]struct {
		args        []string
		input, want string
	}{
		"no component":           {[]string{"report"}, empty, "the stack has no such component of private-dynamodb"},
		"no component, a file":   {[]string{"report", file}, "", "the stack has no such component of private-dynamodb"},
		"no file":                {[]string{"report", file + "-not"}, "", "no such file or directory"},
		"no JSON":                {[]string{"report"}, "error: no stack selected", "read the output of pulumi stack export: "},
		"no deployment":          {[]string{"report"}, `{"version":3}`, "it has no deployment"},
		"an unknown format":      {[]string{"report", "--format", "pdf"}, empty, "--format pdf is unknown: give one of html, markdown, text"},
		"two files":              {[]string{"report", file, file}, "", "accepts at most 1 arg"},
		"a name of no component": {[]string{"report", "--component", "orders"}, empty, "the stack has no such component"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := command()
			run.SetArgs(test.args)
			run.SetIn(bytes.NewBufferString(test.input))
			run.SetOut(&bytes.Buffer{})
			require.ErrorContains(t, run.Execute(), test.want)
		})
	}
	help, out := command(), &bytes.Buffer{}
	help.SetArgs([]string{"--help"})
	help.SetOut(out)
	require.NoError(t, help.Execute())
	assert.Contains(t, out.String(), "Print the access reports of a stack")
}
