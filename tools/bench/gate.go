package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
)

var ratio = regexp.MustCompile(`([\d.]+) ratio`)

// theGate is what a request costs at a door of the gate, against one to the emulator itself. The benchmark asks both by
// turns.
func theGate(root repository) ([]measurement, error) {
	moto, err := filepath.Abs(filepath.Join(string(root), ".local", "venv-moto", "bin", "moto_server"))
	if err != nil {
		return nil, err
	}
	output, err := root.run("env", "MOTO_SERVER="+moto,
		"go", "-C", "local", "test", "-run", "^$", "-bench", "^BenchmarkGetItem$", "-benchtime", "500x", "./gate")
	if err != nil {
		return nil, fmt.Errorf("measure the gate: %w", err)
	}
	found := ratio.FindStringSubmatch(output)
	if found == nil {
		return nil, fmt.Errorf("measure the gate: the benchmark prints no ratio: %s", output)
	}
	value, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		return nil, fmt.Errorf("measure the gate: %w", err)
	}
	return []measurement{{
		what: "GetItem through the gate, against moto directly", value: value, unit: asLong, budget: 1.3,
		how: "`BenchmarkGetItem` of `local/gate`, medians",
	}}, nil
}
