package deployments

import (
	"context"
	"fmt"
	"time"
)

// Sample is what one operation of one contender took.
type Sample struct {
	Contender Contender
	Tables    int
	Operation string
	Run       int
	Took      time.Duration
	Calls     int   // requests that AWS answered
	Memory    int64 // bytes, the most that the plugin of the contender's component held; 0 where it has none
}

// round is a number of tables, and how often it is measured. A round that does not deploy previews only.
type round struct {
	tables, runs int
	deploy       bool
}

// A thousand tables are not deployed: the emulator would take most of the time.
var rounds = []round{{1, 5, true}, {10, 3, true}, {100, 3, true}, {1000, 3, false}}

// Measure runs all rounds, and says before each turn what it does.
func (l *Lab) Measure(ctx context.Context, report func(string)) ([]Sample, States, error) {
	stacks, err := l.stacks(ctx)
	if err != nil {
		return nil, States{}, err
	}
	// This also reads every program from the disk, so that the first run that counts is like the others.
	report("one table each")
	states, err := l.states(ctx, stacks)
	if err != nil {
		return nil, States{}, err
	}
	var all []Sample
	for _, round := range rounds {
		for run := range round.runs {
			report(fmt.Sprintf("tables: %d, run %d of %d", round.tables, run+1, round.runs))
			samples, err := l.turn(ctx, stacks, round, run)
			if err != nil {
				return nil, States{}, err
			}
			all = append(all, samples...)
		}
	}
	return all, states, nil
}

// turn runs every contender once. Each run begins with the next one.
func (l *Lab) turn(ctx context.Context, stacks map[Contender]stack, round round, run int) ([]Sample, error) {
	var all []Sample
	for turn := range Contenders {
		contender := Contenders[(run+turn)%len(Contenders)]
		samples, err := l.live(ctx, contender, stacks[contender], round, run)
		if err != nil {
			return nil, err
		}
		all = append(all, samples...)
	}
	return all, nil
}

// live takes a contender through its life.
func (l *Lab) live(ctx context.Context, contender Contender, stack stack, round round, run int) ([]Sample, error) {
	operations := lifecycle
	if !round.deploy {
		operations = lifecycle[:1]
	}
	var samples []Sample
	for _, operation := range operations {
		sample := Sample{Contender: contender, Tables: round.tables, Operation: operation.Name, Run: run}
		if err := l.sample(ctx, stack, operation.command, &sample); err != nil {
			return nil, err
		}
		samples = append(samples, sample)
	}
	return samples, nil
}

func (l *Lab) sample(ctx context.Context, stack stack, command string, sample *Sample) (err error) {
	before, watching := l.calls(), l.watch(sample.Contender)
	sample.Took, err = stack.run(ctx, command, sample.Tables)
	sample.Memory, sample.Calls = watching(), l.calls()-before
	return err
}
