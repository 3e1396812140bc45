// Package workspace keeps a Pulumi home, its plugins and its state apart from the user's own, and points
// everything that is started in it at local AWS.
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

// Account and Region are where the emulator says that everything is.
const (
	Account = "123456789012"
	Region  = "us-east-1"
)

// Workspace is a repository and the folder for what runs from it.
type Workspace struct {
	// Root is the repository; built programs are in its .bin folder.
	Root string
	// Dir holds the Pulumi home, the state and the emulator's record and log.
	Dir string
	// Caller is whose credentials everything in it has; by default those of the account's root.
	Caller Caller
	// Official leaves out the stand-in aws and awsx plugins, so that Pulumi downloads the official ones.
	Official bool
}

// Caller is the credentials of one AWS principal.
type Caller struct{ AccessKeyID, SecretAccessKey, SessionToken string }

// Root is made-up credentials, which the emulator takes for those of its account's root.
var Root = Caller{AccessKeyID: "local", SecretAccessKey: "local"}

// Bin is where built programs are. Plugins have a folder in it, since Pulumi would take one on PATH for
// every version, with a warning each time.
func (w Workspace) Bin() string { return filepath.Join(w.Root, ".bin") }

// Home is the Pulumi home: plugins and credentials. Official plugins have one of their own, since Pulumi tells
// plugins apart by name and version alone.
func (w Workspace) Home() string {
	if w.Official {
		return filepath.Join(w.Dir, "pulumi-official")
	}
	return filepath.Join(w.Dir, "pulumi")
}

// State is where the state files are.
func (w Workspace) State() string { return filepath.Join(w.Dir, "state") }

// Env is the environment of everything that runs on local AWS, from a clean slate: no credentials or
// profile of the user's can reach a client that is started with it.
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
	if !w.Official {
		env["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] = "true"
	}
	return env
}

// WriteEnv writes the environment as a file for a shell to read, and returns its path.
func (w Workspace) WriteEnv(endpoint string) (string, error) {
	env := w.Env(endpoint)
	var text strings.Builder
	text.WriteString("# The environment of local AWS; read it with: . " + filepath.Base(w.Dir) + "/env\n")
	for _, key := range slices.Sorted(maps.Keys(env)) {
		if env[key] == "" { // the AWS CLI takes an empty profile for the name of one
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

// Open selects the stack of a project, and makes it where there is none. An update that was killed leaves
// its lock behind; the emulator belongs to one user, so the lock is taken off.
func (w Workspace) Open(ctx context.Context, project, endpoint string) (auto.Stack, error) {
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
	stack, err := auto.UpsertStackLocalSource(ctx, Stack, project, auto.EnvVars(w.Env(endpoint)))
	if err != nil {
		return auto.Stack{}, fmt.Errorf("open stack %s of %s: %w", Stack, project, err)
	}
	if locks, _ := filepath.Glob(filepath.Join(w.State(), ".pulumi", "locks", "*", "*", "*", "*")); len(locks) > 0 {
		if err := stack.Cancel(ctx); err != nil {
			return auto.Stack{}, fmt.Errorf("take off the lock of an update that was killed: %w", err)
		}
	}
	return stack, nil
}

// Forget drops the state. Once the emulator has ended, nothing that it describes exists.
func (w Workspace) Forget() error {
	return errors.Join(os.RemoveAll(w.State()), remove(filepath.Join(w.Dir, "env")))
}
