package provider

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNetworkRegistersItsChildren(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	response, err := cloud.construct(t, "PrivateNetwork", "net", map[string]property.Value{
		"tags": object(map[string]property.Value{"team": property.New("orders")}),
	}, false)
	require.NoError(t, err)

	assert.Equal(t, []string{
		"aws:ec2/securityGroup:SecurityGroup net-client < net",
		"aws:ec2/vpcEndpoint:VpcEndpoint net-dynamodb < net",
		"awsx:ec2:Vpc net < net",
	}, cloud.registered())

	vpc := cloud.child(t, "awsx:ec2:Vpc").Inputs
	assert.Equal(t, property.NewMap(map[string]property.Value{
		"cidrBlock":                property.New("10.0.0.0/16"),
		"availabilityZoneNames":    list("us-east-1a", "us-east-1b"),
		"availabilityZoneCidrMask": property.New(18.0),
		"subnetStrategy":           property.New("Auto"),
		"subnetSpecs": property.New([]property.Value{object(map[string]property.Value{
			"type": property.New("Isolated"), "cidrMask": property.New(20.0),
		})}),
		"natGateways":        object(map[string]property.Value{"strategy": property.New("None")}),
		"enableDnsHostnames": property.New(true),
		"enableDnsSupport":   property.New(true),
		"tags":               object(map[string]property.Value{"team": property.New("orders")}),
	}), vpc)

	endpoint := cloud.child(t, "aws:ec2/vpcEndpoint:VpcEndpoint").Inputs
	assert.Equal(t, "Gateway", endpoint.Get("vpcEndpointType").AsString())
	assert.Equal(t, "com.amazonaws.us-east-1.dynamodb", endpoint.Get("serviceName").AsString())
	assert.Equal(t, "vpc-0a1", endpoint.Get("vpcId").AsString())
	assert.Equal(t, list("rtb-0a1", "rtb-0a2"), endpoint.Get("routeTableIds"), "the endpoint is on every route table")
	assert.Equal(t, object(map[string]property.Value{
		"Name": property.New("net-dynamodb"), "team": property.New("orders"),
	}), endpoint.Get("tags"))

	group := cloud.child(t, "aws:ec2/securityGroup:SecurityGroup").Inputs
	assert.Equal(t, property.New([]property.Value{object(map[string]property.Value{
		"protocol":      property.New("tcp"),
		"fromPort":      property.New(443.0),
		"toPort":        property.New(443.0),
		"prefixListIds": list("pl-0a1"),
	})}), group.Get("egress"), "clients may speak to DynamoDB and to nothing else")
	assert.True(t, group.Get("ingress").IsNull())

	assert.Equal(t, property.NewMap(map[string]property.Value{
		"vpcId":                 property.New("vpc-0a1"),
		"vpcEndpointId":         property.New("vpce-0a1"),
		"prefixListId":          property.New("pl-0a1"),
		"subnetIds":             list("subnet-0a1", "subnet-0a2"),
		"privateSubnetIds":      list(),
		"coveredSubnetIds":      list("subnet-0a1", "subnet-0a2"),
		"uncoveredSubnetIds":    list(),
		"routeTableIds":         list("rtb-0a1", "rtb-0a2"),
		"clientSecurityGroupId": property.New("sg-0a1"),
		"endpointPolicy":        endpoint.Get("policy"),
	}), plain(response.State.Delete("accessReport")))
}

func TestNetworkFailsWithWhatOnlyTheCloudKnows(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		inputs    map[string]property.Value
		cloud     func(*cloud)
		want      string
	}{
		{
			name:   "more zones than the Region has",
			why:    "fewer subnets than asked for would be a surprise in an outage",
			inputs: map[string]property.Value{"availabilityZoneCount": property.New(4.0)},
			want:   "availabilityZoneCount: this Region has 3 availability zones, got 4",
		},
		{
			name:  "a VPC without route tables",
			why:   "an endpoint on no route table is one that no request takes, and the policy would refuse them all",
			cloud: func(c *cloud) { c.routeTables = 0 },
			want:  "the VPC has no route table to put the endpoint on",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			if test.cloud != nil {
				test.cloud(cloud)
			}
			_, err := cloud.construct(t, "PrivateNetwork", "net", test.inputs, false)
			require.ErrorContains(t, err, test.want, test.why)
		})
	}
}
