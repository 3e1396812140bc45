package main

import "fmt"

// proofs are what a preview waits for, for each table.
func proofs(root repository) ([]measurement, error) {
	const budget = 5
	took, err := root.benchmark("./provider/proof", "BenchmarkProve", "plain", "stream", "overlaps")
	if err != nil {
		return nil, fmt.Errorf("measure proofs: %w", err)
	}
	var all []measurement
	for _, kind := range []struct{ name, what string }{
		{"plain", "a proof of one table"},
		{"stream", "… with a stream and three more exemptions"},
		{"overlaps", "… and two exemptions by wildcards that overlap"},
	} {
		all = append(all, measurement{
			what: kind.what, value: took[kind.name].Seconds() * 1000, unit: milliseconds, budget: budget,
			how: "`BenchmarkProve/" + kind.name + "`",
		})
	}
	return all, nil
}
