package provider

import (
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
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

// endpointDocuments renders the policies of the table's endpoints. That of an adopted gateway endpoint is known only
// once the endpoint has been looked up.
func (p *tableProof) endpointDocuments(read inputValues, adopted iam.Document) ([]iam.AttachedDocument, error) {
	organization := slices.Concat(read[pathNetworkOrganization], read[pathOrganization])
	ours, err := p.args.networkArgs().endpointDocument(p.to.account, organization)
	if err != nil && (!p.args.adoptsEndpoint() || p.args.buildsInterface() || p.args.buildsStreams()) {
		return nil, err
	}
	gateway := adopted
	if !p.args.adoptsEndpoint() {
		gateway = ours
	}
	var all []iam.AttachedDocument
	for _, endpoint := range []struct {
		name, path string
		kind       iam.EndpointType
		document   iam.Document
		present    bool
	}{
		{"endpoint policy", pathVpcEndpoint, iam.GatewayEndpoint, gateway, len(gateway.Statement) > 0},
		{"interface endpoint policy", pathInterfaceEndpoint, iam.InterfaceEndpoint, ours, p.args.buildsInterface()},
		{"streams endpoint policy", pathStreamsEndpoint, iam.InterfaceEndpoint, ours, p.args.buildsStreams()},
	} {
		if endpoint.present {
			all = append(all, iam.AttachedDocument{
				Name: endpoint.name, To: read[endpoint.path][0], Document: endpoint.document, Endpoint: endpoint.kind,
			})
		}
	}
	return all, nil
}
