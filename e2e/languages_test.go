package e2e

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"

	"example.com/feature-team/orders"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/version"
)

// language is a language that the feature team's program is written in. Pulumi runs a program through the host of its
// language. The host for YAML is built from a Go module. The hosts for Go, Node and Python come with Pulumi's downloads
// alone, so programs in these languages run inline in the automation API of their language, which is a host itself.
type language struct {
	name string
	// operate runs up or preview on a stack, and returns how many resources each operation is for.
	operate func(t *testing.T, team deployment, operation string) map[string]int
	// differences lists how the state differs from that of the YAML program.
	differences []string
}

// sentBySDKs lists what our SDKs send to the plugin, and YAML does not: the version of the plugin, and where to download
// it.
var sentBySDKs = []string{
	`pulumi:providers:private-dynamodb::default inputs __internal pluginDownloadURL: nothing -> ` +
		`"github://api.github.com/private-dynamodb"`,
	`pulumi:providers:private-dynamodb::default inputs version: nothing -> "` + version.Version + `"`,
	`pulumi:providers:private-dynamodb::default outputs version: nothing -> "` + version.Version + `"`,
}

func languages() []language {
	return []language{
		{name: "yaml", operate: inProcess},
		{name: "go", operate: goProgram(orders.Deploy), differences: sentBySDKs},
		{
			name:        "typescript",
			operate:     inline("node", "testdata/inline/inline.js", examples+"typescript/feature-team/bin/index.js"),
			differences: sentBySDKs,
		},
		{
			name: "python",
			operate: inline(pythonVenv+"/bin/python", "testdata/inline/inline.py",
				examples+"python/feature-team/__main__.py"),
			differences: sentBySDKs,
		},
	}
}

// TestFourLanguages deploys the feature team's program in every language, each to an emulator of its own. The states
// must have the same resources, with the same parents, dependencies, locks, inputs and outputs.
func TestFourLanguages(t *testing.T) {
	t.Parallel()
	var first state
	for _, language := range languages() {
		t.Run(language.name, func(t *testing.T) {
			team := deploy(t, examples+language.name+"/feature-team", featureTeamConfig)
			assert.Equal(t, map[string]int{"create": 18}, language.operate(t, team, "up"))
			found := team.state(t)
			if first == nil {
				first = found
			}
			assert.Equal(t, language.differences, first.differences(found))
			assert.Equal(t, map[string]int{"same": 18}, language.operate(t, team, "preview"))
		})
	}
}

// inProcess runs the program that the stack's workspace has: one in YAML, or a Go function.
func inProcess(t *testing.T, team deployment, operation string) map[string]int {
	t.Helper()
	if operation == "up" {
		_, changes := team.up(t)
		return changes
	}
	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.NoError(t, err)
	changes := map[string]int{}
	for kind, count := range preview.ChangeSummary {
		changes[string(kind)] = count
	}
	return changes
}

// goProgram runs a Go program in this process.
func goProgram(program pulumi.RunFunc) func(*testing.T, deployment, string) map[string]int {
	return func(t *testing.T, team deployment, operation string) map[string]int {
		t.Helper()
		team.Workspace().SetProgram(program)
		return inProcess(t, team, operation)
	}
}

// inline runs a program with a runner that uses the automation API of the program's language.
func inline(interpreter, runner, program string) func(*testing.T, deployment, string) map[string]int {
	return func(t *testing.T, team deployment, operation string) map[string]int {
		t.Helper()
		output := run(t, inlineCommand(t, team, interpreter, runner, program, operation))
		var changes map[string]int
		require.NoError(t, json.Unmarshal([]byte(output), &changes), output)
		return changes
	}
}

func inlineCommand(t *testing.T, team deployment, interpreter, runner, program, operation string) *exec.Cmd {
	t.Helper()
	program, err := filepath.Abs(program)
	require.NoError(t, err)
	modules, err := filepath.Abs(installedNode) // for a program without its own
	require.NoError(t, err)
	command := exec.CommandContext(t.Context(), interpreter, runner,
		operation, program, team.Workspace().WorkDir(), workspace.Stack)
	command.Env = append(command.Environ(), "NODE_PATH="+modules)
	command.Env = append(command.Env, environ(team.Workspace().GetEnvVars())...)
	return command
}
