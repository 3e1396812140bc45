package gate

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestInterfaceEndpointsHaveNames: moto puts the name of the endpoint service after the endpoint's id.
func TestInterfaceEndpointsHaveNames(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	vpc, err := h.ec2().CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.0.0.0/16")})
	require.NoError(t, err)
	subnet, err := h.ec2().CreateSubnet(t.Context(),
		&ec2.CreateSubnetInput{VpcId: vpc.Vpc.VpcId, CidrBlock: aws.String("10.0.0.0/24")})
	require.NoError(t, err)
	for service, label := range map[string]string{
		"dynamodb": "dynamodb", "dynamodb-streams": `streams\.dynamodb`, "ecr.api": `api\.ecr`,
	} {
		made, err := h.ec2().CreateVpcEndpoint(t.Context(), &ec2.CreateVpcEndpointInput{
			VpcId: vpc.Vpc.VpcId, ServiceName: aws.String("com.amazonaws.us-east-1." + service),
			VpcEndpointType: types.VpcEndpointTypeInterface, SubnetIds: []string{*subnet.Subnet.SubnetId},
		})
		require.NoError(t, err)
		id := *made.VpcEndpoint.VpcEndpointId
		found, err := h.ec2().DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{id}})
		require.NoError(t, err)
		for _, entries := range [][]types.DnsEntry{made.VpcEndpoint.DnsEntries, found.VpcEndpoints[0].DnsEntries} {
			require.NotEmpty(t, entries)
			assert.Regexp(t, "^"+id+`-[0-9a-z]+\.`+label+`\.us-east-1\.vpce\.amazonaws\.com$`, *entries[0].DnsName)
		}
	}
}
