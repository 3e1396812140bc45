package main

import (
	"context"
	"fmt"
	"os"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

func main() {
	if err := newProvider().Run(context.Background(), "awsx", contract.AWSXVersion); err != nil {
		fmt.Fprintln(os.Stderr, "serve awsx:", err)
		os.Exit(1)
	}
}
