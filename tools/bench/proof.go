package main

import (
	"context"
	"fmt"
)

// proofs are what a preview waits for, for each table.
func proofs(ctx context.Context, root repository) (outcome, error) {
	const budget = 5
	took, err := root.benchmark(ctx, 10, "./provider/proof", "BenchmarkProve", "plain", "stream", "overlaps")
	if err != nil {
		return outcome{}, fmt.Errorf("measure proofs: %w", err)
	}
	var all outcome
	for _, kind := range []struct{ name, what string }{
		{"plain", "a proof of one table"},
		{"stream", "… with a stream and three more exemptions"},
		{"overlaps", "… and two exemptions by wildcards that overlap"},
	} {
		all.lines = append(all.lines, measurement{
			what: kind.what, value: took[kind.name].Seconds() * 1000, unit: milliseconds, budget: budget,
			how: "`BenchmarkProve/" + kind.name + "`",
		})
	}
	return all, nil
}

// guardrails are what a preview of a guardrail for each account of a large organization waits for.
func guardrails(ctx context.Context, root repository) (outcome, error) {
	took, err := root.benchmark(ctx, 3, "./provider", "BenchmarkGuardrails", "1000")
	if err != nil {
		return outcome{}, fmt.Errorf("measure guardrails: %w", err)
	}
	tree, err := root.benchmark(ctx, 3, "./provider", "BenchmarkOrganization", "1000")
	if err != nil {
		return outcome{}, fmt.Errorf("measure a guardrail of an organization: %w", err)
	}
	return outcome{lines: []measurement{
		{
			what: "guardrails of 1,000 accounts: render, prove, size", value: took["1000"].Seconds(), unit: seconds, budget: 1,
			how: "`BenchmarkGuardrails/1000`, a policy for each account",
		},
		{
			what: "… with 3 VPCs in each of 4 Regions, below 40 units: place, split, share", value: tree["1000"].Seconds(),
			unit: seconds, budget: 1, how: "`BenchmarkOrganization/1000`, a target for each account, each unit and the root",
		},
	}}, nil
}
