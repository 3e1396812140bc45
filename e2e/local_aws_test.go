package e2e

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
)

// TestLocalAWSIsSafeToRepeat runs make up and make down as users do: twice, interrupted, and with what they started
// killed.
func TestLocalAWSIsSafeToRepeat(t *testing.T) {
	t.Parallel()
	local := localCommand{dir: t.TempDir(), project: copyOf(t, examples+"yaml/feature-team")}
	t.Cleanup(func() { _, _ = gate.Stop(local.dir), emulator.Stop(local.dir) })

	first := local.run(t, "up")
	assert.Contains(t, first, "+ 18 created")
	assert.Contains(t, first, "Who reaches it, as it was proven\nPrivateTable orders\nSEALED")
	assert.Regexp(t, `\nany caller of the account +this network +allowed +allowed +- +allowed +some +allowed +allowed\n`, first)
	assert.Contains(t, first, "Routes to vpce-")
	assert.Contains(t, first, `"aws:SourceVpc": "vpc-`)
	for line := range strings.Lines(commandsOf(consoleBlocks(t, "../README.md")[0])[0].output) {
		assert.Contains(t, first, strings.TrimPrefix(line, "…\n"), "the README shows what make up prints")
	}
	again := local.run(t, "up")
	assert.Contains(t, again, "18 unchanged", "the second run finds everything in place")
	local.shell(t, "aws dynamodb list-tables", "orders-")
	local.shell(t, "pulumi -C "+local.project+" preview", "18 unchanged")

	t.Run("the doors, by hand", local.testDoors)
	t.Run("a shell", local.testShell)
	t.Run("the gate is killed", func(t *testing.T) {
		running, found := gate.Running(t.Context(), local.dir)
		require.True(t, found)
		require.NoError(t, syscall.Kill(int(running.Pid), syscall.SIGKILL))
		assert.Contains(t, local.run(t, "up"), "18 unchanged", "AWS is still there, behind a new gate")
	})
	t.Run("the emulator is killed", func(t *testing.T) {
		running, found := emulator.Running(t.Context(), local.dir)
		require.True(t, found)
		require.NoError(t, syscall.Kill(int(running.Pid), syscall.SIGKILL))
		assert.Contains(t, local.run(t, "up"), "+ 18 created", "what it held is gone, and is made again")
	})
	for _, stop := range []struct {
		name   string
		signal syscall.Signal
	}{{"interrupted", syscall.SIGINT}, {"killed", syscall.SIGKILL}} {
		t.Run("up is "+stop.name, func(t *testing.T) {
			local.run(t, "down")
			local.stopAt(t, "Subnet orders-isolated-1 creating", stop.signal)
			assert.Contains(t, local.run(t, "up"), "Policy of arn:aws:dynamodb:", "the next up gets there")
		})
	}

	t.Run("down after up is killed", func(t *testing.T) {
		local.run(t, "down")
		local.stopAt(t, "Subnet orders-isolated-1 creating", syscall.SIGKILL)
		assert.Contains(t, local.run(t, "down"), "local AWS is down")
	})

	local.run(t, "up")
	running, found := emulator.Running(t.Context(), local.dir)
	require.True(t, found)
	door, found := gate.Running(t.Context(), local.dir)
	require.True(t, found)
	assert.Contains(t, local.run(t, "down"), "local AWS is down")
	_, err := http.Get(running.Endpoint())
	require.ErrorIs(t, err, syscall.ECONNREFUSED, "no process is left")
	_, err = http.Get(door.Endpoint())
	require.ErrorIs(t, err, syscall.ECONNREFUSED, "nor is the gate")
	assert.NoDirExists(t, filepath.Join(local.dir, "state"))
	assert.Contains(t, local.run(t, "down"), "local AWS is down", "a second down finds nothing to do")
}

// testDoors runs the commands of the README.
func (l localCommand) testDoors(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	put := `aws dynamodb put-item --table-name $TABLE --item '{"customer":{"S":"ada"},"placedAt":{"S":"2026-01-31"}}'`
	get := `aws dynamodb get-item --table-name $TABLE --key '{"customer":{"S":"ada"},"placedAt":{"S":"2026-01-31"}}'`
	assert.Contains(t, string(readme), put)
	assert.Contains(t, string(readme), get)
	for _, command := range []struct{ door, role, line, want string }{
		{"vpc", "app", put, ""},
		{"vpc", "app", get, `"S": "ada"`},
		{
			"internet", "app", get, "(AccessDeniedException) when calling the GetItem operation: User: arn:aws:sts::123456789012:" +
				"assumed-role/orders-app/local is not authorized to perform: dynamodb:GetItem",
		},
		{"internet", "break-glass", get, `"S": "ada"`},
		{"internet", "deployer", "aws dynamodb describe-table --table-name $TABLE", `"TableStatus": "ACTIVE"`},
		{"internet", "deployer", get, "with an explicit deny in a resource-based policy"},
		{"vpc", "app", "echo streams at $AWS_ENDPOINT_URL_DYNAMODB_STREAMS", "streams at http://127.0.0.1:"},
		{"somewhere", "app", get, `there is no door "somewhere": give vpc, internet, service, or the id of a VPC endpoint`},
		{"vpc", "somebody", get, `there is no role "somebody": give the ARN of one, or one of app, break-glass, deployer`},
	} {
		shell := exec.CommandContext(t.Context(), "../.bin/local", "shell", "--root", "..", "--dir", l.dir, "--project", l.project,
			"--plugins", string(plugins), "--door", command.door, "--role", command.role, "--", "sh", "-c", command.line)
		shell.Env = append(os.Environ(), "AWS_PROFILE=the-users-own")
		output, _ := shell.CombinedOutput() // the text says whether it was refused
		assert.Contains(t, string(output), command.want, "%s from %s", command.role, command.door)
	}
}

// testShell requires that leaving a shell is no error, though its last command was refused; that a command's status is
// passed on; and that no service is called beyond the machine.
func (l localCommand) testShell(t *testing.T) {
	shell := func(args ...string) (string, int) {
		command := exec.CommandContext(t.Context(), "../.bin/local", append([]string{
			"shell", "--root", "..", "--dir", l.dir,
			"--project", l.project, "--plugins", string(plugins), "--door", "internet",
		}, args...)...)
		command.Env = append(os.Environ(), "SHELL=/bin/sh", "AWS_MAX_ATTEMPTS=1")
		command.Stdin = strings.NewReader("aws dynamodb scan --table-name $TABLE\nexit\n")
		output, _ := command.CombinedOutput()
		return string(output), command.ProcessState.ExitCode()
	}
	output, status := shell()
	assert.Contains(t, output, "AccessDeniedException")
	assert.Zero(t, status, output)
	output, status = shell("--", "sh", "-c", "exit 7")
	assert.Equal(t, 7, status, output)
	assert.NotContains(t, output, "local:")
	for _, service := range []string{"sqs list-queues", "s3 ls", "importexport list-jobs", "sts get-caller-identity", "iam list-users"} {
		output, status := shell("--", "sh", "-c", "aws "+service)
		if status != 0 {
			assert.Regexp(t, `this-is-local-aws\.invalid|127\.0\.0\.1|NotImplemented|not.*(implemented|supported|have)|UnknownOperation|Unknown`, output, service)
		}
	}
}

// localCommand is the program behind make up and make down, in a folder of its own.
type localCommand struct{ dir, project string }

func (l localCommand) command(ctx context.Context, verb string) *exec.Cmd {
	command := exec.CommandContext(ctx, "../.bin/local", verb, "--root", "..", "--dir", l.dir, "--project", l.project,
		"--plugins", string(plugins))
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return command
}

func (l localCommand) run(t *testing.T, verb string) string {
	t.Helper()
	output, err := l.command(t.Context(), verb).CombinedOutput()
	require.NoError(t, err, string(output))
	return string(output)
}

// stopAt runs up, and stops it when a text appears.
func (l localCommand) stopAt(t *testing.T, text string, signal syscall.Signal) {
	t.Helper()
	stopAt(t, l.command(t.Context(), "up"), text, signal)
}

// stopAt runs a command until a text appears. It then sends a signal to the command's process group, as a terminal does
// on Ctrl-C.
func stopAt(t *testing.T, command *exec.Cmd, text string, signal syscall.Signal) {
	t.Helper()
	reader, writer := io.Pipe()
	command.Stdout, command.Stderr = writer, writer
	require.NoError(t, command.Start())
	ended := make(chan error, 1)
	go func() { ended <- command.Wait(); _ = writer.Close() }()

	var seen bytes.Buffer
	lines := bufio.NewScanner(reader)
	for lines.Scan() {
		seen.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), text) {
			require.NoError(t, syscall.Kill(-command.Process.Pid, signal))
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	select {
	case err := <-ended:
		require.Error(t, err, seen.String())
	case <-time.After(time.Minute):
		require.NoError(t, syscall.Kill(-command.Process.Pid, syscall.SIGKILL))
		t.Fatal("the command did not end within a minute of being stopped")
	}
}

// shell runs a line as the README says, in a shell that has read the env file.
func (l localCommand) shell(t *testing.T, line, want string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "sh", "-c", ". "+filepath.Join(l.dir, "env")+" && "+line)
	command.Env = append(os.Environ(), "AWS_PROFILE=the-users-own")
	output, err := command.CombinedOutput()
	require.NoError(t, err, string(output))
	assert.Contains(t, string(output), want)
}
