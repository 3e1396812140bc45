package main

import (
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// TestTerminalIsNotAsked starts this program, with all that it imports, on a terminal that answers nothing. It must not
// ask for the colours, and so not wait for them.
func TestTerminalIsNotAsked(t *testing.T) {
	t.Parallel()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	fd := int(master.Fd())
	require.NoError(t, unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	require.NoError(t, err)
	terminal, err := os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)

	program := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$") //nolint:gosec // the test itself
	program.Stdin, program.Stdout, program.Stderr = terminal, terminal, terminal
	program.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
	program.Env = []string{"TERM=xterm-256color", "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	began := time.Now()
	require.NoError(t, program.Start())
	require.NoError(t, terminal.Close())
	written := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(master) // it ends with an error when the program has ended
		written <- string(text)
	}()
	require.NoError(t, program.Wait())
	took := time.Since(began)
	select {
	case text := <-written:
		assert.Contains(t, text, "PASS", "the terminal is not the program's")
		assert.False(t, strings.Contains(text, "\x1b]11;?"), "%q asks for the background", text)
	case <-time.After(10 * time.Second):
		t.Fatal("the terminal did not close")
	}
	assert.Less(t, took, 4*time.Second)
}
