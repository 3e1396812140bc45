// Command empty is a plugin without a resource: what the start of any plugin costs that pulumi-go-provider serves.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/pulumi/pulumi-go-provider/infer"
)

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "empty:", err)
		os.Exit(1)
	}
}

func serve() error {
	server, err := infer.NewProviderBuilder().WithNamespace("bench").Build()
	if err != nil {
		return err
	}
	return server.Run(context.Background(), "empty", "0.0.1")
}
