package emulator

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

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
				require.NoError(t, os.WriteFile(recordIn(dir), []byte(test.record), 0o600))
			}
			_, found := Running(t.Context(), dir)
			assert.False(t, found, test.why)
			require.NoError(t, Stop(dir))
			assert.NoFileExists(t, recordIn(dir))
		})
	}
}

func TestStartSaysWhyItFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	program := filepath.Join(dir, "moto_server")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\nsleep 0.2; echo no such module >&2\nexit 3\n"), 0o700))
	_, err := Start(t.Context(), program, dir)
	require.ErrorContains(t, err, "start moto: ")
	require.ErrorContains(t, err, "see "+filepath.Join(dir, "moto.log"))
	log, err := os.ReadFile(filepath.Join(dir, "moto.log"))
	require.NoError(t, err)
	assert.Contains(t, string(log), "no such module")
	assert.NoFileExists(t, recordIn(dir), "nothing is left to stop")

	_, err = Start(t.Context(), filepath.Join(dir, "missing"), dir)
	require.ErrorContains(t, err, "start moto: ")
}
