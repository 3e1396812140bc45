// Command bench measures this repository against its budgets and writes docs/performance.md.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// subjects are what is measured. Each is a function in a file of its own, and returns lines of the table.
var subjects = []func(repository) ([]measurement, error){proofs, evaluations, theGate}

// repository is the folder of this repository.
type repository string

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: bench REPOSITORY")
		os.Exit(2)
	}
	if err := bench(repository(os.Args[1])); err != nil {
		fmt.Fprintf(os.Stderr, "bench: %s\n", err)
		os.Exit(1)
	}
}

// bench fails where something cannot be measured, and not where it is slow: that depends on who else uses the
// machine, and somebody has to look at it.
func bench(root repository) error {
	var all []measurement
	for _, subject := range subjects {
		measured, err := subject(root)
		if err != nil {
			return err
		}
		for _, m := range measured {
			fmt.Println(m)
		}
		all = append(all, measured...)
	}
	machine, err := describe()
	if err != nil {
		return err
	}
	page := filepath.Join(string(root), "docs", "performance.md")
	return os.WriteFile(page, []byte(write(machine, all)), 0o644) //nolint:gosec // a page of the documentation
}
