package e2e

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	pulumiaws "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// streamed declares a network with an endpoint for streams, and two tables with a stream on it, one for each way to say
// what is inside; or it leaves the streams or the endpoint out.
type streamed struct{ streams, endpoint bool }

func (s streamed) program(ctx *pulumi.Context) error {
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

// TestStreamsThroughAnEndpoint reads the streams of two tables on one network where they can be read, and tries elsewhere.
func TestStreamsThroughAnEndpoint(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	team.Workspace().SetProgram(streamed{true, true}.program)
	outputs, _ := team.up(t)
	network := outputs["network"].(map[string]any)
	streams := network["streams"].(string)
	team.requireName(t, streams, network["url"])

	administrator := team.byPipeline(t).EC2
	const service = "com.amazonaws." + workspace.Region + "." + streamsService
	further := map[string]string{ // in the same VPC, and in another
		"vpc":     newEndpoint(t, administrator, network["vpc"].(string), service, ec2types.VpcEndpointTypeInterface),
		"another": newEndpoint(t, administrator, newVPC(t, administrator), service, ec2types.VpcEndpointTypeInterface),
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
			assert.ErrorContains(t, err, "AccessDeniedException", "an endpoint that nobody named is outside")
		}
	}
	table := outputs["vpcs"].(map[string]any)
	require.Error(t, team.scanFrom(t, streams, table["arn"].(string)), "an endpoint for streams carries no tables")
	_, err := team.readStream(t, network["gateway"].(string), table["stream"].(string))
	require.Error(t, err, "nor does a gateway endpoint carry streams")
	team.requireNoChange(t)
	_, err = administrator.DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{further["vpc"]}})
	require.NoError(t, err)

	team.Workspace().SetProgram(streamed{streams: true}.program)
	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.Error(t, err)
	assert.Contains(t, preview.StdOut+preview.StdErr+err.Error(), "property streamViewType with value '{NEW_IMAGE}' has a "+
		"problem: exempt the stream's consumer, or add an interface endpoint for streams: nobody could read the stream, since "+
		"gateway endpoints carry none")
	_, err = team.readStream(t, streams, outputs["vpcs"].(map[string]any)["stream"].(string))
	require.NoError(t, err, "nothing was taken away")

	team.Workspace().SetProgram(streamed{}.program)
	outputs, changes := team.up(t)
	assert.Nil(t, outputs["network"].(map[string]any)["streams"])
	assert.Zero(t, changes["replace"]+changes["create-replacement"], "%v", changes)
	team.requireNoChange(t)
	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
}

// requireName wants a URL to be that of an endpoint's first name. The emulator gives it the service's own name after the
// id, where AWS has the service's public one turned round.
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

// at are the clients of a role of the account at a door.
func (d deployment) at(t *testing.T, door string) clients.Clients {
	t.Helper()
	caller, err := clients.Assume(t.Context(), d.endpoint, roles+"app")
	require.NoError(t, err)
	for _, found := range d.doors(t) {
		if found.Name == door {
			return clients.For(found.URL, caller)
		}
	}
	t.Fatalf("no door of %s", door)
	return clients.Clients{}
}

func (d deployment) put(t *testing.T, door, table, key string) {
	t.Helper()
	_, err := d.at(t, door).DynamoDB.PutItem(t.Context(), &dynamodb.PutItemInput{
		TableName: &table, Item: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: key}},
	})
	require.NoError(t, err)
}

// readStream reads a stream from its beginning, and returns the keys of the items in it.
func (d deployment) readStream(t *testing.T, door, stream string) ([]string, error) {
	t.Helper()
	reader := d.at(t, door).Streams
	described, err := reader.DescribeStream(t.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: &stream})
	if err != nil {
		return nil, err
	}
	iterator, err := reader.GetShardIterator(t.Context(), &dynamodbstreams.GetShardIteratorInput{
		StreamArn: &stream, ShardId: described.StreamDescription.Shards[0].ShardId,
		ShardIteratorType: streamtypes.ShardIteratorTypeTrimHorizon,
	})
	if err != nil {
		return nil, err
	}
	got, err := reader.GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: iterator.ShardIterator})
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, record := range got.Records {
		keys = append(keys, record.Dynamodb.Keys["pk"].(*streamtypes.AttributeValueMemberS).Value)
	}
	return keys, nil
}
