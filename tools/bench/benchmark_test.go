package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseTakesTheShortestRun(t *testing.T) {
	t.Parallel()
	least, err := parse(`goos: linux
BenchmarkProve/plain-2         	     778	   1695928 ns/op	  397529 B/op	    4617 allocs/op
BenchmarkProve/plain-2         	     802	   1595928 ns/op	  397529 B/op	    4617 allocs/op
BenchmarkProve/not_governed    	 9000000	       267.9 ns/op
PASS
`)
	require.NoError(t, err)
	assert.Equal(t, map[string]time.Duration{"plain": 1595928, "not_governed": 267}, least)
}
