// Command profiled is the plugin of this repository with a profiler in it. It writes its profiles beside the name that
// it is called by, which is a link in the Pulumi home: the CPU profile to cpu.pprof, and the allocations to
// allocs.pprof. The engine asks a plugin to end, and both are written then.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider"
)

func main() {
	if err := serve(); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %s\n", provider.Name, err)
		os.Exit(1)
	}
}

func serve() (err error) {
	dir := filepath.Dir(os.Args[0])
	cpu, err := os.Create(filepath.Join(dir, "cpu.pprof"))
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return err
	}
	defer func() {
		pprof.StopCPUProfile()
		err = errors.Join(err, cpu.Close(), writeAllocs(filepath.Join(dir, "allocs.pprof")))
	}()
	return provider.Serve(context.Background())
}

func writeAllocs(path string) error {
	allocs, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(pprof.Lookup("allocs").WriteTo(allocs, 0), allocs.Close())
}
