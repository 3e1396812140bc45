package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/tools/bench/deployments"
)

// measuredAs makes samples of two runs of each contender. In the second run everybody takes ten times as long.
func measuredAs(operation string, tables int, took map[deployments.Contender]time.Duration) results {
	var all results
	for run := range 2 {
		for _, contender := range deployments.Contenders {
			all = append(all, deployments.Sample{
				Contender: contender, Tables: tables, Operation: operation, Run: run,
				Took: took[contender] * time.Duration(1+9*run), Calls: tables, Memory: 1e6 * int64(tables),
			})
		}
	}
	return all
}

func fixtures() results {
	took := map[deployments.Contender]time.Duration{
		deployments.Ours: 4 * time.Second, deployments.InlineGo: 2 * time.Second,
		deployments.TypeScript: 5 * time.Second, deployments.Bare: 3 * time.Second,
	}
	var all results
	for _, tables := range []int{1, 100, 1000} {
		all = append(all, measuredAs("preview", tables, took)...)
	}
	return append(append(all, measuredAs("up", 100, took)...), measuredAs("destroy", 100, took)...)
}

func TestRatiosAreOfTheSameRun(t *testing.T) {
	t.Parallel()
	assert.Equal(t, runs{2, 2}, fixtures().ratio(deployments.InlineGo, 100, "up"),
		"a machine that is busy during a run slows all contenders")
}

func TestBudgetsOfDeployments(t *testing.T) {
	t.Parallel()
	within := map[string]bool{}
	for _, line := range fixtures().budgets() {
		within[line.what] = line.within()
	}
	assert.Equal(t, map[string]bool{
		"preview of 100 tables ÷ inline Go":                      true,
		"preview of 1,000 tables ÷ inline Go":                    true,
		"preview of 100 tables ÷ inline TypeScript":              true,
		"preview of 1,000 tables ÷ inline TypeScript":            true,
		"up of 100 tables ÷ inline Go":                           false,
		"destroy of 100 tables ÷ inline Go":                      false,
		"growth of a preview from 100 to 1,000 tables, exponent": true,
		"AWS calls that a table adds to a preview":               false,
		"memory of the plugin at a preview of 1,000 tables":      false,
	}, within)
}

func TestTableOfDeployments(t *testing.T) {
	t.Parallel()
	lines := strings.Split(fixtures().table(), "\n")
	assert.Len(t, lines, 2+5+1)
	assert.Equal(t, "| 100 | up | 22.00 | 11.00 | 27.50 | 16.50 | 2.00 (2.00–2.00) | 0.80 (0.80–0.80) | 1.33 (1.33–1.33) | 100 | 100 |",
		lines[5])
}

func TestSizesAreOfTheComponentItself(t *testing.T) {
	t.Parallel()
	of := func(size int) []json.RawMessage { return []json.RawMessage{make(json.RawMessage, size)} }
	lines := sizes(deployments.States{
		Adopted: deployments.State{
			"private-dynamodb:index:PrivateTable": of(3000), deployments.TableType: of(4000), deployments.PolicyType: of(5000),
		},
		Built:  deployments.State{"private-dynamodb:index:PrivateNetwork": of(4100)},
		Inline: deployments.State{deployments.TableType: of(3500), deployments.PolicyType: of(4500)},
	})
	require.Len(t, lines, 2)
	assert.True(t, lines[0].within())
	assert.Equal(t, "its children take 9.0 kB; inline 8.0 kB", lines[0].how)
	assert.False(t, lines[1].within())
}
