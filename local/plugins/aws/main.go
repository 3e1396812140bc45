package main

import (
	"context"
	"fmt"
	"os"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/versions"
)

// version is that of the official SDK whose types this plugin serves.
const version = versions.AWS

func main() {
	if err := newProvider().Run(context.Background(), "aws", version); err != nil {
		fmt.Fprintln(os.Stderr, "serve aws:", err)
		os.Exit(1)
	}
}
