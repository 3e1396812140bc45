package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// evaluations hold the evaluator's speed to that of the simulator which its answers are held to. Both are asked the
// same question about the same documents.
func evaluations(ctx context.Context, root repository) (outcome, error) {
	took, err := root.benchmark(ctx, 10, "./provider/iam", "BenchmarkEvaluate", "inside")
	if err != nil {
		return outcome{}, fmt.Errorf("measure evaluations: %w", err)
	}
	ours := float64(took["inside"].Nanoseconds()) / 1000
	var theirs float64 // microseconds
	for range 3 {
		output, err := root.run(ctx, "node", "tools/simulate/bench.mjs")
		if err != nil {
			return outcome{}, fmt.Errorf("measure the simulator: %w", err)
		}
		microseconds, err := strconv.ParseFloat(strings.TrimSpace(output), 64)
		if err != nil {
			return outcome{}, fmt.Errorf("measure the simulator: %w", err)
		}
		if theirs == 0 || microseconds < theirs {
			theirs = microseconds
		}
	}
	return outcome{lines: []measurement{{
		what: "evaluations a second, against iam-simulate's", value: theirs / ours, unit: times, budget: 1000,
		how: fmt.Sprintf("`BenchmarkEvaluate/inside`, %.2f µs, and `tools/simulate/bench.mjs`, %.0f µs", ours, theirs),
	}}}, nil
}
