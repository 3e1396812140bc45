package main

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMedian(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		of        runs
		want      float64
	}{
		{"odd", "a run that somebody else disturbed does not count", runs{9, 1, 2}, 2},
		{"even", "between the two in the middle", runs{4, 1, 9, 2}, 3},
		{"one", "some things are measured once", runs{7}, 7},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.InDelta(t, test.want, test.of.median(), 1e-9, test.why)
		})
	}
}

func TestOverComparesTheRunsOfOneTurn(t *testing.T) {
	t.Parallel()
	assert.Equal(t, runs{2, 3}, runs{2, 30}.over(runs{1, 10}))
}

func TestExponent(t *testing.T) {
	t.Parallel()
	assert.InDelta(t, 1, exponent(3, 30), 1e-9, "proportional")
	assert.InDelta(t, 2, exponent(3, 300), 1e-9, "quadratic")
	assert.InDelta(t, 0, exponent(3, 3), 1e-9, "constant")
}

func TestByTurns(t *testing.T) {
	t.Parallel()
	var order string
	run := func(name string) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			order += name
			return time.Duration(len(order)) * time.Second, nil
		}
	}
	ones, others, err := byTurns(2, run("a"), run("b"))
	require.NoError(t, err)
	assert.Equal(t, "ababab", order)
	assert.Equal(t, runs{3, 5}, ones, "without the first")
	assert.Equal(t, runs{4, 6}, others)

	_, _, err = byTurns(2, run("a"), func() (time.Duration, error) { return 0, errors.New("broken") })
	require.ErrorContains(t, err, "broken")
}
