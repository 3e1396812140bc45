package e2e

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamodbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// member is an account of the organization, with a role and a table of its own.
type member struct {
	account string
	app     workspace.Caller
}

// TestGuardrailOfATree puts an organization of three units and six accounts under one guardrail, and asks for a table of
// each account at every door. The policies of the root and of each unit apply at once.
func TestGuardrailOfATree(t *testing.T) {
	t.Parallel()
	team := deploy(t, "testdata/guardrail-tree", nil)
	team.Clients = team.byPipeline(t) // the gate opens a door for each endpoint that is made through it
	production := team.organizationalUnit(t)
	ctx := t.Context()
	roots, err := team.Organizations.ListRoots(ctx, &organizations.ListRootsInput{})
	require.NoError(t, err)
	root := *roots.Roots[0].Id
	payments, development := team.unit(t, production, "payments"), team.unit(t, root, "development")
	doors := map[string]string{}
	config := auto.ConfigMap{}
	for _, of := range []string{"root", "production", "payments", "account"} {
		vpc := newVPC(t, team.EC2)
		doors[of] = newEndpoint(t, team.EC2, vpc, tablesService, ec2types.VpcEndpointTypeGateway,
			withRouteTable(newRouteTable(t, team.EC2, vpc)))
		config[of+"Vpc"] = auto.ConfigValue{Value: vpc}
	}
	members := map[string]member{}
	for name, unit := range map[string]string{
		"root": root, "production": production, "payments": payments, "development": development, "excluded": production,
		"account": payments,
	} {
		members[name] = team.member(t, root, unit)
	}
	for name, value := range map[string]string{
		"root": root, "production": production, "payments": payments, "development": development,
	} {
		config[name] = auto.ConfigValue{Value: value}
	}
	require.NoError(t, team.SetAllConfig(ctx, config))
	for _, name := range []string{"excluded", "account"} { // YAML reads the id of an account from the configuration as a number
		team.edit(t, "${"+name+"}", `"`+members[name].account+`"`)
	}
	for name := range members {
		for _, door := range []string{"root", "production", "payments", "account", "internet"} {
			require.NoError(t, team.get(t, members[name], doors, door), "%s at %s before the guardrail", name, door)
		}
	}

	outputs, _ := team.up(t)
	require.Len(t, outputs["policyIds"], 4)
	inside := map[string][]string{
		"root":        {"root"},
		"production":  {"root", "production"},
		"payments":    {"root", "production", "payments"},
		"account":     {"account"}, // it inherits nothing
		"development": {"root", "production", "payments", "account", "internet"},
		"excluded":    {"root", "production", "payments", "account", "internet"},
	}
	for name, at := range inside {
		for _, door := range []string{"root", "production", "payments", "account", "internet"} {
			err := team.get(t, members[name], doors, door)
			if slices.Contains(at, door) {
				assert.NoError(t, err, "%s at %s", name, door)
				continue
			}
			assert.ErrorContains(t, err, "with an explicit deny in a service control policy", "%s at %s", name, door)
		}
	}
	team.requireNoChange(t)

	_, err = team.Destroy(ctx, optdestroy.SuppressProgress())
	require.NoError(t, err)
	for name := range members {
		require.NoError(t, team.get(t, members[name], doors, "internet"), "%s after the guardrail", name)
	}
	assert.Equal(t, []string{"p-FullAWSAccess"}, team.attached(t, root), "nothing is left")
}

// TestGuardrailPreconditions says in one sentence what AWS lacks, and makes nothing.
func TestGuardrailPreconditions(t *testing.T) {
	t.Parallel()
	team := deploy(t, examples+"yaml/platform-team", nil)
	team.Clients = team.byPipeline(t) // the gate remembers what is not changed through it
	require.NoError(t, team.SetAllConfig(t.Context(), values(
		"targetId", "ou-ab12-34567890", "vpcId", "vpc-0a1b2c3d4e5f67890", "region", "eu-west-1")))
	refused := func(want string) {
		t.Helper()
		_, err := team.Preview(t.Context())
		require.ErrorContains(t, err, want)
		assert.NotContains(t, err.Error(), "invalid character")
	}
	refused("need an organization, and the aws provider's account is in none")
	_, err := team.Organizations.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{FeatureSet: "ALL"})
	require.NoError(t, err)
	refused("need service control policies, which the organization has not enabled: run aws organizations enable-policy-type")
	roots, err := team.Organizations.ListRoots(t.Context(), &organizations.ListRootsInput{})
	require.NoError(t, err)
	_, err = team.Organizations.EnablePolicyType(t.Context(), &organizations.EnablePolicyTypeInput{
		RootId: roots.Roots[0].Id, PolicyType: "SERVICE_CONTROL_POLICY",
	})
	require.NoError(t, err)
	refused("is no organizational unit of the organization")
}

func (d deployment) unit(t *testing.T, parent, name string) string {
	t.Helper()
	made, err := d.Organizations.CreateOrganizationalUnit(t.Context(), &organizations.CreateOrganizationalUnitInput{
		ParentId: &parent, Name: &name,
	})
	require.NoError(t, err)
	return *made.OrganizationalUnit.Id
}

// member makes an account in a unit, with a role that may call DynamoDB and a table.
func (d deployment) member(t *testing.T, root, unit string) member {
	t.Helper()
	ctx := t.Context()
	made, err := d.Organizations.CreateAccount(ctx, &organizations.CreateAccountInput{
		AccountName: aws.String("m"), Email: aws.String("m@example.com"),
	})
	require.NoError(t, err)
	account := *made.CreateAccountStatus.AccountId
	if unit != root {
		_, err = d.Organizations.MoveAccount(ctx, &organizations.MoveAccountInput{
			AccountId: &account, SourceParentId: &root, DestinationParentId: &unit,
		})
		require.NoError(t, err)
	}
	app, err := clients.Assume(ctx, d.endpoint, "arn:aws:iam::"+account+":role/app")
	require.NoError(t, err)
	_, err = clients.For(d.endpoint, app).DynamoDB.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName: aws.String("orders"), BillingMode: dynamodbtypes.BillingModePayPerRequest,
		AttributeDefinitions: []dynamodbtypes.AttributeDefinition{
			{AttributeName: aws.String("pk"), AttributeType: dynamodbtypes.ScalarAttributeTypeS},
		},
		KeySchema: []dynamodbtypes.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: dynamodbtypes.KeyTypeHash}},
	})
	require.NoError(t, err)
	return member{account, app}
}

// get reads an item of a member's table at a door.
func (d deployment) get(t *testing.T, m member, doors map[string]string, door string) error {
	t.Helper()
	url := d.endpoint
	if door != "internet" {
		url = d.door(t, doors[door]).URL
	}
	_, err := clients.For(url, m.app).DynamoDB.GetItem(t.Context(), &dynamodb.GetItemInput{
		TableName: aws.String("orders"), Key: map[string]dynamodbtypes.AttributeValue{
			"pk": &dynamodbtypes.AttributeValueMemberS{Value: "1"},
		},
	})
	return err
}
