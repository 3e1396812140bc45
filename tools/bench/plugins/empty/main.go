// Command empty is a plugin without a resource: what the start of any plugin costs that pulumi-go-provider serves.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/pulumi/pulumi-go-provider/infer"
)

func main() {
	if err := infer.Provider(infer.Options{}).Run(context.Background(), "empty", "0.0.1"); err != nil {
		fmt.Fprintln(os.Stderr, "empty:", err)
		os.Exit(1)
	}
}
