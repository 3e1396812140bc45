package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
)

// TestMain lets this test's own program stand in for the local command, which a gate's process runs.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "gate" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestGateRunsByItself(t *testing.T) {
	t.Parallel()
	moto := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		_, _ = w.Write([]byte(`<DescribeVpcEndpointsResponse><vpcEndpointSet/></DescribeVpcEndpointsResponse>`))
	}))
	t.Cleanup(moto.Close)
	dir := t.TempDir()
	program, err := os.Executable()
	require.NoError(t, err)
	_, found := gate.Running(t.Context(), dir)
	assert.False(t, found)

	started, err := gate.Start(t.Context(), program, gate.Options{Moto: moto.URL, Dir: dir})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, gate.Stop(dir)) })
	running, found := gate.Running(t.Context(), dir)
	assert.True(t, found, "the next command finds it")
	assert.Equal(t, started, running)
	assert.FileExists(t, filepath.Join(dir, gate.DoorsFile))

	require.NoError(t, gate.Stop(dir))
	_, found = gate.Running(t.Context(), dir)
	assert.False(t, found)
	assert.NoFileExists(t, filepath.Join(dir, gate.DoorsFile))
	log, err := os.ReadFile(filepath.Join(dir, "gate.log"))
	require.NoError(t, err)
	assert.Contains(t, string(log), `"origin":"internet"`)
}

func TestGateDoesNotStartWithoutItsEmulator(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	program, err := os.Executable()
	require.NoError(t, err)
	_, err = gate.Start(t.Context(), program, gate.Options{Moto: "http://127.0.0.1:1", Dir: dir})
	require.ErrorContains(t, err, "start gate: it ended before it answered")
	require.ErrorContains(t, err, "gate.log")
	assert.NoFileExists(t, filepath.Join(dir, "gate.json"), "nothing is left to stop")
}
