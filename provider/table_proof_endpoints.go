package provider

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumix"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// What a proof knows of the network around the table.

// readNetwork reads the table's VPC and endpoints. One that is not given is built or looked up later, and is a symbol.
func (p *tableProof) readNetwork(read inputValues) {
	for _, part := range []struct {
		path    string
		name    string
		present bool
	}{
		{pathVpc, "the VPC", true},
		{pathVpcEndpoint, "the gateway endpoint", true},
		{pathStreamsEndpoint, "the streams endpoint", p.args.carriesStreams()},
		{pathInterfaceEndpoint, "the interface endpoint", p.args.buildsInterface()},
	} {
		if part.path != pathInterfaceEndpoint { // which is no id
			read[part.path] = p.raw.read(part.path)
		}
		if len(read[part.path]) == 0 && part.present {
			read[part.path] = []string{p.raw.symbol(part.path, part.name)}
		}
	}
}

// adoptedPolicies are the policies of adopted endpoints, by the paths of the endpoints. They are known once the
// endpoints have been looked up.
type adoptedPolicies map[string]iam.AttachedDocument

// knownEndpoints lists the endpoints of the table's network, and renders the policies of those that are ours.
func (p *tableProof) knownEndpoints(
	read inputValues, adopted adoptedPolicies,
) (all []proof.Endpoint, documents []iam.AttachedDocument, err error) {
	organization := slices.Concat(read[pathNetworkOrganization], read[pathOrganization])
	ours, err := p.args.networkArgs().endpointDocument(p.to.account, organization)
	for _, known := range []struct {
		name    string // of its policy
		path    string // of its id
		kind    iam.EndpointType
		present bool
		proof.Endpoint
	}{
		{"endpoint policy", pathVpcEndpoint, iam.GatewayEndpoint, true, proof.Endpoint{
			Adopted: p.args.adoptsEndpoint(), Path: p.inputOf(pathVpcEndpoint),
		}},
		{"interface endpoint policy", pathInterfaceEndpoint, iam.InterfaceEndpoint, p.args.buildsInterface(), proof.Endpoint{
			Interface: true,
		}},
		{"streams endpoint policy", pathStreamsEndpoint, iam.InterfaceEndpoint, p.args.carriesStreams(), proof.Endpoint{
			Streams: true, Adopted: p.args.VpcStreamsEndpointID != nil, Path: pathStreamsEndpoint,
		}},
	} {
		if !known.present {
			continue
		}
		e, attached := known.Endpoint, iam.AttachedDocument{Document: ours, Endpoint: known.kind}
		e.ID, e.VPC = read[known.path][0], read[pathVpc][0]
		if e.Adopted {
			var found bool
			attached, found = adopted[known.path]
			e.Unread = !found
		} else if err != nil {
			return nil, nil, err
		}
		if !e.Unread {
			attached.Name, attached.To = known.name, e.ID
			documents = append(documents, attached)
		}
		all = append(all, e)
	}
	return all, documents, nil
}

// inputOf returns the input that names an adopted endpoint, whose id is read under a path.
func (p *tableProof) inputOf(path string) string {
	switch {
	case path == pathStreamsEndpoint || p.args.VpcEndpointID != nil:
		return path
	case p.args.VpcID != nil: // it is looked up by its VPC
		return pathVpc
	default:
		return pathExistingEndpoint
	}
}

// awaitsLookup reports whether a preview does not know which endpoints to look up.
func (p *tableProof) awaitsLookup() bool {
	return slices.ContainsFunc([]string{
		pathVpc, pathVpcEndpoint, pathStreamsEndpoint, pathExistingVpc, pathExistingEndpoint,
	}, func(path string) bool { return p.raw.check.Find(path).Value.IsComputed() })
}

// proveAdopted asks the questions once more when the endpoints that are adopted have been looked up, with their
// policies. It warns of what was not found before, and returns the report about those policies. Where a preview does
// not know the endpoints, it returns the report that does without.
func (p *tableProof) proveAdopted(
	ctx *pulumi.Context, component pulumi.Resource, network tableNetwork, before proven,
) pulumix.Output[AccessSummary] {
	var paths []string
	lookups := []any{network.VpcID}
	if network.adopted != nil {
		paths, lookups = append(paths, pathVpcEndpoint), append(lookups, *network.adopted)
	}
	if network.adoptedStreams != nil {
		paths, lookups = append(paths, pathStreamsEndpoint), append(lookups, *network.adoptedStreams)
	}
	if len(paths) == 0 || !p.to.known() || p.awaitsLookup() {
		return pulumix.ApplyErr(pulumix.Val(before), proven.summary)
	}
	return pulumix.ApplyErr(pulumi.All(lookups...), func(values []any) (AccessSummary, error) {
		read, adopted := maps.Clone(p.read), adoptedPolicies{}
		read[pathVpc] = []string{values[0].(string)}
		for i, path := range paths {
			endpoint := values[i+1].(*ec2.LookupVpcEndpointResult)
			read[path] = []string{endpoint.Id}
			document, err := iam.Parse(endpoint.Policy)
			if err != nil {
				warn(ctx, component, fmt.Sprintf("%s: review the policy of %s yourself, since it cannot be read: %v",
					p.inputOf(path), endpoint.Id, err))
				continue
			}
			kind := EndpointType(strings.ToLower(endpoint.VpcEndpointType))
			adopted[path] = iam.AttachedDocument{Document: document, Endpoint: endpointTypes[kind]}
		}
		made, err := p.prove(read, adopted)
		if err != nil {
			return AccessSummary{}, err
		}
		for _, text := range made.kept.Findings {
			if !slices.Contains(before.kept.Findings, text) {
				warn(ctx, component, text)
			}
		}
		return made.summary()
	})
}
