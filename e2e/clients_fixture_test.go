package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// indexName is the index that the tables of the fixture have.
const indexName = "byDay"

// intendedTable is a table and what it was deployed with.
type intendedTable struct {
	deployedTable

	title       string
	enforcement pd.Enforcement
	perimeter   pd.Perimeter
}

// fixture is the tables, which are on one network, the doors of all origins, and the callers.
type fixture struct {
	deployment

	tables  []*intendedTable
	doors   map[string]string // the URL of each origin
	callers map[string]workspace.Caller
}

// deployAll deploys a table of each enforcement and perimeter, and makes the endpoints and roles that call them.
func deployAll(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{deployment: deployIntents(t, nil), callers: map[string]workspace.Caller{}}
	organization, member := f.makeOrganization(t)
	f.tables = []*intendedTable{{enforcement: pd.EnforcementObserve, perimeter: pd.PerimeterVpcs}}
	for _, enforcement := range []pd.Enforcement{pd.EnforcementData, pd.EnforcementAll} {
		for _, perimeter := range []pd.Perimeter{
			pd.PerimeterVpcs, pd.PerimeterEndpoints, pd.PerimeterAccount, pd.PerimeterOrganization,
		} {
			f.tables = append(f.tables, &intendedTable{enforcement: enforcement, perimeter: perimeter})
		}
	}
	declared := intents{}
	for _, table := range f.tables {
		table.title = string(table.enforcement) + "-" + string(table.perimeter)
		declared[table.title] = table.args(organization)
	}
	f.Workspace().SetProgram(declared.onNetwork)
	outputs, _ := f.up(t)
	network := outputs["network"].(map[string]any)
	f.openDoors(t, network["vpc"].(string), network["endpoint"].(string), member)
	for _, role := range callers {
		if role == nobody {
			f.callers[role] = workspace.Caller{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "secret"}
			continue
		}
		caller, err := clients.Assume(t.Context(), f.endpoint, role)
		require.NoError(t, err)
		f.callers[role] = caller
	}
	for _, table := range f.tables {
		output := outputs[table.title].(map[string]any)
		table.arn, table.stream = output["arn"].(string), output["stream"].(string)
		f.populate(t, table)
	}
	return f
}

func (table *intendedTable) args(organization string) pd.PrivateTableArgs {
	args := pd.PrivateTableArgs{
		Enforcement: &table.enforcement, Perimeter: &table.perimeter, StreamViewType: ptr(pd.StreamViewTypeNewImage),
		BreakGlassPrincipalArns: pulumi.ToStringArray([]string{breakGlass}),
		Exemptions: []pd.ExemptionArgs{
			{PrincipalArns: pulumi.ToStringArray([]string{backup}), Access: []pd.Access{pd.AccessBackup}, Reason: "backups"},
			{PrincipalArns: pulumi.ToStringArray([]string{consumer}), Access: []pd.Access{pd.AccessStream}, Reason: "consumer"},
		},
	}
	if table.perimeter == pd.PerimeterOrganization {
		args.OrganizationId = pulumi.String(organization)
	}
	return args
}

// makeOrganization returns the id of a new organization, and the id of another account in it.
func (f *fixture) makeOrganization(t *testing.T) (id, member string) {
	t.Helper()
	client := clients.New(f.endpoint).Organizations
	made, err := client.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	require.NoError(t, err)
	created, err := client.CreateAccount(t.Context(), &organizations.CreateAccountInput{
		AccountName: ptr("neighbour"), Email: ptr("neighbour@example.com"),
	})
	require.NoError(t, err)
	return *made.Organization.Id, *created.CreateAccountStatus.AccountId
}

// openDoors makes VPC endpoints beside the network's own, through the gate, and finds the door of each origin.
func (f *fixture) openDoors(t *testing.T, vpc, endpoint, member string) {
	t.Helper()
	administrator := f.byPipeline(t).EC2
	keys, err := clients.Session(t.Context(), f.endpoint, "arn:aws:iam::"+member+":role/OrganizationAccountAccessRole")
	require.NoError(t, err)
	abroad := clients.For(f.endpoint, keys).EC2
	f.doors = map[string]string{}
	for origin, name := range map[string]string{
		gatewayEndpoint: endpoint,
		secondEndpoint:  newEndpoint(t, administrator, vpc, tablesService, ec2types.VpcEndpointTypeInterface),
		streamsEndpoint: newEndpoint(t, administrator, vpc, streamsService, ec2types.VpcEndpointTypeInterface),
		anotherVPC: newEndpoint(t, administrator, newVPC(t, administrator), tablesService,
			ec2types.VpcEndpointTypeGateway),
		memberVPC: newEndpoint(t, abroad, newVPC(t, abroad), tablesService, ec2types.VpcEndpointTypeGateway),

		gate.Internet: gate.Internet, gate.Service: gate.Service,
	} {
		f.doors[origin] = f.door(t, name).URL
	}
}

// populate gives a table an index, for which the component has no input, and an item, and opens its stream. The
// administrator may make the index from outside; the break-glass role may do the rest.
func (f *fixture) populate(t *testing.T, table *intendedTable) {
	t.Helper()
	administrator, glass := clients.For(f.endpoint, f.callers[pipeline]), clients.For(f.endpoint, f.callers[breakGlass])
	updated, err := administrator.DynamoDB.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{
		TableName: &table.arn,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: ptr("pk"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: ptr("day"), AttributeType: types.ScalarAttributeTypeS},
		},
		GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{{Create: &types.CreateGlobalSecondaryIndexAction{
			IndexName:  ptr(indexName),
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
	table.shard, table.iterator, err = openStream(t.Context(), glass.Streams, table.stream)
	require.NoError(t, err)
}
