// Command bare is a component that registers a table and its policy and does nothing else: what any component costs.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/tools/bench/deployments"
)

// Table is the component.
type Table struct {
	pulumi.ResourceState

	TableArn pulumi.StringOutput `pulumi:"tableArn"`
}

// TableArgs are its inputs.
type TableArgs struct {
	Policy string `pulumi:"policy"`
}

// NewTable registers the component and its children.
func NewTable(
	ctx *pulumi.Context, name string, args TableArgs, options ...pulumi.ResourceOption,
) (*Table, error) {
	table := &Table{}
	if err := ctx.RegisterComponentResource(deployments.BareType, name, table, options...); err != nil {
		return nil, err
	}
	declared, err := deployments.DeclareTable(ctx, name, args.Policy, pulumi.Parent(table))
	if err != nil {
		return nil, err
	}
	table.TableArn = declared.Arn
	return table, nil
}

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "bare:", err)
		os.Exit(1)
	}
}

func serve() error {
	server, err := infer.NewProviderBuilder().
		WithNamespace("bench").
		WithModuleMap(map[tokens.ModuleName]tokens.ModuleName{"main": "index"}).
		WithComponents(infer.ComponentF(NewTable)).
		Build()
	if err != nil {
		return err
	}
	return server.Run(context.Background(), "bare", deployments.BareVersion)
}
