package provider

import (
	"cmp"
	"context"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// aliasing wraps the server of the provider so that every alias of a component reaches the engine. The component
// framework passes on aliases that are URNs and drops the others, such as a former name. The component would then be a
// new one to the engine, and each child that it had would be deleted, the table among them.
type aliasing struct {
	pulumirpc.ResourceProviderServer
}

// Construct constructs a component with each alias as a URN.
func (a aliasing) Construct(
	ctx context.Context, req *pulumirpc.ConstructRequest,
) (*pulumirpc.ConstructResponse, error) {
	for i, alias := range req.GetAliases() {
		if spec := alias.GetSpec(); spec != nil {
			req.Aliases[i] = &pulumirpc.Alias{Alias: &pulumirpc.Alias_Urn{Urn: string(aliasURN(req, spec))}}
		}
	}
	return a.ResourceProviderServer.Construct(ctx, req)
}

// aliasURN returns the URN that an alias means: what it does not say is as the component has it now. The engine reads
// it in the same way for resources that are no components. Where the parent was renamed as well, the engine combines
// the aliases of both.
func aliasURN(req *pulumirpc.ConstructRequest, spec *pulumirpc.Alias_Spec) resource.URN {
	parent := resource.URN(req.GetParent())
	if former := spec.GetParentUrn(); former != "" {
		parent = resource.URN(former)
	}
	if spec.GetNoParent() || parent != "" && parent.QualifiedType() == resource.RootStackType {
		parent = ""
	}
	return resource.CreateURN(cmp.Or(spec.GetName(), req.GetName()), cmp.Or(spec.GetType(), req.GetType()), parent,
		cmp.Or(spec.GetProject(), req.GetProject()), cmp.Or(spec.GetStack(), req.GetStack()))
}
