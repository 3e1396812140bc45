package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// private is a table and what it was deployed with.
type private struct {
	title       string
	enforcement pd.Enforcement
	perimeter   pd.Perimeter

	name, arn, stream, shard, iterator string
}

// neighbourhood is tables on one network, in an account of an organization, with others around it.
type neighbourhood struct {
	deployment

	tables  []*private
	doors   map[string]string // the URL of each place
	callers map[string]workspace.Caller
}

// settle deploys the tables, and makes what is around them.
func settle(t *testing.T) *neighbourhood {
	t.Helper()
	n := &neighbourhood{deployment: deployIntents(t, nil), doors: map[string]string{}, callers: map[string]workspace.Caller{}}
	organization, account := n.organization(t)
	n.tables = []*private{{enforcement: pd.EnforcementObserve, perimeter: pd.PerimeterVpcs}}
	for _, enforcement := range []pd.Enforcement{pd.EnforcementData, pd.EnforcementAll} {
		for _, perimeter := range []pd.Perimeter{
			pd.PerimeterVpcs, pd.PerimeterEndpoints, pd.PerimeterAccount, pd.PerimeterOrganization,
		} {
			n.tables = append(n.tables, &private{enforcement: enforcement, perimeter: perimeter})
		}
	}
	declared := intents{}
	for _, table := range n.tables {
		table.title = string(table.enforcement) + "-" + string(table.perimeter)
		declared[table.title] = table.args(organization)
	}
	n.Workspace().SetProgram(func(ctx *pulumi.Context) error {
		awsProvider, err := aws.NewProvider(ctx, "aws", nil)
		if err != nil {
			return err
		}
		network, err := pd.NewPrivateNetwork(ctx, "net", nil, pulumi.Providers(awsProvider))
		if err != nil {
			return err
		}
		ctx.Export("network", pulumi.Map{"vpc": network.VpcId, "endpoint": network.VpcEndpointId})
		return declared.tables(ctx, awsProvider, network)
	})
	outputs, _ := n.up(t)
	network := outputs["network"].(map[string]any)
	n.openDoors(t, network["vpc"].(string), network["endpoint"].(string), account)
	for _, role := range callers {
		if role == nobody {
			n.callers[role] = workspace.Caller{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "secret"}
			continue
		}
		caller, err := clients.Assume(t.Context(), n.endpoint, role)
		require.NoError(t, err)
		n.callers[role] = caller
	}
	for _, table := range n.tables {
		output := outputs[table.title].(map[string]any)
		table.arn, table.stream = output["arn"].(string), output["stream"].(string)
		n.furnish(t, table)
	}
	return n
}

func (p *private) args(organization string) pd.PrivateTableArgs {
	args := pd.PrivateTableArgs{
		Enforcement: &p.enforcement, Perimeter: &p.perimeter, StreamViewType: ptr(pd.StreamViewTypeNewImage),
		BreakGlassPrincipalArns: pulumi.ToStringArray([]string{breakGlass}),
		Exemptions: []pd.ExemptionArgs{
			{PrincipalArns: pulumi.ToStringArray([]string{backup}), Access: []pd.Access{pd.AccessBackup}, Reason: "backups"},
			{PrincipalArns: pulumi.ToStringArray([]string{consumer}), Access: []pd.Access{pd.AccessStream}, Reason: "consumer"},
		},
	}
	if p.perimeter == pd.PerimeterOrganization {
		args.OrganizationId = pulumi.String(organization)
	}
	return args
}

// organization makes one, and returns its id and the id of another account in it.
func (n *neighbourhood) organization(t *testing.T) (id, account string) {
	t.Helper()
	client := clients.New(n.endpoint).Organizations
	made, err := client.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	require.NoError(t, err)
	created, err := client.CreateAccount(t.Context(), &organizations.CreateAccountInput{
		AccountName: ptr("neighbour"), Email: ptr("neighbour@example.com"),
	})
	require.NoError(t, err)
	return *made.Organization.Id, *created.CreateAccountStatus.AccountId
}

// openDoors makes VPC endpoints beside the table's, by the gate, and finds the doors of all.
func (n *neighbourhood) openDoors(t *testing.T, vpc, endpoint, account string) {
	t.Helper()
	administrator := n.byPipeline(t).EC2
	neighbour, err := clients.Session(t.Context(), n.endpoint, "arn:aws:iam::"+account+":role/OrganizationAccountAccessRole")
	require.NoError(t, err)
	abroad := clients.For(n.endpoint, neighbour).EC2
	const service = "com.amazonaws." + workspace.Region + "."
	names := map[string]string{
		gateway:   endpoint,
		second:    newEndpoint(t, administrator, vpc, service+tablesService, ec2types.VpcEndpointTypeInterface),
		streaming: newEndpoint(t, administrator, vpc, service+streamsService, ec2types.VpcEndpointTypeInterface),
		nextDoor:  newEndpoint(t, administrator, newVPC(t, administrator), service+tablesService, ec2types.VpcEndpointTypeGateway),
		member:    newEndpoint(t, abroad, newVPC(t, abroad), service+tablesService, ec2types.VpcEndpointTypeGateway),

		gate.Internet: gate.Internet, gate.Service: gate.Service,
	}
	text, err := os.ReadFile(filepath.Join(n.dir, gate.DoorsFile))
	require.NoError(t, err)
	var doors []gate.Door
	require.NoError(t, json.Unmarshal(text, &doors))
	for place, name := range names {
		for _, door := range doors {
			if door.Name == name {
				n.doors[place] = door.URL
			}
		}
		require.NotEmpty(t, n.doors[place], "no door of %s (%s) among %+v", place, name, doors)
	}
}

func newVPC(t *testing.T, client *ec2.Client) string {
	t.Helper()
	made, err := client.CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: ptr("10.9.0.0/16")})
	require.NoError(t, err)
	return *made.Vpc.VpcId
}

func newEndpoint(t *testing.T, client *ec2.Client, vpc, service string, kind ec2types.VpcEndpointType) string {
	t.Helper()
	made, err := client.CreateVpcEndpoint(t.Context(),
		&ec2.CreateVpcEndpointInput{VpcId: &vpc, ServiceName: &service, VpcEndpointType: kind})
	require.NoError(t, err)
	return *made.VpcEndpoint.VpcEndpointId
}

// furnish gives a table an index, which the component has no input for, and an item, and finds where its stream
// begins. The index is the administrator's to make from outside; the rest is for whoever has broken the glass.
func (n *neighbourhood) furnish(t *testing.T, table *private) {
	t.Helper()
	administrator, glass := clients.For(n.endpoint, n.callers[pipeline]), clients.For(n.endpoint, n.callers[breakGlass])
	updated, err := administrator.DynamoDB.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{
		TableName: &table.arn,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: ptr("pk"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: ptr("day"), AttributeType: types.ScalarAttributeTypeS},
		},
		GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{{Create: &types.CreateGlobalSecondaryIndexAction{
			IndexName:  ptr("byDay"),
			KeySchema:  []types.KeySchemaElement{{AttributeName: ptr("day"), KeyType: types.KeyTypeHash}},
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
		}}},
	})
	require.NoError(t, err)
	table.name = *updated.TableDescription.TableName
	_, err = glass.DynamoDB.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table.name, Item: map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "a"}, "day": &types.AttributeValueMemberS{Value: "monday"},
	}})
	require.NoError(t, err)
	described, err := glass.Streams.DescribeStream(t.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: &table.stream})
	require.NoError(t, err)
	table.shard = *described.StreamDescription.Shards[0].ShardId
	iterator, err := glass.Streams.GetShardIterator(t.Context(), &dynamodbstreams.GetShardIteratorInput{
		StreamArn: &table.stream, ShardId: &table.shard, ShardIteratorType: streamtypes.ShardIteratorTypeTrimHorizon,
	})
	require.NoError(t, err)
	table.iterator = *iterator.ShardIterator
}
