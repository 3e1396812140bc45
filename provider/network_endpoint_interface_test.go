package provider

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	vpcEndpointType   = "aws:ec2/vpcEndpoint:VpcEndpoint"
	securityGroupType = "aws:ec2/securityGroup:SecurityGroup"
)

func TestInterfaceEndpoints(t *testing.T) {
	t.Parallel()
	yes, both := property.New(true), values{"interfaceEndpoint": property.New(true), "streamsEndpoint": property.New(true)}
	existing := func(replaced values) values {
		return values{"existing": object(plus(values{
			"vpcId": str("vpc-0a1b"), "subnetIds": list("subnet-0e1", "subnet-0b1"),
		}, replaced))}
	}
	of := func(id, service string) [2]property.Value {
		return [2]property.Value{str(id), str("https://" + id + "." + service + ".us-east-1.vpce.amazonaws.com")}
	}
	none := [2]property.Value{}
	forDynamoDB, forStreams := of("vpce-0a2", "dynamodb"), of("vpce-0a3", "dynamodb-streams")
	group := []string{
		"aws:ec2/securityGroup:SecurityGroup net-client < net",
		"aws:ec2/securityGroup:SecurityGroup net-endpoint < net",
	}
	const gateway, onTop, streams = "aws:ec2/vpcEndpoint:VpcEndpoint net-dynamodb < net",
		"aws:ec2/vpcEndpoint:VpcEndpoint net-interface < net", "aws:ec2/vpcEndpoint:VpcEndpoint net-streams < net"
	const rule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule net-endpoint < net"

	tests := []struct {
		name, why               string
		inputs                  values
		children                []string
		vpc                     string
		subnets                 property.Value
		interfaceURL, streamURL [2]property.Value
	}{
		{
			"for DynamoDB", "callers from elsewhere cannot take a gateway endpoint",
			values{"interfaceEndpoint": yes},
			append(group[:2:2], gateway, onTop, rule, "awsx:ec2:Vpc net < net"),
			"vpc-0a1", list("subnet-0a1", "subnet-0a2"), forDynamoDB, none,
		},
		{
			"for streams", "gateway endpoints carry none",
			values{"streamsEndpoint": yes, "interfaceEndpoint": property.New(false)},
			append(group[:2:2], gateway, streams, rule, "awsx:ec2:Vpc net < net"),
			"vpc-0a1", list("subnet-0a1", "subnet-0a2"), none, forStreams,
		},
		{
			"for both, with NAT", "endpoints stand in the isolated subnets, which stay",
			plus(both, values{"natGateways": str("single")}),
			append(group[:2:2], gateway, onTop, streams, rule, "awsx:ec2:Vpc net < net"),
			"vpc-0a1", list("subnet-0a1", "subnet-0a2"), forDynamoDB, forStreams,
		},
		{
			"in a VPC that exists", "its subnets are those that were given",
			plus(both, existing(values{"routeTableIds": list("rtb-0b1")})),
			append(group[:2:2], gateway, onTop, streams, rule, "pulumi:index:Stash net-existing < net"),
			"vpc-0a1b", list("subnet-0e1", "subnet-0b1"), forDynamoDB, forStreams,
		},
		{
			"beside an endpoint that exists", "that one keeps its policy, and the new one has ours",
			plus(existing(values{"vpcEndpointId": str("vpce-0e1")}), values{
				"streamsEndpoint": yes, "endpointAccess": str("account"),
			}),
			append(group[:2:2], streams, rule),
			"vpc-0a1b", list("subnet-0e1", "subnet-0b1"), none, forStreams,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := existingVPC()
			cloud.endpoints = map[string]values{"vpce-0e1": endpointInAWS()}
			response, err := cloud.construct(t, "PrivateNetwork", "net", test.inputs, false)
			require.NoError(t, err)
			assert.Equal(t, test.children, cloud.registered(), test.why)

			state := plain(response.State)
			prefixList := state.Get("prefixListId").AsString()
			for name, wanted := range map[string][2]property.Value{"interface": test.interfaceURL, "streams": test.streamURL} {
				assert.Equal(t, wanted[0], state.Get(name+"EndpointId"), test.why)
				assert.Equal(t, wanted[1], state.Get(name+"EndpointUrl"), "clients have to be told where to call")
				if wanted[0].IsNull() {
					continue
				}
				endpoint := plain(cloud.named(t, vpcEndpointType, "net-"+name).Inputs)
				service := map[string]string{"interface": "dynamodb", "streams": "dynamodb-streams"}[name]
				document, err := (&PrivateNetworkArgs{}).endpointDocument("111122223333", nil)
				require.NoError(t, err)
				text, err := document.JSON()
				require.NoError(t, err)
				assert.Equal(t, property.NewMap(values{
					"vpcId": str(test.vpc), "vpcEndpointType": str("Interface"),
					"serviceName":       str("com.amazonaws.us-east-1." + service),
					"privateDnsEnabled": property.New(false),
					"subnetIds":         test.subnets, "securityGroupIds": list("sg-0a2"),
					"policy": str(text), "tags": object(values{"Name": str("net-" + name)}),
				}), endpoint)
			}

			endpoints := cloud.named(t, securityGroupType, "net-endpoint").Inputs
			assert.True(t, endpoints.Get("ingress").IsNull(), "rules inside the group would fight the one beside it")
			egress := func(replaced values) property.Value {
				return object(plus(values{"protocol": str("tcp"), "fromPort": num(443), "toPort": num(443)}, replaced))
			}
			assert.Equal(t, property.New([]property.Value{
				egress(values{"prefixListIds": list(prefixList)}), egress(values{"securityGroups": list("sg-0a2")}),
			}), plain(cloud.named(t, securityGroupType, "net-client").Inputs).Get("egress"))
			assert.Equal(t, property.NewMap(values{
				"securityGroupId": str("sg-0a2"), "referencedSecurityGroupId": str("sg-0a1"),
				"ipProtocol": str("tcp"), "fromPort": num(443), "toPort": num(443),
				"description": str("Clients of private DynamoDB tables"), "tags": object(values{"Name": str("net-endpoint")}),
			}), plain(cloud.child(t, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").Inputs))
		})
	}
}

func TestTableHasInterfaceEndpointsOfItsNetwork(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	response, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{
		"streamViewType": str("NEW_IMAGE"), "perimeter": str("endpoints"),
		"network": object(values{
			"interfaceEndpoint": property.New(true), "streamsEndpoint": property.New(true), "natGateways": str("onePerAz"),
		}),
	}), false)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"aws:dynamodb/resourcePolicy:ResourcePolicy orders-policy < orders",
		"aws:dynamodb/resourcePolicy:ResourcePolicy orders-stream-policy < orders",
		"aws:dynamodb/table:Table orders < orders",
		"aws:ec2/securityGroup:SecurityGroup orders-client < orders",
		"aws:ec2/securityGroup:SecurityGroup orders-endpoint < orders",
		"aws:ec2/vpcEndpoint:VpcEndpoint orders-dynamodb < orders",
		"aws:ec2/vpcEndpoint:VpcEndpoint orders-interface < orders",
		"aws:ec2/vpcEndpoint:VpcEndpoint orders-streams < orders",
		"aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule orders-endpoint < orders",
		"awsx:ec2:Vpc orders < orders",
		"private-dynamodb:index:PrivateNetwork orders < orders",
		"pulumi:index:Stash orders-identity < orders",
	}, cloud.registered())
	waitsFor := cloud.child(t, "aws:dynamodb/table:Table").RegisterRPC.GetDependencies()
	for _, resource := range []string{
		"ec2/vpcEndpoint:VpcEndpoint::orders-dynamodb", "ec2/vpcEndpoint:VpcEndpoint::orders-interface",
		"ec2/vpcEndpoint:VpcEndpoint::orders-streams", "ec2/securityGroup:SecurityGroup::orders-client",
		"vpc/securityGroupIngressRule:SecurityGroupIngressRule::orders-endpoint",
	} {
		assert.Contains(t, waitsFor, urnPrefix+"private-dynamodb:index:PrivateTable$private-dynamodb:index:PrivateNetwork"+
			"$aws:"+resource, "nothing of the network may fail between the table and its policy")
	}
	state := plain(response.State)
	const inside = `"StringNotEquals":{"aws:SourceVpce":["vpce-0a1","vpce-0a2","vpce-0a3"]}`
	assert.Contains(t, cloud.tablePolicy(t), inside)
	assert.Contains(t, cloud.streamPolicy(t), inside, "or nobody could read the stream")
	assert.Equal(t, "https://vpce-0a2.dynamodb.us-east-1.vpce.amazonaws.com", state.Get("interfaceEndpointUrl").AsString())
	assert.Equal(t, "vpce-0a3", state.Get("streamsEndpointId").AsString())
	assert.Equal(t, "https://vpce-0a3.dynamodb-streams.us-east-1.vpce.amazonaws.com",
		state.Get("streamsEndpointUrl").AsString())
	assert.Equal(t, list("subnet-0b1", "subnet-0b2"), state.Get("privateSubnetIds"))
}

// streamsInAWS is an interface endpoint for streams as a lookup returns it.
func streamsInAWS() values {
	return values{
		"id": str("vpce-0e3"), "vpcId": str("vpc-0a1b"), "serviceName": str("com.amazonaws.us-east-1.dynamodb-streams"),
		"vpcEndpointType": str("Interface"), "policy": str(`{"Statement":[]}`),
		"dnsEntries": dnsEntries("vpce-0e3.streams.dynamodb"),
	}
}

func TestTableReadsItsStreamThroughAnEndpointThatExists(t *testing.T) {
	t.Parallel()
	for _, perimeter := range []struct{ name, want string }{
		{"vpcs", `"StringNotEquals":{"aws:SourceVpc":"vpc-0a1b"}`},
		{"endpoints", `"StringNotEquals":{"aws:SourceVpce":["vpce-0e1","vpce-0e3"]}`},
	} {
		t.Run(perimeter.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			cloud.endpoint, cloud.endpoints = endpointInAWS(), map[string]values{"vpce-0e3": streamsInAWS()}
			response, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{
				"streamViewType": str("NEW_IMAGE"), "perimeter": str(perimeter.name),
				"vpcId": str("vpc-0a1b"), "vpcStreamsEndpointId": str("vpce-0e3"),
			}), false)
			require.NoError(t, err)
			state := plain(response.State)
			assert.Contains(t, cloud.streamPolicy(t), perimeter.want)
			assert.Equal(t, "vpce-0e3", state.Get("streamsEndpointId").AsString())
			assert.Equal(t, "https://vpce-0e3.streams.dynamodb.us-east-1.vpce.amazonaws.com",
				state.Get("streamsEndpointUrl").AsString())
			assert.True(t, state.Get("interfaceEndpointUrl").IsNull())
		})
	}
}

func TestTableRefusesAnEndpointThatCarriesNoStream(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, want string
		endpoint        values
	}{
		{
			"not there", "nobody would read through it", "vpcStreamsEndpointId: look up vpce-0e3: ", nil,
		},
		{
			"of another VPC", "its readers are elsewhere",
			"vpcStreamsEndpointId: vpce-0e3 belongs to vpc-0c0, not to vpc-0a1b",
			plus(streamsInAWS(), values{"vpcId": str("vpc-0c0")}),
		},
		{
			"for DynamoDB", "it carries no streams",
			"vpcStreamsEndpointId: vpce-0e3 leads to com.amazonaws.us-east-1.dynamodb, not to DynamoDB Streams",
			plus(streamsInAWS(), values{"serviceName": str("com.amazonaws.us-east-1.dynamodb")}),
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			cloud.endpoints = map[string]values{"vpce-0e1": endpointInAWS()}
			if test.endpoint != nil {
				cloud.endpoints["vpce-0e3"] = test.endpoint
			}
			_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{
				"streamViewType": str("NEW_IMAGE"), "vpcId": str("vpc-0a1b"), "vpcEndpointId": str("vpce-0e1"),
				"vpcStreamsEndpointId": str("vpce-0e3"),
			}), false)
			require.ErrorContains(t, err, test.want, test.why)
			if assert.NotNil(t, err) {
				assert.Empty(t, cloud.ofType("aws:dynamodb/resourcePolicy:ResourcePolicy"), test.why)
			}
		})
	}
}

func TestUnknownStreamsEndpointIsASymbol(t *testing.T) {
	t.Parallel()
	inputs := values{
		"streamViewType": str("NEW_IMAGE"), "perimeter": str("endpoints"), "vpcId": unknown, "vpcStreamsEndpointId": unknown,
	}
	told, _ := report(t, newCloud(), inputs, true)
	for range 5 {
		again, _ := report(t, newCloud(), inputs, true)
		assert.Equal(t, told, again, "a report that changes shows in every preview")
	}
	assert.Equal(t, "SEALED but for administrators and root (by two calls), "+ungovernedByDefault+": otherwise nobody reaches data "+
		"from outside. This holds if each unknown input (vpcId, "+
		"vpcStreamsEndpointId) is one well-formed value, distinct from the others", told.Get("verdict").AsString())
	assert.NotContains(t, reportOf(t, told).Markdown, "vpce-5eed", "no made-up value is shown")
}

func TestReportOfInterfaceEndpointsIsTheSameAtPreviewAndAfter(t *testing.T) {
	t.Parallel()
	inputs := values{
		"streamViewType": str("NEW_IMAGE"), "perimeter": str("endpoints"),
		"network": object(values{"interfaceEndpoint": property.New(true), "streamsEndpoint": property.New(true)}),
	}
	before, _ := report(t, newCloud(), inputs, true)
	after, _ := report(t, newCloud(), inputs, false)
	assert.Equal(t, before, after)
}
