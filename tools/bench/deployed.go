package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/tools/bench/deployments"
)

const deploymentsHeader = `
## Deployments

The seconds that the pulumi command takes for n tables on one VPC that exists: ours, a PrivateTable each; inline in Go
and in TypeScript, the same tables and policies declared with the SDKs of the aws package; and a component that
registers a table and its policy and does nothing else, which is what any component costs. By turns, on one emulator,
with the stand-in for the aws plugin. Neither the start of a program nor the import of
an SDK counts. A ratio is the median of the ratios of single turns.

`

// deployed is what deployments cost, against the same tables inline.
func deployed(ctx context.Context, root repository) (_ outcome, err error) {
	lab, err := deployments.Open(ctx, string(root))
	if err != nil {
		return outcome{}, err
	}
	defer func() { err = errors.Join(err, lab.Close()) }()
	samples, states, err := lab.Measure(ctx, func(text string) { fmt.Fprintln(os.Stderr, "deployments: "+text) })
	if err != nil {
		return outcome{}, fmt.Errorf("measure deployments: %w", err)
	}
	results := results(samples)
	return outcome{
		lines:   append(results.budgets(), sizes(states)...),
		section: deploymentsHeader + results.table(),
	}, nil
}

// results are all samples of the deployments.
type results []deployments.Sample

// of returns the samples of one operation of a contender, in the order of their runs.
func (r results) of(contender deployments.Contender, tables int, operation string) results {
	return slices.DeleteFunc(slices.Clone(r), func(s deployments.Sample) bool {
		return s.Contender != contender || s.Tables != tables || s.Operation != operation
	})
}

// seconds returns what the runs took.
func (r results) seconds() runs {
	var took runs
	for _, sample := range r {
		took = append(took, sample.Took.Seconds())
	}
	return took
}

// ratio divides the runs of ours by those of another contender.
func (r results) ratio(other deployments.Contender, tables int, operation string) runs {
	return r.of(deployments.Ours, tables, operation).seconds().over(r.of(other, tables, operation).seconds())
}

// budgets are the lines of the table of budgets.
func (r results) budgets() []measurement {
	var lines []measurement
	for _, line := range []struct {
		what      string
		other     deployments.Contender
		tables    int
		operation string
		budget    float64
	}{
		{"preview of 100 tables ÷ inline Go", deployments.InlineGo, 100, "preview", 2.5},
		{"preview of 1,000 tables ÷ inline Go", deployments.InlineGo, 1000, "preview", 2.5},
		{"preview of 100 tables ÷ inline TypeScript", deployments.TypeScript, 100, "preview", 1},
		{"preview of 1,000 tables ÷ inline TypeScript", deployments.TypeScript, 1000, "preview", 1},
		{"up of 100 tables ÷ inline Go", deployments.InlineGo, 100, "up", 1.3},
		{"destroy of 100 tables ÷ inline Go", deployments.InlineGo, 100, "destroy", 1.3},
	} {
		ours := r.of(deployments.Ours, line.tables, line.operation).seconds()
		other := r.of(line.other, line.tables, line.operation).seconds()
		measured := medianOf(line.what, ours.over(other), asLong, line.budget,
			fmt.Sprintf("%.1f s ÷ %.1f s, %d runs", ours.median(), other.median(), len(ours)))
		bare := r.of(deployments.Bare, line.tables, line.operation).seconds().over(other)
		measured.limit = fmt.Sprintf("the bare component takes %.2f times as long. %s", bare.median(),
			limitOf[line.operation])
		lines = append(lines, measured)
	}
	return append(lines, r.growth(), r.callsOfTable(), r.memory())
}

// limitOf is what an operation spends its time on, by the profile of the pulumi command.
var limitOf = map[string]string{
	"preview": "The engine registers a component, and converts and logs its inputs and outputs, beside those of its " +
		"children.",
	"up": "Four fifths of the time go to the state, which the file backend writes as a whole at every step. A " +
		"PrivateTable is four resources where the inline program has two: the component itself, and the stash that keeps " +
		"an update from replacing the table ([decision 007](decisions/007-identity-in-a-stash.md)).",
	"destroy": "It is the state again: four resources are deleted one by one, where the inline program has two. AWS is " +
		"asked for no more than there.",
}

// growth is by which power of the number of tables a preview grows.
func (r results) growth() measurement {
	small, large := r.of(deployments.Ours, 100, "preview").seconds(), r.of(deployments.Ours, 1000, "preview").seconds()
	var exponents runs
	for run := range large {
		exponents = append(exponents, exponent(small[run], large[run]))
	}
	return medianOf("growth of a preview from 100 to 1,000 tables, exponent", exponents, power, 1.1,
		fmt.Sprintf("%.1f s, %.1f s", small.median(), large.median()))
}

// callsOfTable is how many requests to AWS a table adds to a preview.
func (r results) callsOfTable() measurement {
	one := r.of(deployments.Ours, 1, "preview")[0].Calls
	all := r.of(deployments.Ours, 1000, "preview")[0].Calls
	return measurement{
		what: "AWS calls that a table adds to a preview", value: float64(all-one) / 999, unit: calls,
		how: fmt.Sprintf("%d with 1 table, %d with 1,000", one, all),
	}
}

// memory is the most that the plugin held.
func (r results) memory() measurement {
	var ours, bare runs
	for _, sample := range r.of(deployments.Ours, 1000, "preview") {
		ours = append(ours, float64(sample.Memory)/1e6)
	}
	for _, sample := range r.of(deployments.Bare, 1000, "preview") {
		bare = append(bare, float64(sample.Memory)/1e6)
	}
	measured := medianOf("memory of the plugin at a preview of 1,000 tables", ours, megabytes, 150,
		fmt.Sprintf("the peak (VmHWM); the bare component's plugin holds %.0f MB", bare.median()))
	measured.limit = "each component that is under way has connections to the engine of its own."
	return measured
}

// sizes are what the components add to the state.
func sizes(states deployments.States) []measurement {
	const table, network = "private-dynamodb:index:PrivateTable", "private-dynamodb:index:PrivateNetwork"
	children := states.Adopted.Size(deployments.TableType, deployments.PolicyType, deployments.StashType)
	return []measurement{
		{
			what: "state that a table adds to its children", value: float64(states.Adopted.Size(table)) / 1000,
			unit: kilobytes, budget: 4,
			how: fmt.Sprintf("its children take %.1f kB; inline %.1f kB", float64(children)/1000,
				float64(states.Inline.Size(deployments.TableType, deployments.PolicyType))/1000),
		},
		{
			what: "state that a network adds to its children", value: float64(states.Built.Size(network)) / 1000,
			unit: kilobytes, budget: 4, how: "of a table with a network of its own",
		},
	}
}

// table has a line for each operation and number of tables.
func (r results) table() string {
	var text strings.Builder
	text.WriteString("| tables | operation | ours | Go | TypeScript | bare | ÷ Go | ÷ TypeScript | ÷ bare | AWS calls | " +
		"inline |\n| ---: | --- | ---: | ---: | ---: | ---: | --- | --- | --- | ---: | ---: |\n")
	for _, first := range r {
		if first.Contender != deployments.Ours || first.Run > 0 {
			continue
		}
		fmt.Fprintf(&text, "| %d | %s |", first.Tables, first.Operation)
		for _, contender := range deployments.Contenders {
			fmt.Fprintf(&text, " %.2f |", r.of(contender, first.Tables, first.Operation).seconds().median())
		}
		for _, contender := range deployments.Contenders[1:] {
			ratio := r.ratio(contender, first.Tables, first.Operation)
			fmt.Fprintf(&text, " %.2f (%.2f–%.2f) |", ratio.median(), slices.Min(ratio), slices.Max(ratio))
		}
		fmt.Fprintf(&text, " %d | %d |\n", first.Calls,
			r.of(deployments.InlineGo, first.Tables, first.Operation)[0].Calls)
	}
	return text.String()
}
