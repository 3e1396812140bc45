package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/versions"
)

// network is the component while it is built. Its lists are its outputs.
type network struct {
	pulumi.ResourceState

	ctx  *pulumi.Context
	name string
	args args
	plan plan

	vpc          *ec2.Vpc
	gateway      *ec2.InternetGateway
	subnets      ec2.SubnetArray
	tables       ec2.RouteTableArray
	associations ec2.RouteTableAssociationArray
	routes       ec2.RouteArray
	nats         ec2.NatGatewayArray
	eips         ec2.EipArray
	natOf        map[int]*ec2.NatGateway // by zone
	ids          map[string]pulumi.StringArray
}

// newVpc registers the component and its children in the same order as awsx.
func newVpc(ctx *pulumi.Context, name string, a args, options pulumi.ResourceOption) (
	*provider.ConstructResult, error,
) {
	n := &network{
		ctx: ctx, name: name, args: a, natOf: map[int]*ec2.NatGateway{},
		ids:  map[string]pulumi.StringArray{public: {}, private: {}, isolated: {}},
		nats: ec2.NatGatewayArray{}, eips: ec2.EipArray{}, routes: ec2.RouteArray{}, // empty lists are outputs too
	}
	if err := ctx.RegisterComponentResource(official.Token, name, n, options); err != nil {
		return nil, err
	}
	zones, err := n.zones()
	if err != nil {
		return nil, err
	}
	if n.plan, err = a.plan(name, zones); err != nil {
		return nil, err
	}
	if n.vpc, err = ec2.NewVpc(ctx, name, &ec2.VpcArgs{
		CidrBlock:          pulumi.String(n.plan.cidr),
		EnableDnsHostnames: a.EnableDNSHostnames,
		EnableDnsSupport:   a.EnableDNSSupport,
		Tags:               n.shared(),
	}, pulumi.Parent(n), pulumi.Version(versions.AWSForAWSX)); err != nil {
		return nil, err
	}
	// awsx always registers it, even where no subnet needs it. It costs nothing.
	if n.gateway, err = ec2.NewInternetGateway(ctx, name, &ec2.InternetGatewayArgs{
		VpcId: n.vpc.ID(), Tags: n.shared(),
	}, under(n.vpc)...); err != nil {
		return nil, err
	}
	for _, s := range n.plan.subnets {
		if err := n.addSubnet(s); err != nil {
			return nil, err
		}
	}
	state := n.state()
	if err := ctx.RegisterResourceOutputs(n, state); err != nil {
		return nil, err
	}
	return &provider.ConstructResult{URN: n.URN(), State: state}, nil
}

// zones returns the program's zones, or the first ones of the Region. Like awsx it sets no filter, and so may get Local
// Zones.
func (n *network) zones() ([]string, error) {
	count, err := n.args.zoneCount()
	if err != nil || n.args.AvailabilityZoneNames != nil {
		return n.args.AvailabilityZoneNames, err
	}
	found, err := aws.GetAvailabilityZones(n.ctx, nil, pulumi.Parent(n), pulumi.Version(versions.AWSForAWSX))
	if err != nil {
		return nil, fmt.Errorf("get availability zones: %w", err)
	}
	if len(found.Names) < count {
		return nil, fmt.Errorf("the region has %d availability zones, and %d are needed", len(found.Names), count)
	}
	return found.Names[:count], nil
}

// addSubnet registers a subnet with its route table, and the route out that its type has.
func (n *network) addSubnet(s placedSubnet) error {
	zone := slices.Index(n.plan.zones, s.zone)
	var own pulumi.StringMapInput
	if n.args.SubnetSpecs != nil {
		own = n.args.SubnetSpecs[s.spec].Tags
	}
	label := pulumi.StringMap{"Name": pulumi.String(s.name), "SubnetType": pulumi.String(s.subnetType)}
	subnet, err := ec2.NewSubnet(n.ctx, s.name, &ec2.SubnetArgs{
		VpcId:               n.vpc.ID(),
		AvailabilityZone:    pulumi.String(s.zone),
		CidrBlock:           pulumi.String(s.block.String()),
		MapPublicIpOnLaunch: pulumi.Bool(s.subnetType == public),
		Tags:                merge(n.shared(), own, label),
	}, under(n.vpc)...)
	if err != nil {
		return err
	}
	n.subnets = append(n.subnets, subnet)
	n.ids[s.subnetType] = append(n.ids[s.subnetType], subnet.ID())
	table, err := ec2.NewRouteTable(n.ctx, s.name, &ec2.RouteTableArgs{
		VpcId: n.vpc.ID(), Tags: merge(n.shared(), label),
	}, under(subnet)...)
	if err != nil {
		return err
	}
	n.tables = append(n.tables, table)
	association, err := ec2.NewRouteTableAssociation(n.ctx, s.name, &ec2.RouteTableAssociationArgs{
		RouteTableId: table.ID(), SubnetId: subnet.ID(),
	}, under(table)...)
	if err != nil {
		return err
	}
	n.associations = append(n.associations, association)
	switch {
	case s.subnetType == public:
		if err := n.addNat(zone, subnet); err != nil {
			return err
		}
		return n.addRoute(s.name, table, &ec2.RouteArgs{GatewayId: n.gateway.ID()})
	case s.subnetType == private && n.plan.nat != natNone:
		return n.addRoute(s.name, table, &ec2.RouteArgs{NatGatewayId: n.natOf[n.plan.gatewayZone(zone)].ID()})
	}
	return nil
}

// addNat registers a NAT gateway in the first public subnet of a zone. With the strategy Single only the first zone
// gets one.
func (n *network) addNat(zone int, subnet *ec2.Subnet) error {
	if n.plan.nat == natNone || n.plan.gatewayZone(zone) != zone || n.natOf[zone] != nil {
		return nil
	}
	name := fmt.Sprintf("%s-%d", n.name, zone+1)
	tags := merge(n.args.Tags, pulumi.StringMap{"Name": pulumi.String(name)})
	eip, err := ec2.NewEip(n.ctx, name, &ec2.EipArgs{Tags: tags}, under(subnet)...)
	if err != nil {
		return err
	}
	n.eips = append(n.eips, eip)
	nat, err := ec2.NewNatGateway(n.ctx, name, &ec2.NatGatewayArgs{
		AllocationId: eip.AllocationId, SubnetId: subnet.ID(), Tags: tags,
	}, under(subnet)...)
	if err != nil {
		return err
	}
	n.natOf[zone] = nat
	n.nats = append(n.nats, nat)
	return nil
}

func (n *network) addRoute(name string, table *ec2.RouteTable, way *ec2.RouteArgs) error {
	way.RouteTableId = table.ID()
	way.DestinationCidrBlock = pulumi.String("0.0.0.0/0")
	route, err := ec2.NewRoute(n.ctx, name, way, under(table)...)
	n.routes = append(n.routes, route)
	return err
}

// state returns the component's outputs. Resources are returned as references.
func (n *network) state() pulumi.Map {
	var specs pulumi.Array
	for _, w := range n.plan.specs {
		spec := pulumi.Map{"type": pulumi.String(w.subnetType)}
		if w.name != "" {
			spec["name"] = pulumi.String(w.name)
		}
		if w.mask != 0 {
			spec["cidrMask"] = pulumi.Int(w.mask)
			spec["size"] = pulumi.Int(count(w.mask))
		}
		specs = append(specs, spec)
	}
	return pulumi.Map{
		"eips":                   n.eips,
		"internetGateway":        n.gateway,
		"isolatedSubnetIds":      n.ids[isolated],
		"natGateways":            n.nats,
		"privateSubnetIds":       n.ids[private],
		"publicSubnetIds":        n.ids[public],
		"routeTableAssociations": n.associations,
		"routeTables":            n.tables,
		"routes":                 n.routes,
		"subnetLayout":           specs,
		"subnets":                n.subnets,
		"vpc":                    n.vpc,
		"vpcEndpoints":           ec2.VpcEndpointArray{},
		"vpcId":                  n.vpc.ID(),
	}
}

// under returns the options of every grandchild: its parent, which it also depends on, and the aws version that awsx
// asks for.
func under(parent pulumi.Resource) []pulumi.ResourceOption {
	return []pulumi.ResourceOption{
		pulumi.Parent(parent), pulumi.DependsOn([]pulumi.Resource{parent}), pulumi.Version(versions.AWSForAWSX),
	}
}

// shared returns the tags of everything in the network. The program's own tags override the name.
func (n *network) shared() pulumi.StringMapInput {
	return merge(pulumi.StringMap{"Name": pulumi.String(n.name)}, n.args.Tags)
}

// merge merges tags; the last layer wins.
func merge(layers ...pulumi.StringMapInput) pulumi.StringMapInput {
	var given []any
	for _, l := range layers {
		if l != nil {
			given = append(given, l)
		}
	}
	return pulumi.All(given...).ApplyT(func(layers []any) map[string]string {
		out := map[string]string{}
		for _, l := range layers {
			tags, _ := l.(map[string]string)
			maps.Copy(out, tags)
		}
		return out
	}).(pulumi.StringMapOutput)
}
