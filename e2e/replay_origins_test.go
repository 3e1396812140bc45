package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// origin is where requests come from, with a door for each of the two services.
type origin struct {
	name            string // as rows call it
	tables, streams originDoor
}

// originDoor is a door and the policy of the endpoint behind it.
type originDoor struct {
	gate.Door

	policy string // "" without an endpoint
}

// openOrigins opens the doors of each origin: those of the network, of another network, and those that are always open.
// Streams need interface endpoints, of which the network has none. One is added, with the policy of the gateway
// endpoint.
func (d deployment) openOrigins(t *testing.T, vpc, endpoint string) []origin {
	t.Helper()
	client := clients.For(d.endpoint, workspace.Root).EC2
	another := newVPC(t, client)
	streams := newEndpoint(t, client, vpc, streamsService, ec2types.VpcEndpointTypeInterface,
		withPolicy(d.endpointPolicy(t, endpoint)))
	var all []origin
	for name, doors := range map[string][2]string{
		"this network": {endpoint, streams},
		"another VPC": {
			newEndpoint(t, client, another, tablesService, ec2types.VpcEndpointTypeGateway),
			newEndpoint(t, client, another, streamsService, ec2types.VpcEndpointTypeInterface),
		},
		"the internet":                    {gate.Internet, gate.Internet},
		"a service acting for the caller": {gate.Service, gate.Service},
	} {
		all = append(all, origin{name, d.originDoor(t, doors[0]), d.originDoor(t, doors[1])})
	}
	return all
}

func (d deployment) originDoor(t *testing.T, name string) originDoor {
	t.Helper()
	found := originDoor{Door: d.door(t, name)}
	if found.Endpoint != "" {
		found.policy = d.endpointPolicy(t, found.Endpoint)
		require.NotEmpty(t, found.policy)
	}
	return found
}

// makeRestricted makes a VPC that no stack knows. Its endpoint has our policy, and Deny statements of somebody else.
func (d deployment) makeRestricted(t *testing.T) (vpc, endpoint string) {
	t.Helper()
	document, err := policy.EndpointPolicy(workspace.Account)
	require.NoError(t, err)
	for action, condition := range map[string]iam.Conditions{
		"dynamodb:Scan": nil, "dynamodb:UpdateTable": {"ArnLike": {"aws:PrincipalArn": {roles + "exempt/*"}}},
	} {
		document.Statement = append(document.Statement, iam.Statement{
			Effect: iam.Deny, Principal: iam.Principal{Everyone: true}, Action: iam.Values{action},
			Resource: iam.Values{"*"}, Condition: condition,
		})
	}
	text, err := document.JSON()
	require.NoError(t, err)
	vpc = newVPC(t, d.EC2)
	return vpc, newEndpoint(t, clients.For(d.endpoint, workspace.Root).EC2, vpc, tablesService, ec2types.VpcEndpointTypeGateway,
		withRouteTable(newRouteTable(t, d.EC2, vpc)), withPolicy(text))
}

// endpointPolicy reads the policy that an endpoint has in AWS.
func (d deployment) endpointPolicy(t *testing.T, endpoint string) string {
	t.Helper()
	found, err := d.EC2.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{endpoint}})
	require.NoError(t, err)
	return *found.VpcEndpoints[0].PolicyDocument
}
