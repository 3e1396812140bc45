package provider

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/version"
)

// cloud stands for the engine, AWS and awsx: it records what is registered and answers with ids. It does
// not prove that AWS takes the inputs, nor in which order the engine works; the end-to-end tests do.
type cloud struct {
	mu       sync.Mutex
	children []integration.MockResourceArgs
	states   []property.Map // of the children, in the same order
	lookups  []property.Map
	surveys  int            // of a VPC's subnets
	calls    map[string]int // of functions, by token
	begin    func()         // is called for each component, if it is set

	// zones are the availability zones of the Region; routeTables those that awsx makes; endpoint is what a
	// lookup finds, or nothing.
	// deployer is the ARN of who calls, and role that of the role behind it, if it may be asked for.
	zones       []string
	routeTables int
	endpoint    map[string]property.Value
	// endpoints are what a lookup by id finds, before endpoint; subnets and tables are those of the VPC that exists,
	// a table's by its id: the VPC, and the ids of its subnets, "main" where it is the main one.
	endpoints map[string]map[string]property.Value
	subnets   []string
	tables    map[string][]string
	// found are the subnets that a lookup by id finds; without it each one is in a zone of its own.
	found map[string]map[string]property.Value
	// forbidden are functions that may not be called.
	forbidden      []string
	deployer, role string
	// several: the VPC has more than one DynamoDB endpoint, so that a look-up by the VPC finds none.
	several bool
	// slow is how long AWS takes to list subnets.
	slow time.Duration
	// stash is what the stack remembers of the table.
	stash map[string]property.Value
	// state is what the state of the stack has, by URN: the outputs of each resource. It is nil where there is none yet.
	state map[string]values
	// stream is the label of the table's stream, or nothing for firstStream.
	stream string
	// region is the provider's Region, or nothing for us-east-1.
	region string
	// otherwise changes what AWS has, or says why it does not answer: of a function, and of its answer.
	otherwise func(function string, answer map[string]property.Value) error
	// organization is where the accounts are.
	organization testOrganization
	// unconfigured: the provider's configuration is not known yet, and every function answers nothing.
	unconfigured bool
}

func newCloud() *cloud {
	return &cloud{
		zones: []string{"us-east-1a", "us-east-1b", "us-east-1c"}, routeTables: 2,
		deployer: "arn:aws:sts::111122223333:assumed-role/deployer/pipeline", role: deployer,
		organization: newOrganization(),
	}
}

const firstStream = "2026-01-01T00:00:00.000"

const urnPrefix = "urn:pulumi:stack::project::"

// construct builds a component on the cloud.
func (c *cloud) construct(
	t *testing.T, component, name string, inputs map[string]property.Value, preview bool,
) (p.ConstructResponse, error) {
	t.Helper()
	return constructOn(c.serve(t), component, name, inputs, preview)
}

// serve starts the provider on the cloud.
func (c *cloud) serve(t *testing.T) integration.Server {
	t.Helper()
	provider, err := New()
	require.NoError(t, err)
	server, err := integration.NewServer(t.Context(), Name, semver.MustParse(version.Version),
		integration.WithProvider(provider),
		integration.WithMocks(&integration.MockResourceMonitor{NewResourceF: c.register, CallF: c.call}))
	require.NoError(t, err)
	return server
}

func constructOn(
	server integration.Server, component, name string, inputs map[string]property.Value, preview bool,
) (p.ConstructResponse, error) {
	return server.Construct(p.ConstructRequest{
		Urn:    resource.URN(urnPrefix + token(component) + "::" + name),
		Inputs: property.NewMap(inputs),
		DryRun: preview,
	})
}

// register answers for every resource with its inputs and what AWS would add.
func (c *cloud) register(args integration.MockResourceArgs) (string, property.Map, error) {
	if c.begin != nil && args.TypeToken == tokens.Type(token("PrivateTable")) {
		c.begin()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.children = append(c.children, args)
	state := args.Inputs.AsMap()
	id := args.Name + "-id"
	switch args.TypeToken {
	case "awsx:ec2:Vpc":
		state["vpcId"] = property.New("vpc-0a1")
		for kind, letter := range map[string]string{"Isolated": "a", "Private": "b", "Public": "c"} {
			ids := []string{}
			for _, spec := range state["subnetSpecs"].AsArray().All {
				if spec.AsMap().Get("type").AsString() == kind {
					ids = []string{"subnet-0" + letter + "1", "subnet-0" + letter + "2"}
				}
			}
			state[strings.ToLower(kind)+"SubnetIds"] = list(ids...)
		}
		var tables []property.Value
		for i := range c.routeTables {
			tables = append(tables, reference("routeTable:RouteTable", fmt.Sprintf("rtb-0a%d", i+1)))
		}
		state["routeTables"] = property.New(tables)
		for output, part := range partsOfVPC {
			state[output] = property.New([]property.Value{reference(part, output)})
		}
		state["internetGateway"] = reference("internetGateway:InternetGateway", "internetGateway")
	case "aws:ec2/vpcEndpoint:VpcEndpoint":
		id = "vpce-0a1"
		state["prefixListId"] = property.New("pl-0a1")
		if state["vpcEndpointType"].AsString() == "Interface" {
			service := strings.TrimPrefix(state["serviceName"].AsString(), "com.amazonaws.us-east-1.")
			id = map[string]string{"dynamodb": "vpce-0a2", "dynamodb-streams": "vpce-0a3"}[service]
			state["dnsEntries"] = dnsEntries(id + "." + service)
		}
	case "aws:ec2/securityGroup:SecurityGroup":
		id = "sg-0a1"
		if strings.HasSuffix(args.Name, "-endpoint") {
			id = "sg-0a2"
		}
	case "pulumi:index:Stash":
		state["output"] = state["input"]
		if c.stash != nil {
			state["output"] = property.New(c.stash)
		}
	case "aws:organizations/policy:Policy":
		id = "p-" + args.Name
	case "aws:dynamodb/table:Table":
		if _, named := state["name"]; !named {
			state["name"] = property.New(args.Name + "-1a2b3c4")
		}
		state["arn"] = property.New("arn:aws:dynamodb:us-east-1:111122223333:table/" + state["name"].AsString())
		if state["streamEnabled"].IsBool() {
			state["streamArn"] = property.New(state["arn"].AsString() + "/stream/" + cmp.Or(c.stream, firstStream))
		}
	}
	c.states = append(c.states, property.NewMap(state).Set("id", property.New(id)))
	return id, property.NewMap(state), nil
}

// call answers functions of the aws package.
func (c *cloud) call(args integration.MockCallArgs) (property.Map, error) {
	answer := func(values map[string]property.Value) (property.Map, error) { return property.NewMap(values), nil }
	c.mu.Lock()
	if c.calls == nil {
		c.calls = map[string]int{}
	}
	c.calls[string(args.Token)]++
	c.mu.Unlock()
	if c.unconfigured {
		return property.Map{}, nil
	}
	if slices.Contains(c.forbidden, string(args.Token)) {
		return property.Map{}, errors.New("not authorized to perform this")
	}
	if args.Token == "aws:ec2/getSubnet:getSubnet" && c.found != nil {
		if subnet, found := c.found[args.Args.Get("id").AsString()]; found {
			return answer(subnet)
		}
		return property.Map{}, errors.New("no matching EC2 Subnet found")
	}
	if read := c.readBack(args); read != nil {
		if c.otherwise != nil {
			if err := c.otherwise(string(args.Token), read); err != nil {
				return property.Map{}, err
			}
		}
		return answer(read)
	}
	if found, err := c.organization.call(args); found != nil || err != nil {
		return property.NewMap(found), err
	}
	switch args.Token {
	case "aws:index/getAvailabilityZones:getAvailabilityZones":
		return answer(map[string]property.Value{"names": list(c.zones...)})
	case "aws:index/getRegion:getRegion":
		return answer(map[string]property.Value{"name": property.New(cmp.Or(c.region, "us-east-1"))})
	case "aws:index/getCallerIdentity:getCallerIdentity":
		return answer(map[string]property.Value{
			"accountId": property.New("111122223333"), "arn": property.New(c.deployer),
		})
	case "aws:iam/getSessionContext:getSessionContext":
		if c.role == "" {
			return property.Map{}, errors.New("not authorized to perform: iam:GetRole")
		}
		return answer(map[string]property.Value{"issuerArn": property.New(c.role)})
	case "aws:ec2/getVpcEndpoint:getVpcEndpoint":
		c.mu.Lock()
		defer c.mu.Unlock()
		c.lookups = append(c.lookups, args.Args)
		if id := args.Args.Get("id"); id.IsString() && c.endpoints[id.AsString()] != nil {
			return answer(c.endpoints[id.AsString()])
		}
		if c.several {
			return property.Map{}, errors.New("multiple EC2 VPC Endpoints matched; use additional constraints to reduce " +
				"matches to a single EC2 VPC Endpoint")
		}
		if c.endpoint == nil {
			return property.Map{}, errors.New("no matching EC2 VPC Endpoint found")
		}
		return answer(c.endpoint)
	case "aws:ec2/getSubnets:getSubnets":
		time.Sleep(c.slow)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.surveys++
		return answer(map[string]property.Value{"ids": list(c.subnets...)})
	case "aws:ec2/getRouteTables:getRouteTables":
		return answer(map[string]property.Value{"ids": list(slices.Collect(maps.Keys(c.tables))...)})
	case "aws:ec2/getRouteTable:getRouteTable":
		return c.routeTable(args.Args.Get("routeTableId").AsString())
	case "pulumi:pulumi:readStackResourceOutputs":
		if c.state == nil {
			return property.Map{}, errors.New("unknown stack")
		}
		found := values{}
		for urn, outputs := range c.state {
			found[urn] = object(values{"type": str("type"), "outputs": object(outputs)})
		}
		return answer(values{"name": args.Args.Get("stackName"), "outputs": object(found)})
	case "pulumi:pulumi:getResource":
		urn := args.Args.Get("urn").AsString()
		return answer(map[string]property.Value{
			"urn":   property.New(urn),
			"id":    property.New(urn[strings.LastIndex(urn, ":")+1:]),
			"state": property.New(property.Map{}),
		})
	}
	return property.Map{}, fmt.Errorf("the cloud has no function %s", args.Token)
}

// routeTable answers for a route table of the VPC that exists. As with the official provider, the routes of gateway
// endpoints are not among its routes.
func (c *cloud) routeTable(id string) (property.Map, error) {
	table, found := c.tables[id]
	if !found {
		return property.Map{}, errors.New("query returned no results. Please change your search criteria and try again")
	}
	var associations []property.Value
	for _, subnet := range table[1:] {
		association := map[string]property.Value{"routeTableId": property.New(id), "main": property.New(subnet == "main")}
		if subnet != "main" {
			association["subnetId"] = property.New(subnet)
		}
		associations = append(associations, property.New(association))
	}
	return property.NewMap(map[string]property.Value{
		"id": property.New(id), "routeTableId": property.New(id), "vpcId": property.New(table[0]),
		"associations": property.New(associations),
	}), nil
}

func dnsEntries(host string) property.Value {
	return property.New([]property.Value{
		property.New(map[string]property.Value{"dnsName": property.New(host + ".us-east-1.vpce.amazonaws.com")}),
		property.New(map[string]property.Value{"dnsName": property.New(host + "-us-east-1a.us-east-1.vpce.amazonaws.com")}),
	})
}

// registered lists the children as "type name < parent name", sorted. The component itself comes first to
// the monitor and is left out.
func (c *cloud) registered() []string {
	var lines []string
	for _, child := range c.children[1:] {
		parent := resource.URN(child.RegisterRPC.GetParent())
		lines = append(lines, fmt.Sprintf("%s %s < %s", child.TypeToken, child.Name, parent.Name()))
	}
	return slices.Sorted(slices.Values(lines))
}

// ofType returns the children of a type.
func (c *cloud) ofType(typ string) []integration.MockResourceArgs {
	var found []integration.MockResourceArgs
	for _, child := range c.children {
		if string(child.TypeToken) == typ {
			found = append(found, child)
		}
	}
	return found
}

// child returns the one child of a type.
func (c *cloud) child(t *testing.T, typ string) integration.MockResourceArgs {
	t.Helper()
	found := c.ofType(typ)
	require.Len(t, found, 1, "children of type %s", typ)
	return found[0]
}

// named returns the child of a type and name.
func (c *cloud) named(t *testing.T, typ, name string) integration.MockResourceArgs {
	t.Helper()
	for _, child := range c.ofType(typ) {
		if child.Name == name {
			return child
		}
	}
	require.Failf(t, "no such child", "%s %s", typ, name)
	return integration.MockResourceArgs{}
}

// tablePolicy returns the policy that is attached to the table orders.
func (c *cloud) tablePolicy(t *testing.T) string {
	t.Helper()
	return c.named(t, policyType, "orders-policy").Inputs.Get("policy").AsString()
}

// streamPolicy returns the policy that is attached to the stream of the table orders.
func (c *cloud) streamPolicy(t *testing.T) string {
	t.Helper()
	return c.named(t, policyType, "orders-stream-policy").Inputs.Get("policy").AsString()
}

// reportOf returns the whole report of a summary.
func reportOf(t *testing.T, summary property.Map) AccessReportResult {
	t.Helper()
	report, err := AccessReportArgs{
		Evidence: summary.Get("evidence").AsString(), Digest: summary.Get("digest").AsString(),
	}.report()
	require.NoError(t, err)
	require.Equal(t, summary.Get("verdict").AsString(), report.Verdict)
	require.Len(t, report.Rows, int(summary.Get("rowCount").AsNumber()))
	require.Len(t, report.Limits, int(summary.Get("limitCount").AsNumber()))
	return report
}

// policy returns a policy of a report.
func (r AccessReportResult) policy(name string) string {
	for _, policy := range r.Policies {
		if policy.Name == name {
			return policy.Document
		}
	}
	return ""
}

func list(values ...string) property.Value {
	items := make([]property.Value, len(values))
	for i, value := range values {
		items[i] = property.New(value)
	}
	return property.New(items)
}

func object(values map[string]property.Value) property.Value { return property.New(values) }

// plus returns a copy of inputs with some of them replaced.
func plus(inputs, replaced map[string]property.Value) map[string]property.Value {
	all := maps.Clone(inputs)
	maps.Copy(all, replaced)
	return all
}

// partsOfVPC are the types of the parts of a VPC that the endpoint has no use for, by awsx's output.
var partsOfVPC = map[string]string{
	"routeTableAssociations": "routeTableAssociation:RouteTableAssociation", "routes": "route:Route",
	"natGateways": "natGateway:NatGateway", "eips": "eip:Eip",
}

// reference is a part of a VPC as an output of awsx.
func reference(part, id string) property.Value {
	return property.New(property.ResourceReference{
		URN: resource.URN(urnPrefix + "aws:ec2/" + part + "::" + id), ID: property.New(id),
	})
}

// plain drops what Pulumi adds to a value, such as its dependencies, and what is null.
func plain(values property.Map) property.Map {
	kept := map[string]property.Value{}
	for key, value := range values.AllStable {
		if !value.IsNull() {
			kept[key] = bare(value)
		}
	}
	return property.NewMap(kept)
}

func bare(value property.Value) property.Value {
	value = value.WithDependencies(nil)
	switch {
	case value.IsMap():
		return property.New(plain(value.AsMap()))
	case value.IsArray():
		items := []property.Value{}
		for _, item := range value.AsArray().All {
			items = append(items, bare(item))
		}
		return property.New(items)
	}
	return value
}
