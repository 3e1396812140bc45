package background

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var moto = Server{Name: "moto", Path: "/"}

func run(program string) func(int) *exec.Cmd {
	return func(int) *exec.Cmd { return exec.Command(program) }
}

func TestNothingIsRunning(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, record string }{
		{"no record", "nothing was started", ""},
		{"a record that was cut off", "a machine lost power", `{"pid":`},
		{"a process of another time", "the id was given to another program, which must not be stopped", `{"pid":1,"started":1}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if test.record != "" {
				require.NoError(t, os.WriteFile(moto.record(dir), []byte(test.record), 0o600))
			}
			_, found := moto.Running(t.Context(), dir)
			assert.False(t, found, test.why)
			require.NoError(t, moto.Stop(dir))
			assert.NoFileExists(t, moto.record(dir))
		})
	}
}

func TestStartSaysWhyItFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	program := filepath.Join(dir, "moto_server")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\nsleep 0.2; echo no such module >&2\nexit 3\n"), 0o700))
	_, err := moto.Start(t.Context(), dir, run(program))
	require.ErrorContains(t, err, "start moto: ")
	require.ErrorContains(t, err, "see "+filepath.Join(dir, "moto.log"))
	log, err := os.ReadFile(filepath.Join(dir, "moto.log"))
	require.NoError(t, err)
	assert.Contains(t, string(log), "no such module")
	assert.NoFileExists(t, moto.record(dir), "nothing is left to stop")

	_, err = moto.Start(t.Context(), dir, run(filepath.Join(dir, "missing")))
	require.ErrorContains(t, err, "start moto: ")
}
