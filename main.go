// Command pulumi-resource-private-dynamodb serves the private-dynamodb package to the Pulumi engine, and prints the
// access reports of a stack.
//
// It stands at the root of the repository because Pulumi builds a Go source plugin in the folder of its
// PulumiPlugin.yaml and takes no other entry point.
package main

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider"
)

func main() {
	run := serve
	if slices.Contains([]string{"report", "help", "--help", "-h"}, append(os.Args, "")[1]) { // the engine gives an address
		run = command().Execute
	}
	if err := run(); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %s\n", provider.Name, err)
		os.Exit(1)
	}
}

func serve() error { return provider.Serve(context.Background()) }
