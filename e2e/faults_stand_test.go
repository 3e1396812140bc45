package e2e

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/shirou/gopsutil/v4/process"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// faultPrograms is the folder of the programs that faults are tried on. Each has the file before.yaml, and after.yaml
// for an update.
const faultPrograms = "testdata/faults"

// faultStand is a local AWS and a stack on it, with a proxy between the plugins and the gate. Both are emptied between
// cases, since starting them anew takes longer than a case.
type faultStand struct {
	deployment

	proxy   *faultProxy
	moto    string
	motoPid int
	clean   string // a copy of the state of an empty stack
	unit    string // an organizational unit, for a guardrail
	// options are added to the program\'s.
	options string
	cli     atomic.Pointer[os.Process]
}

func newFaultStand(t *testing.T) *faultStand {
	t.Helper()
	s := &faultStand{deployment: deploy(t, faultPrograms, nil), proxy: newFaultProxy(), clean: filepath.Join(t.TempDir(), "state")}
	t.Cleanup(s.proxy.Close)
	running, found := emulator.Running(t.Context(), s.dir)
	require.True(t, found)
	s.use(running)
	s.Workspace().SetEnvVar("AWS_ENDPOINT_URL", s.proxy.URL)
	s.Workspace().SetEnvVar("AWS_MAX_ATTEMPTS", "3") // so that what is throttled for ever ends within seconds
	require.NoError(t, os.CopyFS(s.clean, os.DirFS(s.state())))
	return s
}

// use makes an emulator the stand's.
func (s *faultStand) use(running emulator.Emulator) {
	s.moto, s.motoPid, s.Clients = running.Endpoint(), int(running.Pid), clients.New(running.Endpoint())
}

func (s *faultStand) state() string { return workspace.Workspace{Dir: s.dir}.State() }

// reset empties AWS and forgets the stack.
func (s *faultStand) reset(t *testing.T) {
	t.Helper()
	s.proxy.start(nil)
	s.emptyAWS(t)
	require.NoError(t, os.RemoveAll(s.state()))
	require.NoError(t, os.CopyFS(s.state(), os.DirFS(s.clean)))
}

// emptyAWS makes the account as it was before anything was deployed. The gate starts anew: it remembers nothing.
func (s *faultStand) emptyAWS(t *testing.T) {
	t.Helper()
	response, err := http.Post(s.moto+"/moto-api/reset", "", nil) //nolint:noctx // our own emulator answers at once
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
	starting.Lock()
	defer starting.Unlock()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	door, err := gate.Start(t.Context(), filepath.Join(root, ".bin", "local"), gate.Options{Moto: s.moto, Dir: s.dir})
	require.NoError(t, err)
	s.endpoint = door.Endpoint()
	address, err := url.Parse(s.endpoint)
	require.NoError(t, err)
	s.proxy.gate.Store(address)
	s.deployAs(t, pipeline)
	s.unit = s.organizationalUnit(t)
}

// write makes a program the stack's.
func (s *faultStand) write(t *testing.T, program, variant string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(faultPrograms, program, variant+".yaml"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(s.Workspace().WorkDir(), "Pulumi.yaml"),
		[]byte(strings.ReplaceAll(string(text), "TARGET", s.unit)+s.options), 0o600))
}

// look takes a picture of AWS.
func (s *faultStand) look(t *testing.T) []string {
	t.Helper()
	seen, err := takePicture(t.Context(), s.Clients, s.byPipeline(t).DynamoDB)
	require.NoError(t, err)
	return seen
}

// faultRun is a run of the CLI, and what it called.
type faultRun struct {
	command string
	output  string
	err     error
	calls   []awsCall
	hits    int // of the fault
	took    time.Duration
}

// runTimeout bounds one run of the CLI.
const runTimeout = 5 * time.Minute

// run runs the CLI as a user does, with a fault or without.
func (s *faultStand) run(t *testing.T, armed *fault, args ...string) faultRun {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), runTimeout)
	defer cancel()
	command := s.command(ctx, args...)
	// A file, not a pipe: what the CLI started holds it open after the CLI was killed, and nobody waits for it.
	printed, err := os.CreateTemp(t.TempDir(), "output")
	require.NoError(t, err)
	command.Stdout, command.Stderr = printed, printed
	s.proxy.start(armed)
	began := time.Now()
	require.NoError(t, command.Start())
	s.cli.Store(command.Process)
	err = command.Wait()
	if ctx.Err() != nil {
		err = errors.Join(err, ctx.Err())
	}
	output, readErr := os.ReadFile(printed.Name())
	require.NoError(t, errors.Join(readErr, printed.Close()))
	r := faultRun{command: "pulumi " + strings.Join(args, " "), output: string(output), err: err, took: time.Since(began)}
	r.calls, r.hits = s.proxy.stop()
	return r
}

func (s *faultStand) command(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, "pulumi", append(args, "--non-interactive", "--color", "never", "--stack", workspace.Stack)...)
	command.Dir = s.Workspace().WorkDir()
	command.Env = append(os.Environ(), environ(s.Workspace().GetEnvVars())...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return command
}

// plugins lists the processes of the CLI, all of them children of this test's.
func (s *faultStand) descendants() []*process.Process {
	cli, err := process.NewProcess(int32(s.cli.Load().Pid)) //nolint:gosec // process ids fit
	if err != nil {
		return nil
	}
	var found []*process.Process
	for level := []*process.Process{cli}; len(level) > 0; {
		var next []*process.Process
		for _, parent := range level {
			children, err := parent.Children()
			if err == nil {
				next = append(next, children...)
			}
		}
		found, level = append(found, next...), next
	}
	return found
}

// killPlugin kills the processes of one plugin.
func (s *faultStand) killPlugin(name string) {
	for _, child := range s.descendants() {
		if line, err := child.CmdlineSlice(); err == nil && len(line) > 0 && filepath.Base(line[0]) == "pulumi-resource-"+name {
			_ = child.Kill() // one that has ended needs no killing
		}
	}
}
