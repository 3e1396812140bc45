package main

import (
	"context"
	"fmt"
	"os"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/versions"
)

func main() {
	if err := newProvider().Run(context.Background(), "awsx", versions.AWSX); err != nil {
		fmt.Fprintln(os.Stderr, "serve awsx:", err)
		os.Exit(1)
	}
}
