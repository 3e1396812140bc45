package provider

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumix"
)

// Defaults of PrivateNetwork. They are part of the contract: changing one changes what is deployed.
const (
	defaultCIDRBlock             = "10.0.0.0/16"
	defaultAvailabilityZoneCount = 2
	defaultEndpointAccess        = EndpointAccessAccount
	defaultNatGateways           = NatGatewaysNone
)

// PrivateNetworkArgs are the inputs of a PrivateNetwork.
type PrivateNetworkArgs struct {
	CidrBlock             *string               `pulumi:"cidrBlock,optional"`
	AvailabilityZoneCount *int                  `pulumi:"availabilityZoneCount,optional"`
	NatGateways           *NatGateways          `pulumi:"natGateways,optional"`
	Existing              *ExistingNetwork      `pulumi:"existing,optional"`
	EndpointAccess        *EndpointAccess       `pulumi:"endpointAccess,optional"`
	OrganizationID        pulumi.StringPtrInput `pulumi:"organizationId,optional"`
	InterfaceEndpoint     *bool                 `pulumi:"interfaceEndpoint,optional"`
	StreamsEndpoint       *bool                 `pulumi:"streamsEndpoint,optional"`
	Tags                  pulumi.StringMapInput `pulumi:"tags,optional"`
}

// Annotate documents the inputs. The schema has no default for what conflicts with another input: SDKs send
// defaults as if the user had given them, and every adopted network would be refused.
func (a *PrivateNetworkArgs) Annotate(an infer.Annotator) {
	an.Describe(&a.CidrBlock, "The IPv4 range of the VPC, from /16 to /24. Default 10.0.0.0/16. "+
		"Changing it replaces the network.")
	an.Describe(&a.AvailabilityZoneCount, "How many availability zones have a subnet, from 1 to 4. Default 2. "+
		"Adding one later replaces nothing. Local Zones and Wavelength Zones are never used.")
	an.Describe(&a.NatGateways, "How the network reaches the internet: not at all, or from private subnets that are "+
		"built besides the isolated ones. Default `none`. Changing it replaces no isolated subnet. An internet gateway is "+
		"built in any case: awsx always makes one. It costs nothing, and no isolated subnet has a route to it. Conflicts "+
		"with `existing`.")
	an.Describe(&a.Existing, "A VPC that exists and is adopted; no VPC is built then. Default: none. "+
		"Conflicts with `cidrBlock`, `availabilityZoneCount` and `natGateways`.")
	an.Describe(&a.EndpointAccess, "Whose principals the new endpoints let through, and to whose tables. Default "+
		"`account`. Conflicts with `existing.vpcEndpointId`, unless an interface endpoint is built besides.")
	an.Describe(&a.OrganizationID, "The id of the organization. Required where `endpointAccess` is `organization`.")
	an.Describe(&a.InterfaceEndpoint, "Whether to build an interface endpoint for DynamoDB as well, for callers that a "+
		"gateway endpoint cannot serve: on premises, in peered VPCs, behind a transit gateway. Default false. It is paid "+
		"for by the hour in each zone, and by the gigabyte. It has no private DNS name: clients use "+
		"`interfaceEndpointUrl`. Its security group lets in clients that wear the client security group; for callers from "+
		"elsewhere add rules to it. On a VPC that exists it needs `existing.subnetIds`.")
	an.Describe(&a.StreamsEndpoint, "Whether to build an interface endpoint for DynamoDB Streams, which gateway "+
		"endpoints do not carry. Default false. It is paid for like the other, and clients use `streamsEndpointUrl`. On a "+
		"VPC that exists it needs `existing.subnetIds`.")
	an.Describe(&a.Tags, "Tags for every resource of the network that takes tags. Default: none.")
}

// PrivateNetwork is a VPC with a private way to DynamoDB.
type PrivateNetwork struct {
	pulumi.ResourceState

	VpcID                 pulumi.StringOutput      `pulumi:"vpcId"`
	VpcEndpointID         pulumi.StringOutput      `pulumi:"vpcEndpointId"`
	PrefixListID          pulumi.StringOutput      `pulumi:"prefixListId"`
	SubnetIDs             pulumi.StringArrayOutput `pulumi:"subnetIds"`
	PrivateSubnetIDs      pulumi.StringArrayOutput `pulumi:"privateSubnetIds"`
	CoveredSubnetIDs      pulumi.StringArrayOutput `pulumi:"coveredSubnetIds"`
	UncoveredSubnetIDs    pulumi.StringArrayOutput `pulumi:"uncoveredSubnetIds"`
	RouteTableIDs         pulumi.StringArrayOutput `pulumi:"routeTableIds"`
	ClientSecurityGroupID pulumi.StringOutput      `pulumi:"clientSecurityGroupId"`
	EndpointPolicy        pulumi.StringOutput      `pulumi:"endpointPolicy"`
	InterfaceEndpointID   pulumi.StringPtrOutput   `pulumi:"interfaceEndpointId"`
	InterfaceEndpointURL  pulumi.StringPtrOutput   `pulumi:"interfaceEndpointUrl"`
	StreamsEndpointID     pulumi.StringPtrOutput   `pulumi:"streamsEndpointId"`
	StreamsEndpointURL    pulumi.StringPtrOutput   `pulumi:"streamsEndpointUrl"`

	AccessReport pulumix.Output[AccessSummary] `pulumi:"accessReport"`

	// dependencies are the resources that a table in this process waits for: a resource that fails while the table is
	// created ends the update before the table has its policy. To depend on the component is not enough: Pulumi expands
	// it to the children that have registered by then, and they register concurrently.
	dependencies []pulumi.Resource
	// built is what the program says of the parts that are read back after an update.
	built []any
	// vpcParts are the parts of a new VPC that the endpoint waits for.
	vpcParts pulumi.ResourceArrayOutput
	// adopted is the gateway endpoint that existed before, if the network takes one.
	adopted *foundEndpoint
	// inputPrefix is how paths of the network's inputs begin: "network." for the network of a table.
	inputPrefix string
}

// Annotate documents the component and its outputs.
func (n *PrivateNetwork) Annotate(an infer.Annotator) {
	an.Describe(&n, "A VPC with isolated subnets and a DynamoDB gateway endpoint on every one of their route tables, "+
		"or such an endpoint in a VPC that exists. Several tables can share one.")
	an.Describe(&n.VpcID, "The id of the VPC.")
	an.Describe(&n.VpcEndpointID, "The id of the DynamoDB gateway endpoint. It carries IPv4 only: a client that resolves "+
		"a dual-stack name of DynamoDB to an IPv6 address goes around it, and is refused.")
	an.Describe(&n.PrefixListID, "The id of DynamoDB's prefix list in this Region, "+
		"the destination of the endpoint's routes.")
	an.Describe(&n.SubnetIDs, "The ids of the isolated subnets, one in each availability zone. "+
		"Empty for a VPC that is adopted.")
	an.Describe(&n.PrivateSubnetIDs, "The ids of the private subnets, one in each availability zone, whose traffic to "+
		"the internet leaves through a NAT gateway. Empty without `natGateways`, and for a VPC that is adopted.")
	an.Describe(&n.CoveredSubnetIDs, "The ids of the subnets from which requests to DynamoDB take the gateway endpoint. "+
		"For a VPC that is built, all of its subnets.")
	an.Describe(&n.UncoveredSubnetIDs, "The ids of the subnets from which they do not, and are refused by a private "+
		"table. Empty for a VPC that is built. Both lists are empty where AWS may not be asked.")
	an.Describe(&n.RouteTableIDs, "The ids of the route tables that lead to the endpoint.")
	an.Describe(&n.ClientSecurityGroupID, "The id of a security group for clients of the table. "+
		"It lets out HTTPS to DynamoDB, and to the interface endpoints that are built, and nothing else.")
	an.Describe(&n.EndpointPolicy, "The policy of the gateway endpoint: principals of this account reach tables of this "+
		"account, or those of the organization. The policy of an endpoint that is adopted is read, and never changed.")
	an.Describe(&n.InterfaceEndpointID, "The id of the interface endpoint for DynamoDB. Absent without "+
		"`interfaceEndpoint`.")
	an.Describe(&n.InterfaceEndpointURL, "The URL that a client gives its AWS SDK as the endpoint of DynamoDB, to call "+
		"through the interface endpoint. Absent without `interfaceEndpoint`.")
	an.Describe(&n.StreamsEndpointID, "The id of the interface endpoint for DynamoDB Streams. Absent without "+
		"`streamsEndpoint`.")
	an.Describe(&n.StreamsEndpointURL, "The URL that a reader of streams gives its AWS SDK as the endpoint of DynamoDB "+
		"Streams. Absent without `streamsEndpoint`.")
	an.Describe(&n.AccessReport, "What the gateway endpoint's policy lets through: whose callers reach whose tables. For "+
		"an endpoint that is adopted it is known when the endpoint is.")
}

// NewPrivateNetwork registers a PrivateNetwork and its children.
func NewPrivateNetwork(
	ctx *pulumi.Context, name string, args *PrivateNetworkArgs, opts ...pulumi.ResourceOption,
) (*PrivateNetwork, error) {
	return newNetwork(ctx, name, "", args, opts...)
}

func newNetwork(
	ctx *pulumi.Context, name, within string, args *PrivateNetworkArgs, opts ...pulumi.ResourceOption,
) (*PrivateNetwork, error) {
	network := &PrivateNetwork{inputPrefix: within}
	if err := ctx.RegisterComponentResource(token("PrivateNetwork"), name, network, opts...); err != nil {
		return nil, err
	}
	child := pulumi.Parent(network)
	if text := publicRange(valueOr(args.CidrBlock, defaultCIDRBlock)); text != "" {
		warn(ctx, network, within+"cidrBlock: "+text)
	}

	if err := network.registerEndpoints(ctx, name, args, child); err != nil {
		return nil, err
	}
	network.report(ctx, args, child)
	if within == "" { // a table reads its own network back, so that its error names every difference
		checked := readBack(ctx, network, child, network.built...)
		network.AccessReport = verified(network.AccessReport, checked)
		// A failure ends the update, also for a table that has no policy yet. So no table begins before.
		network.VpcID = await(network.VpcID, checked)
	}
	return network, ctx.RegisterResourceOutputs(network, pulumi.Map{
		"vpcId":                 network.VpcID,
		"vpcEndpointId":         network.VpcEndpointID,
		"prefixListId":          network.PrefixListID,
		"subnetIds":             network.SubnetIDs,
		"privateSubnetIds":      network.PrivateSubnetIDs,
		"coveredSubnetIds":      network.CoveredSubnetIDs,
		"uncoveredSubnetIds":    network.UncoveredSubnetIDs,
		"routeTableIds":         network.RouteTableIDs,
		"clientSecurityGroupId": network.ClientSecurityGroupID,
		"endpointPolicy":        network.EndpointPolicy,
		"interfaceEndpointId":   network.InterfaceEndpointID,
		"interfaceEndpointUrl":  network.InterfaceEndpointURL,
		"streamsEndpointId":     network.StreamsEndpointID,
		"streamsEndpointUrl":    network.StreamsEndpointURL,
		"accessReport":          network.AccessReport.Untyped(),
	})
}

// registerEndpoints builds or adopts the VPC and its gateway endpoint, then builds the security groups and interface
// endpoints.
func (n *PrivateNetwork) registerEndpoints(
	ctx *pulumi.Context, name string, args *PrivateNetworkArgs, child pulumi.ResourceOrInvokeOption,
) error {
	region := aws.GetRegionOutput(ctx, aws.GetRegionOutputArgs{}, child).Name()
	document := args.endpointPolicy(aws.GetCallerIdentityOutput(ctx, aws.GetCallerIdentityOutputArgs{}, child).AccountId())
	var err error
	checked := pulumi.ResourceOption(child) // what is adopted was checked
	switch existing := args.Existing; {
	case existing == nil:
		if err = n.registerVPC(ctx, name, args, child); err == nil {
			err = n.registerEndpoint(ctx, name, args, region, document, child, pulumi.DependsOnInputs(n.vpcParts))
		}
	case args.adoptsEndpoint():
		n.adoptVPC(existing)
		checked = pulumi.Composite(child, refuseWrong(n.checkSubnets(ctx, args, child)))
		path := n.inputPrefix + "existing.vpcEndpointId"
		n.adoptEndpoint(findEndpoint(ctx, n.VpcID, path, existing.VpcEndpointID, child).onRouteTables(path, false))
		n.reportCoverage(ctx, n.lookupRouteTables(ctx, child), child)
	default:
		n.adoptVPC(existing)
		tables := n.lookupRouteTables(ctx, child)
		n.reportCoverage(ctx, tables, child)
		wrongTables, refused := n.checkRouteTables(ctx, name, args, region, tables, child)
		if refused != nil {
			return refused
		}
		checked = pulumi.Composite(child, refuseWrong(wrongTables, n.checkSubnets(ctx, args, child)))
		err = n.registerEndpoint(ctx, name, args, region, document, checked)
	}
	if err != nil {
		return err
	}
	group, err := n.registerEndpointSecurityGroup(ctx, name, args, checked)
	if err != nil {
		return err
	}
	if err := n.registerClientSecurityGroup(ctx, name, args.Tags, group, checked); err != nil {
		return err
	}
	if err := n.registerInterfaceEndpoints(ctx, name, args, group, region, document, checked); err != nil {
		return err
	}
	// The id of a VPC that exists is known before its endpoint is there, and a table that is given the id looks for one.
	n.VpcID = await(n.VpcID, n.VpcEndpointID)
	return nil
}
