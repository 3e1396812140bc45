// Package e2e deploys the examples, and programs of its own, with the real Pulumi CLI. Each test has a local AWS of its
// own, and looks at it through ordinary AWS clients.
//
// harness_* is what the tests share. network_* and table_* take one feature each through its updates. clients_*
// compares what the AWS SDKs are answered with the rules of the docs, and replay_* compares it with every row of the
// access report; calls_test.go holds what both send.
package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// examples is the folder of the programs that users copy.
const examples = "../examples/"

const roles = "arn:aws:iam::" + workspace.Account + ":role/"

// The roles of the stacks. The pipeline deploys them, and is their administrator.
const (
	pipeline    = roles + "ci/deployer"
	newPipeline = roles + "ci/new-deployer"
	breakGlass  = roles + "break-glass"
)

// deployment is a stack on an emulator of its own, deployed through the gate. Its clients call the emulator itself,
// past the gate, and so see what is there whatever the policies say.
type deployment struct {
	auto.Stack
	clients.Clients

	endpoint string // the gate's door to the internet
	dir      string // where the gate has its log and its list of doors
}

// plugins are the aws and awsx plugins that every test runs on. They are chosen with the environment variable PLUGINS.
var plugins workspace.Plugins

// TestMain reads PLUGINS, and clears the user's AWS settings. Programs in Go run in this process, several at once, and
// Pulumi's SDK for aws reads from the environment what a program leaves out.
func TestMain(m *testing.M) {
	root, err := filepath.Abs("..")
	if err != nil {
		panic(err)
	}
	if plugins, err = workspace.ChoosePlugins(root, os.Getenv("PLUGINS")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for key := range (workspace.Workspace{}).Env("") {
		if strings.HasPrefix(key, "AWS_") {
			_ = os.Unsetenv(key) // it fails for no name that is set
		}
	}
	if err = os.Setenv("AWS_REGION", workspace.Region); err != nil {
		panic(err)
	}
	// The CLI logs what it does before it knows the home of a stack.
	if err = os.Setenv("PULUMI_HOME", filepath.Join(root, ".local", "pulumi")); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// starting is held while servers look for free ports. Two at once could find the same one.
var starting sync.Mutex

// deploy opens a stack of a project, on an emulator and a gate that end with the test. It creates nothing yet.
func deploy(t *testing.T, project string, config auto.ConfigMap) deployment {
	t.Helper()
	return deployBehind(t, gate.Options{}, project, config)
}

// deployBehind is deploy with options of the gate.
func deployBehind(t *testing.T, options gate.Options, project string, config auto.ConfigMap) deployment {
	t.Helper()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	here := workspace.Workspace{Root: root, Dir: t.TempDir(), Plugins: plugins}
	starting.Lock()
	defer starting.Unlock()
	running, err := emulator.Start(t.Context(), filepath.Join(root, ".local", "venv-moto", "bin", "moto_server"), here.Dir)
	require.NoError(t, err, "run this test with make e2e, which installs the emulator")
	t.Cleanup(func() { require.NoError(t, emulator.Stop(here.Dir)) })

	options.Moto, options.Dir = running.Endpoint(), here.Dir
	door, err := gate.Start(t.Context(), filepath.Join(root, ".bin", "local"), options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, gate.Stop(here.Dir)) })

	here.Caller, err = clients.Assume(t.Context(), door.Endpoint(), pipeline)
	require.NoError(t, err)
	stack, err := here.Open(t.Context(), copyOf(t, project), door.Endpoint())
	require.NoError(t, err)
	require.NoError(t, stack.SetAllConfig(t.Context(), config))
	return deployment{Stack: stack, Clients: clients.New(running.Endpoint()), endpoint: door.Endpoint(), dir: here.Dir}
}

// deployAs makes another role deploy from now on.
func (d deployment) deployAs(t *testing.T, role string) {
	t.Helper()
	caller, err := clients.Assume(t.Context(), d.endpoint, role)
	require.NoError(t, err)
	env := workspace.Workspace{Caller: caller}.Env(d.endpoint)
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} {
		d.Workspace().SetEnvVar(name, env[name])
	}
}

// byPipeline returns the clients of the administrator at the internet's door.
func (d deployment) byPipeline(t *testing.T) clients.Clients {
	t.Helper()
	caller, err := clients.Assume(t.Context(), d.endpoint, pipeline)
	require.NoError(t, err)
	return clients.For(d.endpoint, caller)
}

// edit replaces a text of the program, in the copy of the project.
func (d deployment) edit(t *testing.T, was, is string) {
	t.Helper()
	path := filepath.Join(d.Workspace().WorkDir(), "Pulumi.yaml")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), was)
	require.NoError(t, os.WriteFile(path, []byte(strings.Replace(string(text), was, is, 1)), 0o600))
}

// copyOf copies the file of a project, so that Pulumi writes the stack's configuration beside the copy. A program that
// is not in that file runs where it is.
func copyOf(t *testing.T, project string) string {
	t.Helper()
	const file = "Pulumi.yaml"
	text, err := os.ReadFile(filepath.Join(project, file))
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), filepath.Base(project))
	require.NoError(t, os.Mkdir(dir, 0o750))
	require.NoError(t, os.WriteFile(filepath.Join(dir, file), text, 0o600))
	return dir
}

func values(pairs ...string) auto.ConfigMap {
	config := auto.ConfigMap{}
	for i := 0; i < len(pairs); i += 2 {
		config[pairs[i]] = auto.ConfigValue{Value: pairs[i+1]}
	}
	return config
}

// up deploys. It returns the outputs, and how many resources each operation was done to.
func (d deployment) up(t *testing.T, options ...optup.Option) (map[string]any, map[string]int) {
	t.Helper()
	result, err := d.Up(t.Context(), append(options, optup.SuppressProgress())...)
	require.NoError(t, err, result.StdErr)
	outputs := map[string]any{}
	for name, output := range result.Outputs {
		outputs[name] = output.Value
	}
	require.NotNil(t, result.Summary.ResourceChanges)
	return outputs, *result.Summary.ResourceChanges
}

// requireNoChange requires a preview and a refresh to find nothing to do.
func (d deployment) requireNoChange(t *testing.T) {
	t.Helper()
	preview, err := d.Preview(t.Context(), optpreview.Diff(), optpreview.SuppressProgress())
	require.NoError(t, err)
	require.Equal(t, []string{"same"}, operations(preview.ChangeSummary), preview.StdOut)
	refresh, err := d.Refresh(t.Context(), optrefresh.Diff(), optrefresh.SuppressProgress())
	require.NoError(t, err)
	require.Equal(t, []string{"same"}, operations(*refresh.Summary.ResourceChanges), refresh.StdOut)
}

// operations lists the operations that were done to any resource, sorted.
func operations[O ~string](changes map[O]int) []string {
	var list []string
	for operation, count := range changes {
		if count > 0 {
			list = append(list, string(operation))
		}
	}
	return slices.Sorted(slices.Values(list))
}

// pulumi runs the CLI on the stack, for what the automation API lacks.
func (d deployment) pulumi(ctx context.Context, args ...string) (stdout, stderr string, err error) {
	stdout, stderr, _, err = d.Workspace().PulumiCommand().Run(
		ctx, d.Workspace().WorkDir(), nil, nil, nil, environ(d.Workspace().GetEnvVars()), args...)
	return stdout, stderr, err
}

func environ(vars map[string]string) []string {
	var list []string
	for key, value := range vars {
		list = append(list, key+"="+value)
	}
	return list
}

// run returns the output of a command. A command that fails ends the test with what it printed to stderr.
func run(t *testing.T, command *exec.Cmd) string {
	t.Helper()
	var stderr strings.Builder
	command.Stderr = &stderr
	output, err := command.Output()
	require.NoError(t, err, "%s: %s", command, stderr.String())
	return string(output)
}

func ptr[T any](value T) *T { return &value }
