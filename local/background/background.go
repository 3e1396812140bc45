// Package background runs a server as a process of its own on a loopback port. The process outlives the command that
// started it, and the next command finds it again.
package background

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/shirou/gopsutil/v4/process"
)

// Host is the address that servers listen on. Only this machine can reach them.
const Host = "127.0.0.1"

const (
	startWithin = 60 * time.Second
	stopWithin  = 10 * time.Second
)

// Server describes a server. Its process record and its log are in a folder, under its name.
type Server struct {
	Name string // "moto"
	Path string // answers 200 once the server is ready
}

// Process is a running server.
type Process struct {
	// Pid and Started identify the process. The start time tells it from a later process with the same id.
	Pid     int32 `json:"pid"`
	Started int64 `json:"started"`
	Port    int   `json:"port"`
}

// Endpoint returns the URL of the server.
func (p Process) Endpoint() string { return "http://" + net.JoinHostPort(Host, strconv.Itoa(p.Port)) }

// Running returns the server that was started in a folder, if it still runs and answers.
func (s Server) Running(ctx context.Context, dir string) (Process, bool) {
	data, err := os.ReadFile(s.record(dir))
	if err != nil {
		return Process{}, false
	}
	var found Process
	if json.Unmarshal(data, &found) != nil || !found.alive() {
		return Process{}, false
	}
	return found, s.answers(ctx, found) == nil
}

// Start starts a server. It first stops a server that was started there before.
func (s Server) Start(ctx context.Context, dir string, command func(port int) *exec.Cmd) (Process, error) {
	if err := s.Stop(dir); err != nil {
		return Process{}, err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return Process{}, err
	}
	port, err := freePort()
	if err != nil {
		return Process{}, fmt.Errorf("find a free port: %w", err)
	}
	logPath := filepath.Join(dir, s.Name+".log")
	log, err := os.Create(logPath)
	if err != nil {
		return Process{}, err
	}
	defer func() { _ = log.Close() }()

	// The process must outlive this command, so it gets neither the command's context nor its process group.
	server := command(port)
	server.Stdout, server.Stderr = log, log
	server.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := server.Start(); err != nil {
		return Process{}, fmt.Errorf("start %s: %w", s.Name, err)
	}
	exited := make(chan error, 1)
	go func() { exited <- server.Wait() }()

	started := Process{Pid: int32(server.Process.Pid), Port: port} //nolint:gosec // process ids fit
	if started.Started, err = createTime(started.Pid); err != nil {
		return Process{}, fmt.Errorf("start %s: it exited at once; see %s", s.Name, logPath)
	}
	if err := s.write(dir, started); err != nil {
		return Process{}, errors.Join(err, server.Process.Kill())
	}
	if err := s.waitReady(ctx, started, exited); err != nil {
		return Process{}, errors.Join(fmt.Errorf("start %s: %w; see %s", s.Name, err, logPath), s.Stop(dir))
	}
	return started, nil
}

// Stop stops the server that was started in a folder. It succeeds if there is none.
func (s Server) Stop(dir string) error {
	data, err := os.ReadFile(s.record(dir))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var found Process
	if json.Unmarshal(data, &found) == nil && found.alive() {
		if err := found.end(); err != nil {
			return fmt.Errorf("stop %s (process %d): %w", s.Name, found.Pid, err)
		}
	}
	return os.Remove(s.record(dir))
}

func (s Server) record(dir string) string { return filepath.Join(dir, s.Name+".json") }

func (s Server) write(dir string, p Process) error {
	data, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return os.WriteFile(s.record(dir), data, 0o600)
}

// alive reports whether the process still runs, and is the one that was started.
func (p Process) alive() bool {
	started, err := createTime(p.Pid)
	return err == nil && started == p.Started
}

func createTime(pid int32) (int64, error) {
	found, err := process.NewProcess(pid)
	if err != nil {
		return 0, err
	}
	if status, err := found.Status(); err == nil && len(status) > 0 && status[0] == process.Zombie {
		return 0, process.ErrorProcessNotRunning
	}
	return found.CreateTime()
}

// end asks the process to exit, and kills it after a while.
func (p Process) end() error {
	found, err := process.NewProcess(p.Pid)
	if err != nil {
		return err
	}
	if err := found.Terminate(); err != nil {
		return err
	}
	deadline := time.Now().Add(stopWithin)
	for p.alive() {
		if time.Now().After(deadline) {
			return found.Kill()
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil
}

// waitReady returns once the server answers, or with the reason why it will not.
func (s Server) waitReady(ctx context.Context, p Process, exited <-chan error) error {
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		select {
		case err := <-exited:
			return struct{}{}, backoff.Permanent(fmt.Errorf("it ended before it answered: %w", err))
		default:
			return struct{}{}, s.answers(ctx, p)
		}
	}, backoff.WithBackOff(backoff.NewConstantBackOff(100*time.Millisecond)), backoff.WithMaxElapsedTime(startWithin))
	return err
}

func (s Server) answers(ctx context.Context, p Process) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.Endpoint()+s.Path, http.NoBody)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", request.URL, response.Status)
	}
	return nil
}

// freePort asks the system for a free port.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(Host, "0"))
	if err != nil {
		return 0, err
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
