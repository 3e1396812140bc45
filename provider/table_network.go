package provider

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// tableNetwork is where a table is: in a network that is built for it, or in a VPC that exists.
type tableNetwork struct {
	vpcID                 pulumi.StringOutput
	vpcEndpointID         pulumi.StringOutput
	subnetIDs             pulumi.StringArrayOutput
	privateSubnetIDs      pulumi.StringArrayOutput
	clientSecurityGroupID pulumi.StringPtrOutput
	endpointPolicy        pulumi.StringOutput
	interfaceEndpointID   pulumi.StringPtrOutput
	interfaceEndpointURL  pulumi.StringPtrOutput
	streamsEndpointID     pulumi.StringPtrOutput
	streamsEndpointURL    pulumi.StringPtrOutput

	// built is what the table waits for, besides what its inputs carry.
	dependencies []pulumi.Resource
}

// network builds a network unless vpcId is given. Whether it is given decides, not its value, which may be
// unknown until the update.
func (a *PrivateTableArgs) network(
	ctx *pulumi.Context, name string, table pulumi.Resource, child pulumi.ResourceOrInvokeOption,
) (tableNetwork, error) {
	if a.VpcID == nil {
		network, err := newNetwork(ctx, name, "network.", a.networkArgs(), child)
		if err != nil {
			return tableNetwork{}, fmt.Errorf("network: %w", err)
		}
		return tableNetwork{
			vpcID:                 network.VpcID,
			vpcEndpointID:         network.VpcEndpointID,
			subnetIDs:             network.SubnetIDs,
			privateSubnetIDs:      network.PrivateSubnetIDs,
			clientSecurityGroupID: network.ClientSecurityGroupID.ToStringPtrOutput(),
			endpointPolicy:        network.EndpointPolicy,
			interfaceEndpointID:   network.InterfaceEndpointID,
			interfaceEndpointURL:  network.InterfaceEndpointURL,
			streamsEndpointID:     network.StreamsEndpointID,
			streamsEndpointURL:    network.StreamsEndpointURL,
			dependencies:          network.dependencies,
		}, nil
	}
	vpcID := a.VpcID.ToStringPtrOutput().ApplyT(func(id *string) (string, error) {
		if id == nil || *id == "" {
			return "", errors.New("vpcId: is given, but its value is null or empty")
		}
		return *id, nil
	}).(pulumi.StringOutput)
	found := findEndpoint(ctx, vpcID, pathVpcEndpoint, a.VpcEndpointID, child).routed(pathVpcEndpoint)
	found.warnOnce(ctx, table, child)
	placed := tableNetwork{
		vpcID:                 vpcID,
		vpcEndpointID:         found.id(),
		subnetIDs:             stringList(nil),
		privateSubnetIDs:      stringList(nil),
		clientSecurityGroupID: stringPtr(nil),
		endpointPolicy:        found.policy(),
		interfaceEndpointID:   stringPtr(nil),
		interfaceEndpointURL:  stringPtr(nil),
		streamsEndpointID:     stringPtr(nil),
		streamsEndpointURL:    stringPtr(nil),
	}
	if a.VpcStreamsEndpointID != nil {
		streams := findEndpointByID(ctx, vpcID, pathStreamsEndpoint, a.VpcStreamsEndpointID, dynamoDBStreams, child)
		placed.streamsEndpointID, placed.streamsEndpointURL = streams.id().ToStringPtrOutput(), streams.url()
	}
	return placed, nil
}

// networkArgs are the settings of the network, with the table's tags and organization where it has none of its
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

// adoptsEndpoint reports whether the endpoint was there before.
func (a *PrivateTableArgs) adoptsEndpoint() bool {
	return a.VpcID != nil || a.networkArgs().adoptsEndpoint()
}

// buildsInterface and buildsStreams report whether interface endpoints are built for the table.
func (a *PrivateTableArgs) buildsInterface() bool {
	return valueOr(a.networkArgs().InterfaceEndpoint, false)
}

func (a *PrivateTableArgs) buildsStreams() bool {
	return valueOr(a.networkArgs().StreamsEndpoint, false)
}

// carriesStreams reports whether an interface endpoint carries the table's stream into its VPC.
func (a *PrivateTableArgs) carriesStreams() bool {
	return a.VpcStreamsEndpointID != nil || a.buildsStreams()
}
