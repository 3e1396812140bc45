// Command bench measures this repository against its budgets and writes docs/performance.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/pflag"

	"github.com/private-dynamodb/pulumi-private-dynamodb/tools/bench/deployments"
)

// subjects are what is measured, in the order of the page. Each is a function in a file of its own.
var subjects = []struct {
	name    string
	measure func(context.Context, repository) (outcome, error)
}{
	{"proofs", proofs},
	{"guardrails", guardrails},
	{"evaluations", evaluations},
	{"gate", theGate},
	{"deployments", deployed},
	{"start", start},
	{"imports", imports},
}

// outcome is what a subject was measured to be.
type outcome struct {
	lines   []measurement
	section string // of the page, beside the table of budgets
}

// repository is the folder of this repository.
type repository string

// trial is a short measurement for somebody who works on the speed of deployments. It writes no page.
type trial struct {
	tables, runs int
	deploy       bool
	profiles     string
}

func main() {
	var quick trial
	var only []string
	flags := pflag.NewFlagSet("bench", pflag.ContinueOnError)
	flags.StringSliceVar(&only, "only", nil, "write no page: measure only these subjects, of "+strings.Join(names(), ", "))
	flags.IntVar(&quick.tables, "tables", 0, "write no page: preview so many tables, ours and inline in Go by turns")
	flags.BoolVar(&quick.deploy, "deploy", false, "with --tables: deploy and destroy them too")
	flags.IntVar(&quick.runs, "runs", 3, "with --tables: how often")
	flags.StringVar(&quick.profiles, "profile", "",
		"with --tables: run the plugin with a profiler, and write its profiles to this `FOLDER`")
	if err := flags.Parse(os.Args[1:]); err != nil || flags.NArg() != 1 {
		if !errors.Is(err, pflag.ErrHelp) {
			fmt.Fprintf(os.Stderr, "usage: bench REPOSITORY [flags]\n%s", flags.FlagUsages())
		}
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := repository(flags.Arg(0))
	do := func() error { return root.bench(ctx, only) }
	if quick.tables > 0 {
		do = func() error { return quick.run(ctx, root) }
	}
	if err := do(); err != nil {
		fmt.Fprintf(os.Stderr, "bench: %s\n", err)
		os.Exit(1) //nolint:gocritic // nothing is left to stop
	}
}

func (t trial) run(ctx context.Context, root repository) (err error) {
	lab, err := deployments.Open(ctx, string(root))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lab.Close()) }()
	return lab.Try(ctx, os.Stdout, t.tables, t.runs, t.deploy, t.profiles)
}

// bench measures all subjects and writes the page, or prints what some of them are. It fails where something cannot be
// measured, and not where it is slow: that depends on who else uses the machine, and somebody has to look at it.
func (root repository) bench(ctx context.Context, only []string) error {
	for _, name := range only {
		if !slices.Contains(names(), name) {
			return fmt.Errorf("there is no subject %q; there are %s", name, strings.Join(names(), ", "))
		}
	}
	var all outcome
	for _, subject := range subjects {
		if len(only) > 0 && !slices.Contains(only, subject.name) {
			continue
		}
		measured, err := subject.measure(ctx, root)
		if err != nil {
			return err
		}
		for _, line := range measured.lines {
			fmt.Println(line)
		}
		all.lines = append(all.lines, measured.lines...)
		all.section += measured.section
	}
	if len(only) > 0 {
		fmt.Print(all.section)
		return nil
	}
	machine, err := describe(ctx)
	if err != nil {
		return err
	}
	page := filepath.Join(string(root), "docs", "performance.md")
	return os.WriteFile(page, []byte(write(machine, all)), 0o644) //nolint:gosec // a page of the documentation
}

func names() []string {
	var all []string
	for _, subject := range subjects {
		all = append(all, subject.name)
	}
	return all
}
