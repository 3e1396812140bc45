package e2e

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"example.com/feature-team/orders"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// language is one that the feature team's program is written in. Pulumi runs a program through a host for its
// language. The host for YAML is built from a Go module; those for Go, Node and Python come with Pulumi's
// downloads alone. Programs in these run inline in their language's automation API, which is a host itself.
type language struct {
	name string
	// operate runs up or preview on a stack, and returns what it did, or would do, to how many resources.
	operate func(t *testing.T, team deployment, operation string) map[string]int
	// differences are those of the state from the state of the YAML program: all of them are of providers.
	differences []string
}

// sentBySDKs is what SDKs say of providers, and YAML leaves to the engine and the provider. Those for aws put in
// the defaults and name the secrets, whether set or not; in Node and Python they send the settings as JSON.
func sentBySDKs(falsehood, truth string) []string {
	return []string{
		`pulumi:providers:aws::aws additionalSecretOutputs 0: nothing -> "accessKey"`,
		`pulumi:providers:aws::aws additionalSecretOutputs 1: nothing -> "secretKey"`,
		`pulumi:providers:aws::aws additionalSecretOutputs 2: nothing -> "token"`,
		`pulumi:providers:aws::aws inputs region: nothing -> "us-east-1"`,
		`pulumi:providers:aws::aws inputs skipCredentialsValidation: nothing -> ` + falsehood,
		`pulumi:providers:aws::aws inputs skipRegionValidation: nothing -> ` + truth,
		`pulumi:providers:aws::aws outputs region: nothing -> "us-east-1"`,
		`pulumi:providers:aws::aws outputs skipCredentialsValidation: nothing -> ` + falsehood,
		`pulumi:providers:aws::aws outputs skipRegionValidation: nothing -> ` + truth,
		// Our SDKs name the plugin that they were generated with and where it is to be had.
		`pulumi:providers:private-dynamodb::default inputs __internal pluginDownloadURL: nothing -> ` +
			`"github://api.github.com/private-dynamodb"`,
		`pulumi:providers:private-dynamodb::default inputs version: nothing -> "0.1.0-dev"`,
		`pulumi:providers:private-dynamodb::default outputs version: nothing -> "0.1.0-dev"`,
	}
}

func languages() []language {
	return []language{
		{name: "yaml", operate: inProcess},
		{name: "go", operate: goProgram(orders.Deploy), differences: sentBySDKs(`false`, `true`)},
		{
			name:        "typescript",
			operate:     inline("node", "testdata/inline/inline.js", examples+"typescript/feature-team/bin/index.js"),
			differences: sentBySDKs(`"false"`, `"true"`),
		},
		{
			name: "python",
			operate: inline("../.local/venv-pulumi/bin/python", "testdata/inline/inline.py",
				examples+"python/feature-team/__main__.py"),
			differences: sentBySDKs(`"false"`, `"true"`),
		},
	}
}

// TestFourLanguages deploys the feature team's program from every language to an emulator of its own, and
// wants the same of each: in the state, every resource with its parent, its dependencies, its locks, its inputs
// and its outputs.
func TestFourLanguages(t *testing.T) {
	t.Parallel()
	var first state
	for _, language := range languages() {
		t.Run(language.name, func(t *testing.T) {
			team := deploy(t, examples+language.name+"/feature-team", everyone)
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

// inProcess runs a program that the stack's workspace knows: one in YAML, or a Go function.
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

// inline runs a program by a runner that its language's automation API is used in.
func inline(interpreter, runner, program string) func(*testing.T, deployment, string) map[string]int {
	return func(t *testing.T, team deployment, operation string) map[string]int {
		t.Helper()
		program, err := filepath.Abs(program)
		require.NoError(t, err)
		modules, err := filepath.Abs(examples + "typescript/feature-team/node_modules") // for a program that has none of its own
		require.NoError(t, err)
		command := exec.CommandContext(t.Context(), interpreter, runner,
			operation, program, team.Workspace().WorkDir(), workspace.Stack)
		command.Env = append(command.Environ(), "NODE_PATH="+modules)
		command.Env = append(command.Env, environ(team.Workspace().GetEnvVars())...)
		output := run(t, command)
		var changes map[string]int
		require.NoError(t, json.Unmarshal([]byte(output), &changes), output)
		return changes
	}
}

// run returns what a command prints, and fails the test with what it complains of.
func run(t *testing.T, command *exec.Cmd) string {
	t.Helper()
	var complaints strings.Builder
	command.Stderr = &complaints
	output, err := command.Output()
	require.NoError(t, err, "%s: %s", command, complaints.String())
	return string(output)
}
