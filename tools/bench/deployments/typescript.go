package deployments

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// nodeStack is a stack whose program runs in Node. TypeScript runs there as JavaScript.
type nodeStack struct {
	lab *Lab
	dir string
}

func (l *Lab) newNodeStack(project string) (nodeStack, error) {
	dir, err := l.project(project, "nodejs")
	return nodeStack{l, dir}, err
}

func (s nodeStack) run(ctx context.Context, operation string, count int) (time.Duration, error) {
	settings, err := json.Marshal(map[string]any{
		"modules": filepath.Join(s.lab.Root, "examples", "typescript", "feature-team", "package.json"),
		"dir":     s.dir, "stack": workspace.Stack, "operation": operation, "count": count,
		"policy": s.lab.policy, "placeholder": Placeholder,
	})
	if err != nil {
		return 0, err
	}
	var stderr bytes.Buffer
	//nolint:gosec // a program of this folder
	command := exec.CommandContext(ctx, "node", filepath.Join(s.lab.Root, "tools/bench/deployments/inline.js"),
		string(settings))
	command.Env, command.Stderr = os.Environ(), &stderr
	for name, value := range s.lab.Env(s.lab.front.url) {
		command.Env = append(command.Env, name+"="+value)
	}
	// What Node has started ends with it.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGINT) }
	command.WaitDelay = 10 * time.Second
	output, err := command.Output()
	if err != nil {
		return 0, fmt.Errorf("%s %s: %w: %s", operation, filepath.Base(s.dir), err, concise(stderr.String()))
	}
	milliseconds, err := strconv.ParseFloat(strings.TrimSpace(string(output)), 64)
	if err != nil {
		return 0, fmt.Errorf("%s %s: %w", operation, s.dir, err)
	}
	return time.Duration(milliseconds * float64(time.Millisecond)), nil
}
