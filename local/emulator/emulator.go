// Package emulator runs moto, the AWS emulator, as a process of its own on a loopback port, so that it
// outlives the command that started it and the next command finds it again.
package emulator

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

const (
	host        = "127.0.0.1"
	startWithin = 60 * time.Second
	stopWithin  = 10 * time.Second
)

// Emulator is a running moto server.
type Emulator struct {
	// Pid and Started name the process. The time of its start tells it from a later process that was given
	// the same id.
	Pid     int32 `json:"pid"`
	Started int64 `json:"started"`
	Port    int   `json:"port"`
}

// Endpoint is the URL that AWS clients are pointed at.
func (e Emulator) Endpoint() string {
	return "http://" + net.JoinHostPort(host, strconv.Itoa(e.Port))
}

// Running returns the emulator that was started in a folder, if it still runs and answers.
func Running(ctx context.Context, dir string) (Emulator, bool) {
	data, err := os.ReadFile(recordIn(dir))
	if err != nil {
		return Emulator{}, false
	}
	var found Emulator
	if json.Unmarshal(data, &found) != nil || !found.alive() {
		return Emulator{}, false
	}
	return found, found.answers(ctx) == nil
}

// Start runs a new emulator from a moto_server program, with its record and its log in a folder. An
// emulator that was started there before and hangs is stopped first.
func Start(ctx context.Context, program, dir string) (Emulator, error) {
	if err := Stop(dir); err != nil {
		return Emulator{}, err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return Emulator{}, err
	}
	port, err := freePort()
	if err != nil {
		return Emulator{}, fmt.Errorf("find a free port: %w", err)
	}
	logPath := filepath.Join(dir, "moto.log")
	log, err := os.Create(logPath)
	if err != nil {
		return Emulator{}, err
	}
	defer func() { _ = log.Close() }()

	// The process must outlive this command, so it gets neither its context nor its process group.
	server := exec.Command(program, "-H", host, "-p", strconv.Itoa(port)) //nolint:gosec // our own virtual environment
	server.Stdout, server.Stderr = log, log
	server.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := server.Start(); err != nil {
		return Emulator{}, fmt.Errorf("start moto: %w", err)
	}
	exited := make(chan error, 1)
	go func() { exited <- server.Wait() }()

	started := Emulator{Pid: int32(server.Process.Pid), Port: port} //nolint:gosec // process ids fit
	if started.Started, err = createTime(started.Pid); err != nil {
		return Emulator{}, fmt.Errorf("start moto: it ended at once; see %s", logPath)
	}
	if err := started.record(dir); err != nil {
		return Emulator{}, errors.Join(err, server.Process.Kill())
	}
	if err := started.waitReady(ctx, exited); err != nil {
		return Emulator{}, errors.Join(fmt.Errorf("start moto: %w; see %s", err, logPath), Stop(dir))
	}
	return started, nil
}

// Stop ends the emulator that was started in a folder. It succeeds where there is none.
func Stop(dir string) error {
	data, err := os.ReadFile(recordIn(dir))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var found Emulator
	if json.Unmarshal(data, &found) == nil && found.alive() {
		if err := found.end(); err != nil {
			return fmt.Errorf("stop moto (process %d): %w", found.Pid, err)
		}
	}
	return os.Remove(recordIn(dir))
}

func recordIn(dir string) string { return filepath.Join(dir, "moto.json") }

func (e Emulator) record(dir string) error {
	data, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return os.WriteFile(recordIn(dir), data, 0o600)
}

// alive reports whether the process still runs, and is the one that was started.
func (e Emulator) alive() bool {
	started, err := createTime(e.Pid)
	return err == nil && started == e.Started
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

// end asks the process to end, and insists after a while.
func (e Emulator) end() error {
	found, err := process.NewProcess(e.Pid)
	if err != nil {
		return err
	}
	if err := found.Terminate(); err != nil {
		return err
	}
	deadline := time.Now().Add(stopWithin)
	for e.alive() {
		if time.Now().After(deadline) {
			return found.Kill()
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil
}

// waitReady returns when moto answers, or with the reason why it will not.
func (e Emulator) waitReady(ctx context.Context, exited <-chan error) error {
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		select {
		case err := <-exited:
			return struct{}{}, backoff.Permanent(fmt.Errorf("it ended before it answered: %w", err))
		default:
			return struct{}{}, e.answers(ctx)
		}
	}, backoff.WithBackOff(backoff.NewConstantBackOff(100*time.Millisecond)), backoff.WithMaxElapsedTime(startWithin))
	return err
}

func (e Emulator) answers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, e.Endpoint()+"/moto-api/", http.NoBody)
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

// freePort asks the system for a port that nobody has.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return 0, err
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
