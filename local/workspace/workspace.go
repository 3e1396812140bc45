// Package workspace keeps a Pulumi home, its plugins and its state apart from the user's own, and points every program
// that runs in it at local AWS.
package workspace

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
)

// Stack is the name of every stack on local AWS.
const Stack = "local"

// Account and Region are those of the emulator.
const (
	Account = "123456789012"
	Region  = "us-east-1"
)

// Workspace is a repository, and the folder for what runs from it.
type Workspace struct {
	// Root is the repository. Built programs are in its .bin folder.
	Root string
	// Dir holds the Pulumi home, the state, and the records and logs of the emulator and the gate.
	Dir string
	// Caller has the credentials of every program. Default: the account's root user.
	Caller Caller
	// Plugins are the aws and awsx plugins that run. Default: those in .bin.
	Plugins Plugins
}

// Caller is the credentials of one AWS principal.
type Caller struct{ AccessKeyID, SecretAccessKey, SessionToken string }

// Root has made-up credentials, which the emulator accepts as its root user's.
var Root = Caller{AccessKeyID: "local", SecretAccessKey: "local"}

// Bin is the folder of built programs. Plugins have a folder inside it: Pulumi would use a plugin on PATH for every
// version, with a warning each time.
func (w Workspace) Bin() string { return filepath.Join(w.Root, ".bin") }

// Home is the Pulumi home: plugins and credentials. Official plugins have a home of their own, because Pulumi tells
// plugins apart only by name and version.
func (w Workspace) Home() string {
	if w.Plugins == Official {
		return filepath.Join(w.Dir, "pulumi-official")
	}
	return filepath.Join(w.Dir, "pulumi")
}

// State is the folder of state files.
func (w Workspace) State() string { return filepath.Join(w.Dir, "state") }

// Env returns the environment of every program on local AWS. It overrides everything an AWS client reads, so no
// credentials or profile of the user reach a client.
func (w Workspace) Env(endpoint string) map[string]string {
	caller := cmp.Or(w.Caller, Root)
	env := map[string]string{
		"AWS_ENDPOINT_URL":            endpoint,
		"AWS_ACCESS_KEY_ID":           caller.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY":       caller.SecretAccessKey,
		"AWS_SESSION_TOKEN":           caller.SessionToken,
		"AWS_PROFILE":                 "",
		"AWS_CONFIG_FILE":             os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
		"AWS_EC2_METADATA_DISABLED":   "true",
		"AWS_REGION":                  Region,
		"AWS_DEFAULT_REGION":          Region,
		"AWS_PAGER":                   "",
		"PULUMI_HOME":                 w.Home(),
		"PULUMI_BACKEND_URL":          "file://" + w.State(),
		"PULUMI_CONFIG_PASSPHRASE":    "local",
		"PULUMI_SKIP_UPDATE_CHECK":    "true",
	}
	if w.Plugins != Official {
		env["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] = "true"
	}
	return env
}

// WriteEnv writes the environment to a file that a shell can source, and returns its path.
func (w Workspace) WriteEnv(endpoint string) (string, error) {
	env := w.Env(endpoint)
	var text strings.Builder
	text.WriteString("# The environment of local AWS. Source it: . " + filepath.Base(w.Dir) + "/env\n")
	for _, key := range slices.Sorted(maps.Keys(env)) {
		if env[key] == "" { // the AWS CLI reads an empty profile as a name
			fmt.Fprintf(&text, "unset %s\n", key)
			continue
		}
		fmt.Fprintf(&text, "export %s=%s\n", key, quote(env[key]))
	}
	fmt.Fprintf(&text, "export PATH=%s:\"$PATH\"\n", quote(w.Bin()))
	path := filepath.Join(w.Dir, "env")
	return path, os.WriteFile(path, []byte(text.String()), 0o600)
}

func quote(value string) string { return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'" }

// Open selects the stack of a project, and creates it if there is none. It removes the lock that a killed update leaves
// behind: the emulator belongs to one user.
func (w Workspace) Open(
	ctx context.Context, project, endpoint string, options ...auto.LocalWorkspaceOption,
) (auto.Stack, error) {
	for _, dir := range []string{w.Home(), w.State()} {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return auto.Stack{}, err
		}
	}
	if err := w.installPlugins(); err != nil {
		return auto.Stack{}, fmt.Errorf("install plugins: %w", err)
	}
	if err := os.Setenv("PATH", w.Bin()+string(os.PathListSeparator)+os.Getenv("PATH")); err != nil {
		return auto.Stack{}, err
	}
	stack, err := auto.UpsertStackLocalSource(ctx, Stack, project, append(options, auto.EnvVars(w.Env(endpoint)))...)
	if err != nil {
		return auto.Stack{}, fmt.Errorf("open stack %s of %s: %w", Stack, project, err)
	}
	if locks, _ := filepath.Glob(filepath.Join(w.State(), ".pulumi", "locks", "*", "*", "*", "*")); len(locks) > 0 {
		if err := stack.Cancel(ctx); err != nil {
			return auto.Stack{}, fmt.Errorf("remove the lock of a killed update: %w", err)
		}
	}
	return stack, nil
}

// Forget deletes the state. Once the emulator has stopped, nothing that the state describes exists.
func (w Workspace) Forget() error {
	return errors.Join(os.RemoveAll(w.State()), remove(filepath.Join(w.Dir, "env")))
}
