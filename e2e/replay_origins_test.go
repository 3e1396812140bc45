package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// place is where requests come from: a door for each of the two services, and the policies of the endpoints behind.
type place struct {
	name            string // as rows call it
	tables, streams door
}

type door struct {
	gate.Door

	policy string // the endpoint's; "" for no endpoint
}

// openPlaces opens every door: the network's own, another network's, and those that are always there. Streams come through
// interface endpoints, of which the deployed network has none: one is added, with the policy of its gateway endpoint.
func (d deployment) openPlaces(t *testing.T, vpc, endpoint string) []place {
	t.Helper()
	client := clients.For(d.endpoint, workspace.Root).EC2
	found, err := client.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{endpoint}})
	require.NoError(t, err)
	own := found.VpcEndpoints[0].PolicyDocument
	other, err := client.CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.9.0.0/16")})
	require.NoError(t, err)
	add := func(vpc, service string, kind ec2types.VpcEndpointType, policy *string) string {
		made, err := client.CreateVpcEndpoint(t.Context(), &ec2.CreateVpcEndpointInput{
			VpcId: &vpc, ServiceName: aws.String("com.amazonaws." + workspace.Region + "." + service), VpcEndpointType: kind,
			PolicyDocument: policy,
		})
		require.NoError(t, err)
		return *made.VpcEndpoint.VpcEndpointId
	}
	ids := map[string][2]string{
		"this network": {endpoint, add(vpc, "dynamodb-streams", ec2types.VpcEndpointTypeInterface, own)},
		"another VPC": {
			add(*other.Vpc.VpcId, "dynamodb", ec2types.VpcEndpointTypeGateway, nil),
			add(*other.Vpc.VpcId, "dynamodb-streams", ec2types.VpcEndpointTypeInterface, nil),
		},
		"the internet":                    {gate.Internet, gate.Internet},
		"a service acting for the caller": {gate.Service, gate.Service},
	}
	doors := d.doors(t)
	var all []place
	for name, pair := range ids {
		all = append(all, place{name, d.policed(t, doors, pair[0]), d.policed(t, doors, pair[1])})
	}
	return all
}

func (d deployment) doors(t *testing.T) []gate.Door {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(d.dir, gate.DoorsFile))
	require.NoError(t, err)
	var doors []gate.Door
	require.NoError(t, json.Unmarshal(text, &doors))
	return doors
}

// policed finds a door, and the policy that its endpoint has in AWS.
func (d deployment) policed(t *testing.T, doors []gate.Door, name string) door {
	t.Helper()
	at := slices.IndexFunc(doors, func(one gate.Door) bool { return one.Name == name })
	require.GreaterOrEqual(t, at, 0, "a door named %s", name)
	opened := door{Door: doors[at]}
	if opened.Endpoint == "" {
		return opened
	}
	found, err := d.EC2.DescribeVpcEndpoints(t.Context(),
		&ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{opened.Endpoint}})
	require.NoError(t, err)
	opened.policy = *found.VpcEndpoints[0].PolicyDocument
	require.NotEmpty(t, opened.policy)
	return opened
}
