// Package emulatortest runs an emulator for the tests of a package.
package emulatortest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator"
)

// endpoint is the emulator's URL. It is empty where there is no emulator.
var endpoint string

// Run runs the tests of a package, with an emulator if MOTO_SERVER names a moto_server program. It returns the exit
// code. Call it in TestMain.
func Run(m *testing.M) int {
	program := os.Getenv("MOTO_SERVER")
	if program == "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "moto")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = errors.Join(emulator.Stop(dir), os.RemoveAll(dir)) }()
	running, err := emulator.Start(context.Background(), program, dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	endpoint = running.Endpoint()
	return m.Run()
}

// Endpoint returns the emulator's URL. It skips the test where there is no emulator.
func Endpoint(t testing.TB) string {
	t.Helper()
	if endpoint == "" {
		t.Skip("this test needs an emulator: run make e2e, or set MOTO_SERVER to a moto_server program")
	}
	return endpoint
}
