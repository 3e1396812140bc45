package deployments

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// peak is the most memory that a process has held so far. Source: proc_pid_status(5).
var peak = regexp.MustCompile(`(?m)^VmHWM:\s+(\d+) kB$`)

// plugins are the programs of the components.
var plugins = map[Contender]string{Ours: "pulumi-resource-private-dynamodb", Bare: barePlugin}

// watch looks at the plugin of a contender until the returned function is called, which returns the most memory that
// it has held.
func (l *Lab) watch(contender Contender) func() int64 {
	program, known := plugins[contender]
	if !known {
		return func() int64 { return 0 }
	}
	done, most := make(chan struct{}), make(chan int64)
	go func() {
		var found int64
		for {
			select {
			case <-done:
				most <- found
				return
			case <-time.After(25 * time.Millisecond):
				found = max(found, l.memory(program))
			}
		}
	}()
	return func() int64 {
		close(done)
		return <-most
	}
}

// memory returns the most memory that a process of a program in this lab's Pulumi home has held.
func (l *Lab) memory(program string) int64 {
	processes, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	var most int64
	for _, path := range processes {
		line, err := os.ReadFile(path)
		name, _, _ := bytes.Cut(line, []byte{0})
		if err != nil || filepath.Base(string(name)) != program || !bytes.HasPrefix(name, []byte(l.Home())) {
			continue // it has ended, or is another's
		}
		status, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "status"))
		if found := peak.FindSubmatch(status); found != nil {
			kilobytes, _ := strconv.ParseInt(string(found[1]), 10, 64)
			most = max(most, kilobytes*1024)
		}
	}
	return most
}
