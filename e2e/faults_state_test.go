package e2e

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Pulumi keeps a state in files as a file and one beside it, with its attributes, that ends in .attrs. It replaces the first
// in one step and not the second: a CLI that is killed between the two steps leaves an empty one, and then no
// command can read the state, which is whole.

// attributesExt is how the name of such a file ends.
const attributesExt = ".attrs"

// emptyAttributes is the command that deletes what was left empty.
const emptyAttributes = "find . -name '*.attrs' -empty -delete"

// unreadable reports whether an output says that the state cannot be read for it.
func unreadable(output string) bool {
	return strings.Contains(output, "failed to load checkpoint: EOF")
}

// removeEmptyAttributes does what emptyAttributes does, and reports whether there was one.
func (s *faultStand) removeEmptyAttributes(t *testing.T) bool {
	t.Helper()
	removed := false
	s.eachAttributes(t, func(path string, size int64) error {
		if size > 0 {
			return nil
		}
		removed = true
		return os.Remove(path)
	})
	return removed
}

// attributesEmptied leaves the state of the stack as a CLI does that is killed while it writes it.
func (s *faultStand) attributesEmptied(t *testing.T, ref reference, step faultStep, row *faultRow) {
	t.Helper()
	before, emptied := s.tables(t), false
	s.eachAttributes(t, func(path string, _ int64) error {
		if strings.Contains(path, string(filepath.Separator)+"stacks"+string(filepath.Separator)) {
			emptied = true
			return os.Truncate(path, 0)
		}
		return nil
	})
	require.True(t, emptied, "the stack has a file of attributes")
	during := s.run(t, nil, step.args()...)
	row.during = during.result()
	s.judge(t, row, step, ref.after[step.name], during, before, false)
}

// eachAttributes calls a function with the path and the size of each file of attributes.
func (s *faultStand) eachAttributes(t *testing.T, do func(path string, size int64) error) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(s.state(), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, attributesExt) {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return do(path, info.Size())
	}))
}
