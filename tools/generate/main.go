// Command generate writes what is made from the Go types: schema.yaml and the SDKs.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	p "github.com/pulumi/pulumi-go-provider"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: generate REPOSITORY")
		os.Exit(2)
	}
	if err := generate(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "generate: %s\n", err)
		os.Exit(1)
	}
}

func generate(root string) error {
	server, err := provider.New()
	if err != nil {
		return err
	}
	spec, err := p.GetSchema(context.Background(), provider.Name, provider.Version, server)
	if err != nil {
		return fmt.Errorf("infer schema: %w", err)
	}
	if err := writeSchema(filepath.Join(root, "schema.yaml"), spec); err != nil {
		return fmt.Errorf("write schema: %w", err)
	}
	return writeSDKs(root, spec)
}
