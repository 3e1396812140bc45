package e2e

import (
	"slices"
	"testing"

	pulumiaws "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// requireKept requires a preview to create, delete and replace nothing, besides what is said, and then updates.
func (d deployment) requireKept(t *testing.T, why string, besides ...apitype.OpType) map[string]any {
	t.Helper()
	preview, err := d.Preview(t.Context(), optpreview.SuppressProgress())
	require.NoError(t, err, "%s: %s", why, preview.StdOut+preview.StdErr)
	for operation, count := range preview.ChangeSummary {
		kept := operation == apitype.OpSame || operation == apitype.OpUpdate || count == 1 && slices.Contains(besides, operation)
		require.True(t, kept || count == 0, "%s: %d to %s: %s", why, count, operation, preview.StdOut)
	}
	outputs, _ := d.up(t)
	return outputs
}

// renaming is what a component is called, and what it was called before.
type renaming struct {
	table, network string
	aliases        func(ctx *pulumi.Context, parent pulumi.Resource) []pulumi.Alias
	parent         string // a component around both, if there is one
	parentAliases  []pulumi.Alias
	tableName      pulumi.StringPtrInput
}

// program declares a table in a network of its own, both under their names of the moment.
func (r renaming) program(ctx *pulumi.Context) error {
	awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
	if err != nil {
		return err
	}
	options := []pulumi.ResourceOption{pulumi.Providers(awsProvider)}
	var parent pulumi.Resource
	if r.parent != "" {
		team := &pulumi.ResourceState{}
		if err := ctx.RegisterComponentResource("shop:index:Team", r.parent, team, pulumi.Aliases(r.parentAliases)); err != nil {
			return err
		}
		parent = team
		options = append(options, pulumi.Parent(team))
	}
	if r.aliases != nil {
		options = append(options, pulumi.Aliases(r.aliases(ctx, parent)))
	}
	network, err := pd.NewPrivateNetwork(ctx, r.network, &pd.PrivateNetworkArgs{StreamsEndpoint: pulumi.BoolRef(true)}, options...)
	if err != nil {
		return err
	}
	table, err := pd.NewPrivateTable(ctx, r.table, &pd.PrivateTableArgs{
		PartitionKey: pd.KeyArgs{Name: pulumi.String("pk"), Type: pd.AttributeTypeS}, VpcId: network.VpcId,
		GlobalSecondaryIndexes: []pd.GlobalSecondaryIndexArgs{{
			Name: pulumi.String("by-date"), PartitionKey: pd.KeyArgs{Name: pulumi.String("date"), Type: pd.AttributeTypeS},
		}},
		TtlAttribute: pulumi.String("endsAt"), TableName: r.tableName, VpcStreamsEndpointId: network.StreamsEndpointId,
		StreamViewType:             ptr(pd.StreamViewTypeKeysOnly),
		AdministratorPrincipalArns: pulumi.ToStringArray([]string{pipeline}),
	}, options...)
	if err != nil {
		return err
	}
	ctx.Export("arn", table.TableArn)
	ctx.Export("name", table.TableName)
	ctx.Export("endpoint", network.VpcEndpointId)
	ctx.Export("stream", table.StreamArn)
	return nil
}

// TestComponentsAreRenamed renames a protected table and its network, moves both into a component and out of it, and
// renames that. Nothing of theirs is made anew.
func TestComponentsAreRenamed(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	now := renaming{table: "carts", network: "net"}
	declare := func() { team.Workspace().SetProgram(now.program) }
	declare()
	first, _ := team.up(t)
	name := first["name"].(string)
	team.put(t, first["endpoint"].(string), name, "ada")
	step := func(why string, besides ...apitype.OpType) {
		t.Helper()
		declare()
		assert.Equal(t, first, team.requireKept(t, why, besides...), why)
		team.requireNoChange(t)
		require.NoError(t, team.scan(t, first["endpoint"].(string), name), why)
	}
	was := func(aliases ...pulumi.Alias) func(*pulumi.Context, pulumi.Resource) []pulumi.Alias {
		return func(*pulumi.Context, pulumi.Resource) []pulumi.Alias { return aliases }
	}

	now.table, now.aliases = "orders", was(pulumi.Alias{Name: pulumi.String("carts")})
	step("an alias by name")
	now.tableName = pulumi.String(name)
	step("the name that the table has")
	now.aliases = nil
	step("the alias is dropped")
	now.parent, now.aliases = "shop", was(pulumi.Alias{NoParent: pulumi.Bool(true)})
	step("moved into a component", apitype.OpCreate) // the component
	now.aliases = nil
	now.parent, now.parentAliases = "store", []pulumi.Alias{{Name: pulumi.String("shop")}}
	step("in a component that is renamed")
	now.network, now.aliases = "lan", was(pulumi.Alias{Name: pulumi.String("net")})
	step("the network is renamed")
	now.parent, now.parentAliases, now.aliases = "", nil, was(pulumi.Alias{
		ParentURN: pulumi.URN("urn:pulumi:" + team.Name() + "::intents::shop:index:Team::store"),
	})
	step("moved out of the component", apitype.OpDelete) // the component
	now.table, now.aliases = "invoices", was(pulumi.Alias{
		URN: pulumi.URN("urn:pulumi:" + team.Name() + "::intents::private-dynamodb:index:PrivateTable::orders"),
	})
	step("an alias by URN")
	now.tableName, now.aliases = nil, nil
	declare()
	_, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.Error(t, err, "the name that was pinned is part of the table")
}
