package provider

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumix"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// What a proof knows of the network around the table.

// readNetwork reads the table's VPC and endpoints. One that is not given is built or looked up later, and is a symbol.
func (p *tableProof) readNetwork(read inputValues) {
	for _, input := range []struct {
		path    string
		present bool
	}{
		{pathVpc, true},
		{pathVpcEndpoint, true},
		{pathStreamsEndpoint, p.args.carriesStreams()},
	} {
		if read[input.path] = p.raw.read(input.path); len(read[input.path]) == 0 && input.present {
			read[input.path] = []string{symbolOf(input.path, p.raw.symbols, "")}
		}
	}
	if p.args.buildsInterface() {
		read[pathInterfaceEndpoint] = []string{symbolOf(pathInterfaceEndpoint, p.raw.symbols, "")}
	}
}

// adoptedPolicies are the policies of adopted endpoints, by the paths of the endpoints. They are known once the
// endpoints have been looked up.
type adoptedPolicies map[string]iam.Document

// knownEndpoints lists the endpoints of the table's network, and renders the policies of those that are ours.
func (p *tableProof) knownEndpoints(
	read inputValues, adopted adoptedPolicies,
) (all []proof.Endpoint, documents []iam.AttachedDocument, err error) {
	organization := slices.Concat(read[pathNetworkOrganization], read[pathOrganization])
	ours, err := p.args.networkArgs().endpointDocument(p.to.account, organization)
	for _, known := range []struct {
		document string
		path     string // of its id
		present  bool
		proof.Endpoint
	}{
		{"endpoint policy", pathVpcEndpoint, true, proof.Endpoint{
			Adopted: p.args.adoptsEndpoint(), Path: p.args.gatewayPath(),
		}},
		{"interface endpoint policy", pathInterfaceEndpoint, p.args.buildsInterface(), proof.Endpoint{Interface: true}},
		{"streams endpoint policy", pathStreamsEndpoint, p.args.carriesStreams(), proof.Endpoint{
			Streams: true, Adopted: p.args.VpcStreamsEndpointID != nil, Path: pathStreamsEndpoint,
		}},
	} {
		if !known.present {
			continue
		}
		e, document, read := known.Endpoint, ours, read[known.path]
		if e.Adopted {
			var found bool
			document, found = adopted[known.path]
			e.Unread = !found
		} else if err != nil {
			return nil, nil, err
		}
		e.ID = read[0]
		if !e.Unread {
			documents = append(documents, iam.AttachedDocument{Name: known.document, To: e.ID, Document: document})
		}
		all = append(all, e)
	}
	for i := range all {
		all[i].VPC = read[pathVpc][0]
	}
	return all, documents, nil
}

// gatewayPath is the input that names an adopted gateway endpoint.
func (a *PrivateTableArgs) gatewayPath() string {
	switch {
	case a.VpcEndpointID != nil:
		return pathVpcEndpoint
	case a.VpcID != nil: // it is looked up by its VPC
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
	ctx *pulumi.Context, component pulumi.Resource, network tableNetwork, report AccessReport,
) pulumix.Output[AccessReport] {
	adopts := p.args.adoptsEndpoint() || p.args.VpcStreamsEndpointID != nil
	if !adopts || !p.to.known() || p.awaitsLookup() {
		return pulumix.Val(report)
	}
	return pulumix.Apply5Err(network.VpcID, network.VpcEndpointID, network.EndpointPolicy,
		network.StreamsEndpointID, network.streamsPolicy,
		func(vpc, gateway, gatewayPolicy string, streams *string, streamsPolicy string) (AccessReport, error) {
			read := maps.Clone(p.read)
			read[pathVpc], read[pathVpcEndpoint] = []string{vpc}, []string{gateway}
			texts, paths := map[string]string{}, map[string]string{pathVpcEndpoint: p.args.gatewayPath()}
			if p.args.adoptsEndpoint() {
				texts[pathVpcEndpoint] = gatewayPolicy
			}
			if p.args.VpcStreamsEndpointID != nil {
				read[pathStreamsEndpoint], texts[pathStreamsEndpoint] = []string{*streams}, streamsPolicy
			}
			adopted := adoptedPolicies{}
			for _, path := range slices.Sorted(maps.Keys(texts)) {
				document, err := iam.Parse(texts[path])
				if err != nil {
					warn(ctx, component, fmt.Sprintf("%s: review the policy of %s yourself, since it cannot be read: %v",
						cmp.Or(paths[path], path), read[path][0], err))
					continue
				}
				adopted[path] = document
			}
			proven, err := p.prove(read, adopted)
			if err != nil {
				return AccessReport{}, err
			}
			for _, finding := range proven.Findings {
				if text := p.raw.describe(finding.Error()); !slices.Contains(report.Findings, text) {
					warn(ctx, component, text)
				}
			}
			return newAccessReport(proven, p.raw.describe), nil
		})
}

// guardrailLevel renders the table's guardrail, at the accounts that it is attached to.
func (p *tableProof) guardrailLevel(intent policy.Intent, table string) (levels []iam.Level, assumed bool, err error) {
	if p.args.Guardrail == nil {
		return nil, false, nil
	}
	document, err := intent.TableGuardrail(table)
	if err != nil {
		return nil, false, err
	}
	level, assumed := proof.TableGuardrail(document, p.to.account, p.args.Guardrail.TargetIDs)
	return []iam.Level{level}, assumed, nil
}
