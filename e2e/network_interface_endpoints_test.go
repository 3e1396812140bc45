package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// TestInterfaceEndpointsComeAndGo adds interface endpoints for a table, removes them, and adds one again. The perimeter
// is endpoints, so the table's policy must follow.
func TestInterfaceEndpointsComeAndGo(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	var table, before string
	for _, step := range []struct{ tables, streams bool }{{true, true}, {false, false}, {true, false}} {
		args := pd.PrivateTableArgs{Perimeter: ptr(pd.PerimeterEndpoints)}
		if step.streams {
			args.StreamViewType = ptr(pd.StreamViewTypeKeysOnly)
		}
		team.Workspace().SetProgram(tableWithNetwork(args, pd.NetworkArgs{
			InterfaceEndpoint: pulumi.BoolRef(step.tables), StreamsEndpoint: pulumi.BoolRef(step.streams),
		}))
		outputs, changes := team.up(t)
		assert.Zero(t, changes["replace"]+changes["create-replacement"], "%v", changes)
		if table == "" {
			table = outputs["tableArn"].(string)
		}
		assert.Equal(t, table, outputs["tableArn"])
		endpoints := team.interfaceEndpoints(t, outputs["vpc"].(string))
		team.requireGroups(t, outputs["vpc"].(string), outputs["clients"].(string), len(endpoints) > 0)
		require.NoError(t, team.scan(t, outputs["endpoint"].(string), table))
		if before != "" && !step.tables {
			assert.NotContains(t, team.tablePolicy(t, outputs), before, "an endpoint that is gone is outside")
		}
		if step.tables {
			endpoint := endpoints[tablesService]
			team.requireName(t, endpoint, outputs["interfaceUrl"])
			require.NoError(t, team.scan(t, endpoint, table))
			assert.Contains(t, team.tablePolicy(t, outputs), endpoint)
			before = endpoint
		} else {
			assert.Nil(t, outputs["interfaceUrl"])
		}
		if step.streams {
			assert.Equal(t, endpoints[streamsService], outputs["streams"])
			team.requireName(t, endpoints[streamsService], outputs["streamsUrl"])
			team.put(t, endpoints[tablesService], table, "ada")
			keys, err := team.readStream(t, endpoints[streamsService], outputs["stream"].(string))
			require.NoError(t, err)
			assert.Equal(t, []string{"ada"}, keys)
		} else {
			assert.NotContains(t, endpoints, streamsService)
		}
		require.ErrorContains(t, team.scan(t, gate.Internet, table), "AccessDeniedException")
		team.requireNoChange(t)
	}
	_, err := team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
	team.requireNothingLeft(t)
	interfaces, err := team.EC2.DescribeNetworkInterfaces(t.Context(), nil)
	require.NoError(t, err)
	assert.Empty(t, interfaces.NetworkInterfaces)
}

// interfaceEndpoints maps each service to its interface endpoint in a VPC. Each endpoint must be in every subnet, and
// without private DNS.
func (d deployment) interfaceEndpoints(t *testing.T, vpc string) map[string]string {
	t.Helper()
	found, err := d.EC2.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{})
	require.NoError(t, err)
	carried := map[string]string{}
	for _, door := range d.doors(t) {
		carried[door.Endpoint] = door.Carries
	}
	endpoints := map[string]string{}
	for _, endpoint := range found.VpcEndpoints {
		id := *endpoint.VpcEndpointId
		if *endpoint.VpcId != vpc || endpoint.VpcEndpointType != types.VpcEndpointTypeInterface || carried[id] == "" {
			continue
		}
		assert.Len(t, endpoint.SubnetIds, 2)
		assert.Len(t, endpoint.Groups, 1)
		assert.False(t, aws.ToBool(endpoint.PrivateDnsEnabled))
		endpoints[carried[id]] = id
	}
	return endpoints
}

// requireGroups requires the security group of clients to allow connections to DynamoDB alone. With interface
// endpoints, it allows connections to their group as well, and that allows connections from clients alone.
func (d deployment) requireGroups(t *testing.T, vpc, clients string, endpoints bool) {
	t.Helper()
	found, err := d.EC2.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{
		Filters: []types.Filter{{Name: aws.String("vpc-id"), Values: []string{vpc}}},
	})
	require.NoError(t, err)
	var to []string
	others := map[string]types.SecurityGroup{}
	for _, group := range found.SecurityGroups {
		switch {
		case *group.GroupId == clients:
			assert.Empty(t, group.IpPermissions)
			for _, egress := range group.IpPermissionsEgress {
				assert.EqualValues(t, 443, *egress.FromPort)
				assert.Empty(t, egress.IpRanges)
				for _, pair := range egress.UserIdGroupPairs {
					to = append(to, *pair.GroupId)
				}
			}
		case *group.GroupName != "default":
			others[*group.GroupId] = group
		}
	}
	if !endpoints {
		assert.Empty(t, to)
		assert.Empty(t, others, "the endpoints' group is gone with them")
		return
	}
	require.Len(t, to, 1)
	require.Len(t, others, 1)
	group := others[to[0]]
	assert.Empty(t, group.IpPermissionsEgress)
	require.Len(t, group.IpPermissions, 1)
	assert.EqualValues(t, 443, *group.IpPermissions[0].FromPort)
	assert.Empty(t, group.IpPermissions[0].IpRanges)
	require.Len(t, group.IpPermissions[0].UserIdGroupPairs, 1)
	assert.Equal(t, clients, *group.IpPermissions[0].UserIdGroupPairs[0].GroupId)
}
