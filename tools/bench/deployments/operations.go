package deployments

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// operations run a stack, by the name of the pulumi command.
var operations = map[string]func(context.Context, auto.Stack) error{
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

	command *timedCommand
}

// newStack opens a stack of a project of its own.
func (l *Lab) newStack(ctx context.Context, project string, program pulumi.RunFunc) (goStack, error) {
	dir, err := l.project(project, "go")
	if err != nil {
		return goStack{}, err
	}
	found, err := auto.NewPulumiCommand(nil)
	if err != nil {
		return goStack{}, err
	}
	command := &timedCommand{PulumiCommand: found}
	stack, err := l.Open(ctx, dir, l.endpoint, auto.Pulumi(command))
	if err != nil {
		return goStack{}, err
	}
	stack.Workspace().SetProgram(program)
	return goStack{stack, command}, nil
}

// run runs an operation, and returns how long it took.
func (s goStack) run(ctx context.Context, operation string) (time.Duration, error) {
	if err := operations[operation](ctx, s.Stack); err != nil {
		return 0, fmt.Errorf("%s %s: %w", operation, s.Workspace().WorkDir(), err)
	}
	return s.command.took, nil
}

// project writes the file of a project, and returns its folder.
func (l *Lab) project(name, runtime string) (string, error) {
	dir := filepath.Join(l.Dir, "projects", name)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", err
	}
	return dir, os.WriteFile(filepath.Join(dir, "Pulumi.yaml"), []byte("name: "+name+"\nruntime: "+runtime+"\n"), 0o600)
}
