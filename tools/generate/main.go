// Command generate writes what is made from the Go types and the version: the schema, the SDKs, and the lines of lock
// files that name our own packages.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/version"
)

func main() {
	if len(os.Args) == 4 && os.Args[1] == "compare" {
		if err := compare(os.Stdout, os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintf(os.Stderr, "compare: %s\n", err)
			os.Exit(1)
		}
		return
	}
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: generate REPOSITORY | generate compare EARLIER.json LATER.json")
		os.Exit(2)
	}
	if err := generate(os.Args[1], version.Version); err != nil {
		fmt.Fprintf(os.Stderr, "generate: %s\n", err)
		os.Exit(1)
	}
}

// generate writes the schema, the SDKs and whatever names the version.
func generate(root, number string) error {
	parsed, err := semver.Parse(number)
	if err != nil {
		return fmt.Errorf("provider/version/VERSION: %w", err)
	}
	server, err := provider.New()
	if err != nil {
		return err
	}
	spec, err := p.GetSchema(context.Background(), provider.Name, number, server)
	if err != nil {
		return fmt.Errorf("infer schema: %w", err)
	}
	if err := writeSchema(filepath.Join(root, "schema.yaml"), filepath.Join(root, "schema.json"), spec); err != nil {
		return fmt.Errorf("write schema: %w", err)
	}
	if err := writeSDKs(root, spec); err != nil {
		return err
	}
	return writeFollowers(root, parsed)
}
