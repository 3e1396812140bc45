package gate

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strconv"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/background"
)

// Gate is a running gate. Its endpoint is the internet's door, which AWS clients are pointed at.
type Gate = background.Process

var server = background.Server{Name: "gate", Path: doorsPath}

// Running returns the gate that was started in a folder, if it still runs and answers. It does not answer while its
// emulator is down.
func Running(ctx context.Context, dir string) (Gate, bool) { return server.Running(ctx, dir) }

// Start runs a new gate in front of an emulator. Its process record, its log and its list of doors are in a folder. The
// program is this repository's local command. It first stops a gate that was started there before.
func Start(ctx context.Context, program string, options Options) (Gate, error) {
	return server.Start(ctx, options.Dir, func(port int) *exec.Cmd {
		return exec.Command(program, "gate", //nolint:gosec // our own program; it outlives this command
			"--moto", options.Moto, "--dir", options.Dir, "--port", strconv.Itoa(port),
			"--clock", strconv.FormatFloat(options.Clock, 'g', -1, 64),
			"--decide-all="+strconv.FormatBool(options.DecideAll))
	})
}

// Stop stops the gate that was started in a folder. It succeeds if there is none.
func Stop(dir string) error { return server.Stop(dir) }

// Run runs a gate until its context ends. The log goes to standard error, one JSON object a line.
func Run(ctx context.Context, options Options) error {
	options.Log = slog.New(slog.NewJSONHandler(os.Stderr, nil))
	s, err := Open(ctx, options)
	if err != nil {
		return err
	}
	for _, door := range s.Doors() {
		options.Log.Info("open", "origin", door.Name, "url", door.URL)
	}
	<-ctx.Done()
	if err := s.Close(); err != nil {
		return fmt.Errorf("close gate: %w", err)
	}
	return nil
}
