// Package emulator runs moto, the AWS emulator, in the background.
package emulator

import (
	"context"
	"os/exec"
	"strconv"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/background"
)

// Emulator is a running moto server. Its endpoint is the URL that AWS clients are pointed at.
type Emulator = background.Process

var moto = background.Server{Name: "moto", Path: "/moto-api/"}

// Running returns the emulator that was started in a folder, if it still runs and answers.
func Running(ctx context.Context, dir string) (Emulator, bool) { return moto.Running(ctx, dir) }

// Start starts an emulator from a moto_server program. Its process record and its log are in a folder. It first stops
// an emulator that was started there before.
func Start(ctx context.Context, program, dir string) (Emulator, error) {
	return moto.Start(ctx, dir, func(port int) *exec.Cmd {
		//nolint:gosec // our own virtual environment; it outlives this command
		return exec.Command(program, "-H", background.Host, "-p", strconv.Itoa(port))
	})
}

// Stop stops the emulator that was started in a folder. It succeeds if there is none.
func Stop(dir string) error { return moto.Stop(dir) }
