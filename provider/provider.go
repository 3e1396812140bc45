// Package provider holds the components of the private-dynamodb package.
//
// It wires Pulumi resources. What a policy says is decided in package policy, what the policies do is proven in package
// proof, and inputs are checked in package inputs. Files are named after the component: table_ is about PrivateTable,
// network_ about PrivateNetwork, guardrail_ about OrgGuardrail.
package provider

import (
	"context"
	"fmt"
	"sync"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	host "github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/version"
)

// Name is the name of the package, and the first part of every token.
const Name = "private-dynamodb"

const (
	displayName = "Private DynamoDB"
	description = "private-dynamodb: DynamoDB tables that are reachable only from inside a VPC, " +
		"proven before anything is created."
	repository = "https://github.com/private-dynamodb/pulumi-private-dynamodb"
	goImport   = "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
	sdkName    = "pulumi-private-dynamodb"
)

// New returns the provider with all components. Its schema is repaired, and inputs are checked before a component sees
// them.
func New() (p.Provider, error) {
	made, err := inferred()
	if err != nil {
		return p.Provider{}, fmt.Errorf("build provider: %w", err)
	}
	return inputs.Checked(plainErrors(sharing(made)), Name, version.Version, rules), nil
}

// inferred returns what the component framework makes of the components. It keeps nothing of an update, and its schema
// is the same for the life of the process, so that there is one.
var inferred = sync.OnceValues(func() (p.Provider, error) {
	built, err := infer.NewProviderBuilder().
		WithDisplayName(displayName).
		WithDescription(description).
		WithKeywords("pulumi", "aws", "dynamodb", "vpc", "private", "security", "compliance",
			"category/cloud", "kind/component").
		WithHomepage(repository).
		WithRepository(repository).
		WithPublisher("private-dynamodb").
		WithLogoURL("https://raw.githubusercontent.com/private-dynamodb/pulumi-private-dynamodb/main/docs/logo.svg").
		WithLicense("Apache-2.0").
		WithPluginDownloadURL("github://api.github.com/private-dynamodb").
		WithNamespace("private-dynamodb").
		WithLanguageMap(languages()).
		WithModuleMap(map[tokens.ModuleName]tokens.ModuleName{"provider": "index"}).
		WithComponents(
			infer.ComponentF(onOwnStack[*PrivateNetworkArgs, *PrivateNetwork](NewPrivateNetwork)),
			infer.ComponentF(onOwnStack[*PrivateTableArgs, *PrivateTable](NewPrivateTable)),
			infer.ComponentF(onOwnStack[*OrgGuardrailArgs, *OrgGuardrail](NewOrgGuardrail)),
		).
		WithFunctions(infer.Function(&CheckAccess{}), infer.Function(&AccessReport{})).
		Build()
	return repaired(built), err
})

// Serve serves the provider to the engine, until the engine ends it.
func Serve(ctx context.Context) error {
	served, err := New()
	if err != nil {
		return err
	}
	return host.MainContext(ctx, Name, func(client *host.HostClient) (pulumirpc.ResourceProviderServer, error) {
		return serverOf(served, client)
	})
}

// serverOf returns the server of a provider.
func serverOf(served p.Provider, client *host.HostClient) (pulumirpc.ResourceProviderServer, error) {
	server, err := p.RawServer(Name, version.Version, served)(client)
	if err != nil {
		return nil, fmt.Errorf("make server: %w", err)
	}
	return aliasing{server}, nil
}

// token returns the type token of a resource or type of this package.
func token(name string) string { return Name + ":index:" + name }

// languages are the settings of the SDKs. Each SDK pins the version of the plugin that it was generated with.
func languages() map[string]any {
	return map[string]any{
		"go": map[string]any{
			"importBasePath":                 goImport,
			"rootPackageName":                "privatedynamodb",
			"generateExtraInputTypes":        true, // or plain lists of our own objects do not compile
			"generateResourceContainerTypes": true,
			"respectSchemaVersion":           true,
		},
		"nodejs": map[string]any{
			"packageName":          sdkName,
			"packageDescription":   description,
			"respectSchemaVersion": true,
		},
		"python": map[string]any{
			"packageName":          "pulumi_private_dynamodb",
			"pyproject":            map[string]any{"enabled": true},
			"pythonRequires":       ">=3.10", // as the Pulumi SDK does
			"respectSchemaVersion": true,
		},
	}
}
