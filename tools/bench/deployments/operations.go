package deployments

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
)

// operation is something that is done to a stack.
type operation struct {
	Name    string
	command string // of the CLI
}

// lifecycle is what is done to a stack, from nothing to nothing.
var lifecycle = []operation{
	{"preview", "preview"},
	{"up", "up"},
	{"second preview", "preview"},
	{"refresh", "refresh"},
	{"destroy", "destroy"},
}

// commands run a stack, by the name of the pulumi command.
var commands = map[string]func(context.Context, auto.Stack) error{
	"preview": func(ctx context.Context, stack auto.Stack) error {
		_, err := stack.Preview(ctx, optpreview.SuppressProgress())
		return err
	},
	"up": func(ctx context.Context, stack auto.Stack) error {
		_, err := stack.Up(ctx, optup.SuppressProgress())
		return err
	},
	"refresh": func(ctx context.Context, stack auto.Stack) error {
		_, err := stack.Refresh(ctx, optrefresh.SuppressProgress())
		return err
	},
	"destroy": func(ctx context.Context, stack auto.Stack) error {
		_, err := stack.Destroy(ctx, optdestroy.SuppressProgress())
		return err
	},
}

// goStack is a stack whose program is in Go and runs in this process.
type goStack struct {
	auto.Stack

	declare declaration
	command *timedCommand
}

// newStack opens the stack of a project of its own.
func (l *Lab) newStack(ctx context.Context, project string, declare declaration) (goStack, error) {
	dir, err := l.project(project, "go")
	if err != nil {
		return goStack{}, err
	}
	found, err := auto.NewPulumiCommand(nil)
	if err != nil {
		return goStack{}, err
	}
	command := &timedCommand{PulumiCommand: found}
	stack, err := l.Open(ctx, dir, l.front.url, auto.Pulumi(command))
	if err != nil {
		return goStack{}, err
	}
	return goStack{stack, declare, command}, nil
}

// run runs a command with so many tables, and returns how long it took.
func (s goStack) run(ctx context.Context, command string, count int) (time.Duration, error) {
	s.Workspace().SetProgram(s.declare.times(count))
	if err := commands[command](ctx, s.Stack); err != nil {
		return 0, fmt.Errorf("%s %s: %s", command, filepath.Base(s.Workspace().WorkDir()), concise(err.Error()))
	}
	return s.command.took, nil
}

// concise returns the lines of a message of Pulumi that say what failed. A stack of many tables prints a thousand more.
func concise(message string) string {
	var failures []string
	for line := range strings.Lines(message) {
		line = strings.TrimSpace(line)
		follows := strings.Contains(line, "context canceled") || strings.Contains(line, "connection is closing")
		if strings.HasPrefix(line, "error:") && !follows {
			failures = append(failures, line)
		}
	}
	if len(failures) == 0 {
		return message
	}
	return strings.Join(failures, "; ")
}

// project writes the file of a project, and returns its folder.
func (l *Lab) project(name, runtime string) (string, error) {
	dir := filepath.Join(l.projects(), name)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", err
	}
	return dir, os.WriteFile(filepath.Join(dir, "Pulumi.yaml"), []byte("name: "+name+"\nruntime: "+runtime+"\n"), 0o600)
}
