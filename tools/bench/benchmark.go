package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// benchmark runs some parts of a Go benchmark of a package several times and returns the shortest time of each. A
// machine is shared, and what slows a run down is seldom the program: of several runs the shortest says most.
func (root repository) benchmark(
	ctx context.Context, count int, folder, name string, parts ...string,
) (map[string]time.Duration, error) {
	output, err := root.run(ctx, "go", "test", "-run", "^$", "-bench", "^"+name+"$/^("+strings.Join(parts, "|")+")$",
		"-benchtime", "200ms", "-count", strconv.Itoa(count), folder)
	if err != nil {
		return nil, err
	}
	least, err := parse(output)
	for _, part := range parts {
		if least[part] == 0 && err == nil {
			err = fmt.Errorf("%s printed no time for %s", name, part)
		}
	}
	return least, err
}

var result = regexp.MustCompile(`(?m)^Benchmark[^/\s]+/(\S+?)(?:-\d+)?\s+\d+\s+([\d.]+) ns/op`)

func parse(output string) (map[string]time.Duration, error) {
	least := map[string]time.Duration{}
	for _, found := range result.FindAllStringSubmatch(output, -1) {
		nanoseconds, err := strconv.ParseFloat(found[2], 64)
		if err != nil {
			return nil, err
		}
		took := time.Duration(nanoseconds)
		if known, seen := least[found[1]]; !seen || took < known {
			least[found[1]] = took
		}
	}
	return least, nil
}

// run runs a program in the repository.
func (root repository) run(ctx context.Context, name string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, name, args...) //nolint:gosec // what is run is named in this folder
	command.Dir, command.Stderr = string(root), os.Stderr
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("run %s %v: %w", name, args, err)
	}
	return string(output), nil
}
