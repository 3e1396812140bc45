package main

import (
	"context"
	"fmt"
	"os"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// version is that of the official SDK whose types this plugin serves.
const version = contract.AWSVersion

func main() {
	if err := newProvider().Run(context.Background(), "aws", version); err != nil {
		fmt.Fprintln(os.Stderr, "serve aws:", err)
		os.Exit(1)
	}
}
