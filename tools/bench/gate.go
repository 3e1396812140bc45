package main

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
)

var ratio = regexp.MustCompile(`([\d.]+) ratio`)

// theGate is what a request costs at a door of the gate, against one to the emulator itself. The benchmark asks both by
// turns.
func theGate(ctx context.Context, root repository) (outcome, error) {
	moto, err := filepath.Abs(filepath.Join(string(root), ".local", "venv-moto", "bin", "moto_server"))
	if err != nil {
		return outcome{}, err
	}
	output, err := root.run(ctx, "env", "MOTO_SERVER="+moto,
		"go", "-C", "local", "test", "-run", "^$", "-bench", "^BenchmarkGetItem$", "-benchtime", "500x", "./gate")
	if err != nil {
		return outcome{}, fmt.Errorf("measure the gate: %w", err)
	}
	found := ratio.FindStringSubmatch(output)
	if found == nil {
		return outcome{}, fmt.Errorf("measure the gate: the benchmark prints no ratio: %s", output)
	}
	value, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		return outcome{}, fmt.Errorf("measure the gate: %w", err)
	}
	return outcome{lines: []measurement{{
		what: "GetItem through the gate, against moto directly", value: value, unit: asLong, budget: 1.3,
		how: "`BenchmarkGetItem` of `local/gate`, medians",
	}}}, nil
}
