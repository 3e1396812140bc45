package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/private-dynamodb/pulumi-private-dynamodb/tools/bench/deployments"
)

// start is what Pulumi waits for before it can ask the plugin anything, against a plugin without a resource.
func start(ctx context.Context, root repository) (_ outcome, err error) {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return outcome{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	empty := filepath.Join(dir, "pulumi-resource-empty")
	if err := deployments.Build(ctx, string(root), "empty", empty); err != nil {
		return outcome{}, err
	}
	starter := func(program string) func() (time.Duration, error) {
		return func() (time.Duration, error) { return untilPort(ctx, program) }
	}
	plugin := filepath.Join(string(root), ".bin", "plugins", "pulumi-resource-private-dynamodb")
	ours, theirs, err := byTurns(15, starter(plugin), starter(empty))
	if err != nil {
		return outcome{}, fmt.Errorf("measure the start of the plugin: %w", err)
	}
	how := fmt.Sprintf("%.0f ms ÷ %.0f ms until the plugin prints its port, %d runs",
		ours.median()*1000, theirs.median()*1000, len(ours))
	return outcome{lines: []measurement{
		medianOf("start of the plugin ÷ an empty plugin", ours.over(theirs), asLong, 1.5, how),
	}}, nil
}

// untilPort starts a plugin, and returns how long it took to print its port. It ends the plugin.
func untilPort(ctx context.Context, program string) (took time.Duration, err error) {
	command := exec.CommandContext(ctx, program)
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := command.Start(); err != nil {
		return 0, err
	}
	_, err = bufio.NewReader(stdout).ReadString('\n')
	took = time.Since(began)
	if err != nil {
		err = fmt.Errorf("%s printed no port: %w", program, err)
	}
	err = errors.Join(err, command.Process.Kill())
	_ = command.Wait() // it was killed
	return took, err
}
