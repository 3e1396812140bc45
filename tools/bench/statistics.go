package main

import (
	"math"
	"slices"
	"time"
)

// runs are the values of several runs of one thing.
type runs []float64

func (r runs) median() float64 {
	sorted := slices.Sorted(slices.Values(r))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// over divides the runs by those of another thing, which were made by turns with them.
func (r runs) over(other runs) runs {
	ratios := make(runs, len(r))
	for i := range r {
		ratios[i] = r[i] / other[i]
	}
	return ratios
}

// exponent returns by which power of its size a value grows, where the size grows tenfold: 1 where both grow alike.
func exponent(small, large float64) float64 { return math.Log10(large / small) }

// byTurns runs two things by turns, and returns the seconds of each. The first turn does not count: it reads from the
// disk what the others find in memory.
func byTurns(turns int, one, other func() (time.Duration, error)) (ones, others runs, err error) {
	for turn := range turns + 1 {
		first, err := one()
		if err != nil {
			return nil, nil, err
		}
		second, err := other()
		if err != nil {
			return nil, nil, err
		}
		if turn > 0 {
			ones, others = append(ones, first.Seconds()), append(others, second.Seconds())
		}
	}
	return ones, others, nil
}
