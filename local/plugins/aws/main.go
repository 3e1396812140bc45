package main

import (
	"context"
	"fmt"
	"os"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/versions"
)

func main() {
	if err := newProvider().Run(context.Background(), "aws", versions.AWS); err != nil {
		fmt.Fprintln(os.Stderr, "serve aws:", err)
		os.Exit(1)
	}
}
