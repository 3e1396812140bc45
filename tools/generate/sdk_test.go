package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReplace(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "sdk")
	require.NoError(t, replace(folder, map[string][]byte{"a.go": []byte("1"), "b.go": []byte("1"), "in/c.go": []byte("1")}))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "go.mod"), []byte("module a"), 0o600))
	before := time.Now().Add(-time.Hour)
	for _, name := range []string{"a.go", "b.go"} {
		require.NoError(t, os.Chtimes(filepath.Join(folder, name), before, before))
	}

	require.NoError(t, replace(folder, map[string][]byte{"a.go": []byte("1"), "b.go": []byte("2"), "d.go": []byte("1")}))
	for name, want := range map[string]string{"a.go": "1", "b.go": "2", "d.go": "1", "go.mod": "module a"} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		assert.Equal(t, want, string(text), name)
	}
	assert.NoFileExists(t, filepath.Join(folder, "in", "c.go"), "it is generated no more")
	assert.True(t, changed(t, folder, "b.go").After(before), "it differs")
	assert.True(t, changed(t, folder, "a.go").Equal(before), "it is as it was")
}

func changed(t *testing.T, folder, name string) time.Time {
	t.Helper()
	found, err := os.Stat(filepath.Join(folder, name))
	require.NoError(t, err)
	return found.ModTime()
}
