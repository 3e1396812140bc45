package provider

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// tableNetwork is the network that a table is in: one that is built for it, or a VPC that exists.
type tableNetwork struct {
	*PrivateNetwork

	clientSecurityGroupID pulumi.StringPtrOutput // null for a VPC that exists
	adoptedStreams        *foundEndpoint         // the endpoint for streams, if it existed before
}

// network builds a network unless vpcId is given. Whether it is given decides, not its value, which may be unknown
// until the update.
func (a *PrivateTableArgs) network(
	ctx *pulumi.Context, name string, table pulumi.Resource, child pulumi.ResourceOrInvokeOption,
) (tableNetwork, error) {
	if a.VpcID != nil {
		return a.adoptNetwork(ctx, table, child), nil
	}
	network, err := newNetwork(ctx, name, "network.", a.networkArgs(), child)
	if err != nil {
		return tableNetwork{}, fmt.Errorf("network: %w", err)
	}
	return tableNetwork{network, network.ClientSecurityGroupID.ToStringPtrOutput(), nil}, nil
}

// adoptNetwork describes the VPC that vpcId names. It registers nothing.
func (a *PrivateTableArgs) adoptNetwork(
	ctx *pulumi.Context, table pulumi.Resource, child pulumi.InvokeOption,
) tableNetwork {
	vpcID := a.VpcID.ToStringPtrOutput().ApplyT(func(id *string) (string, error) {
		if id == nil || *id == "" {
			return "", errors.New("vpcId: is given, but its value is null or empty")
		}
		return *id, nil
	}).(pulumi.StringOutput)
	found := findEndpoint(ctx, vpcID, pathVpcEndpoint, a.VpcEndpointID, child).onRouteTables(pathVpcEndpoint, true)
	found.warnOfUncovered(ctx, table, child)
	network := &PrivateNetwork{
		VpcID:                vpcID,
		SubnetIDs:            stringList(nil),
		PrivateSubnetIDs:     stringList(nil),
		InterfaceEndpointID:  stringPtr(nil),
		InterfaceEndpointURL: stringPtr(nil),
		StreamsEndpointID:    stringPtr(nil),
		StreamsEndpointURL:   stringPtr(nil),
	}
	network.adoptEndpoint(found)
	adopted := tableNetwork{network, stringPtr(nil), nil}
	if a.VpcStreamsEndpointID != nil {
		streams := findEndpointByID(ctx, vpcID, pathStreamsEndpoint, a.VpcStreamsEndpointID, dynamoDBStreams, child)
		network.StreamsEndpointID, network.StreamsEndpointURL = streams.id().ToStringPtrOutput(), streams.url()
		adopted.adoptedStreams = &streams
	}
	return adopted
}

// networkArgs returns the settings of the network. It has the table's tags and organization where it has none of its
// own.
func (a *PrivateTableArgs) networkArgs() *PrivateNetworkArgs {
	args := PrivateNetworkArgs(valueOr(a.Network, Network{}))
	if args.Tags == nil {
		args.Tags = a.Tags
	}
	if args.OrganizationID == nil {
		args.OrganizationID = a.OrganizationID
	}
	return &args
}

// adoptsEndpoint reports whether the gateway endpoint exists already.
func (a *PrivateTableArgs) adoptsEndpoint() bool {
	return a.VpcID != nil || a.networkArgs().adoptsEndpoint()
}

// buildsInterface reports whether an interface endpoint for DynamoDB is built for the table.
func (a *PrivateTableArgs) buildsInterface() bool {
	return valueOr(a.networkArgs().InterfaceEndpoint, false)
}

// buildsStreams reports whether an interface endpoint for DynamoDB Streams is built for the table.
func (a *PrivateTableArgs) buildsStreams() bool {
	return valueOr(a.networkArgs().StreamsEndpoint, false)
}

// carriesStreams reports whether an interface endpoint carries the table's stream into its VPC.
func (a *PrivateTableArgs) carriesStreams() bool {
	return a.VpcStreamsEndpointID != nil || a.buildsStreams()
}
