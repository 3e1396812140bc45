package main

import (
	"context"
	"fmt"

	p "github.com/pulumi/pulumi-go-provider"
	rpcerror "github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	perrors "github.com/pulumi/pulumi/sdk/v3/go/pulumi/errors"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// newProvider returns a provider of the component and the schema.
func newProvider() p.Provider {
	return p.Provider{
		GetSchema: func(context.Context, p.GetSchemaRequest) (p.GetSchemaResponse, error) {
			schema, err := packageSchema()
			return p.GetSchemaResponse{Schema: schema}, err
		},
		CheckConfig: func(_ context.Context, req p.CheckRequest) (p.CheckResponse, error) {
			return p.CheckResponse{Inputs: req.Inputs}, nil
		},
		Construct: func(ctx context.Context, req p.ConstructRequest) (p.ConstructResponse, error) {
			if token := string(req.Urn.Type()); token != official.Token {
				return p.ConstructResponse{}, fmt.Errorf("the stand-in for local AWS does not implement %s; "+
					"the official plugin does: make up PLUGINS=official", token)
			}
			settled, failures := plainInputs(req.Inputs)
			failures = append(failures,
				contract.Check(official.Token, official.Inputs, contract.TypeFor[args](), traits, settled)...)
			if len(failures) > 0 {
				return p.ConstructResponse{}, refuse(contract.Conceal(failures, req.Inputs))
			}
			req.Inputs = settled
			return p.ProgramConstruct(ctx, req, construct)
		},
	}
}

// refuse reports all failures at once, each at its property.
func refuse(failures []p.CheckFailure) error {
	var details []perrors.InputPropertyErrorDetails
	for _, f := range failures {
		details = append(details, perrors.InputPropertyErrorDetails{PropertyPath: f.Property, Reason: f.Reason})
	}
	return rpcerror.WrapDetailedError(
		perrors.NewInputPropertiesError("the inputs of "+official.Token+" are wrong", details...))
}

func construct(ctx *pulumi.Context, _, name string, inputs provider.ConstructInputs, options pulumi.ResourceOption) (
	*provider.ConstructResult, error,
) {
	var a args
	if err := inputs.CopyTo(&a); err != nil {
		return nil, fmt.Errorf("read inputs of %s: %w", name, err)
	}
	return newVpc(ctx, name, a, options)
}
