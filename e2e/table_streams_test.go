package e2e

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	pulumiaws "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// streamProgram declares a network and two tables on it, with the perimeters vpcs and endpoints. Streams gives each
// table a stream; endpoint gives the network an endpoint for streams.
type streamProgram struct{ streams, endpoint bool }

func (s streamProgram) program(ctx *pulumi.Context) error {
	awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
	if err != nil {
		return err
	}
	network, err := pd.NewPrivateNetwork(ctx, "net", &pd.PrivateNetworkArgs{StreamsEndpoint: &s.endpoint},
		pulumi.Providers(awsProvider))
	if err != nil {
		return err
	}
	ctx.Export("network", pulumi.Map{
		"vpc": network.VpcId, "gateway": network.VpcEndpointId, "streams": network.StreamsEndpointId,
		"url": network.StreamsEndpointUrl,
	})
	tables := intents{}
	for _, perimeter := range []pd.Perimeter{pd.PerimeterVpcs, pd.PerimeterEndpoints} {
		args := pd.PrivateTableArgs{Perimeter: ptr(perimeter)}
		if s.streams {
			args.StreamViewType = ptr(pd.StreamViewTypeNewImage)
		}
		if s.endpoint {
			args.VpcStreamsEndpointId = network.StreamsEndpointId.Elem()
		}
		tables[string(perimeter)] = args
	}
	return tables.tables(ctx, awsProvider, network)
}

// TestStreamsThroughAnEndpoint reads the streams of two tables from inside, and tries to from elsewhere.
func TestStreamsThroughAnEndpoint(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	team.Workspace().SetProgram(streamProgram{true, true}.program)
	outputs, _ := team.up(t)
	network := outputs["network"].(map[string]any)
	streams := network["streams"].(string)
	team.requireName(t, streams, network["url"])

	administrator := team.byPipeline(t).EC2
	further := map[string]string{ // in the same VPC, and in another
		"vpc":     newEndpoint(t, administrator, network["vpc"].(string), streamsService, ec2types.VpcEndpointTypeInterface),
		"another": newEndpoint(t, administrator, newVPC(t, administrator), streamsService, ec2types.VpcEndpointTypeInterface),
	}
	for _, table := range []string{"vpcs", "endpoints"} {
		output := outputs[table].(map[string]any)
		arn, stream := output["arn"].(string), output["stream"].(string)
		team.put(t, network["gateway"].(string), arn, "ada")
		found, err := team.readStream(t, streams, stream)
		require.NoError(t, err, table)
		assert.Equal(t, []string{"ada"}, found, table)
		for _, from := range []string{gate.Internet, further["another"]} {
			_, err := team.readStream(t, from, stream)
			assert.ErrorContains(t, err, "AccessDeniedException", "%s, from %s", table, from)
		}
		_, err = team.readStream(t, further["vpc"], stream)
		if table == "vpcs" {
			assert.NoError(t, err, "every endpoint of the VPC is inside")
		} else {
			assert.ErrorContains(t, err, "AccessDeniedException", "an endpoint that is not named is outside")
		}
	}
	table := outputs["vpcs"].(map[string]any)
	require.Error(t, team.scan(t, streams, table["arn"].(string)), "an endpoint for streams carries no tables")
	_, err := team.readStream(t, network["gateway"].(string), table["stream"].(string))
	require.Error(t, err, "nor does a gateway endpoint carry streams")
	team.requireNoChange(t)
	_, err = administrator.DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{further["vpc"]}})
	require.NoError(t, err)

	team.Workspace().SetProgram(streamProgram{streams: true}.program)
	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.Error(t, err)
	assert.Contains(t, preview.StdOut+preview.StdErr+err.Error(), "property streamViewType with value '{NEW_IMAGE}' has a "+
		"problem: exempt the stream's consumer, or add an interface endpoint for streams: nobody could read the stream, since "+
		"gateway endpoints carry none")
	_, err = team.readStream(t, streams, outputs["vpcs"].(map[string]any)["stream"].(string))
	require.NoError(t, err, "nothing was removed")

	team.Workspace().SetProgram(streamProgram{}.program)
	outputs, changes := team.up(t)
	assert.Nil(t, outputs["network"].(map[string]any)["streams"])
	assert.Zero(t, changes["replace"]+changes["create-replacement"], "%v", changes)
	team.requireNoChange(t)
	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
}

// requireName requires a URL to have the first DNS name of an endpoint. In AWS that name ends in the public name of the
// service; the emulator takes the name that the service has in EC2.
func (d deployment) requireName(t *testing.T, endpoint string, url any) {
	t.Helper()
	found, err := d.EC2.DescribeVpcEndpoints(t.Context(), &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{endpoint}})
	require.NoError(t, err)
	host := *found.VpcEndpoints[0].DnsEntries[0].DnsName
	for service, public := range map[string]string{"dynamodb-streams": "streams.dynamodb", "dynamodb": "dynamodb"} {
		if id, cut := strings.CutSuffix(host, ".com.amazonaws."+workspace.Region+"."+service); cut {
			host = id + "." + public + "." + workspace.Region + ".vpce.amazonaws.com"
		}
	}
	assert.Equal(t, "https://"+host, url)
}
