package e2e

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	pulumiaws "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// lifetime is what a program says of a table that lives for years.
type lifetime struct {
	name    string // of the component
	aliases []pulumi.Alias
	network string // the network that the table is in; the other one is there too
	both    bool   // the other network is inside as well
	args    pd.PrivateTableArgs
}

// program declares two networks and the table.
func (l *lifetime) program(ctx *pulumi.Context) error {
	awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
	if err != nil {
		return err
	}
	on := pulumi.Providers(awsProvider)
	networks := map[string]*pd.PrivateNetwork{}
	for _, name := range []string{"old", "new"} {
		if networks[name], err = pd.NewPrivateNetwork(ctx, name, &pd.PrivateNetworkArgs{
			StreamsEndpoint: pulumi.BoolRef(true),
		}, on); err != nil {
			return err
		}
		ctx.Export(name, networks[name].VpcEndpointId)
	}
	args := l.args
	args.PartitionKey = pd.KeyArgs{Name: pulumi.String("pk"), Type: pd.AttributeTypeS}
	args.AdministratorPrincipalArns = pulumi.ToStringArray([]string{pipeline})
	home := networks[l.network]
	args.VpcId, args.VpcEndpointId, args.VpcStreamsEndpointId = home.VpcId, home.VpcEndpointId, home.StreamsEndpointId
	if l.both {
		for name, network := range networks {
			if name != l.network {
				args.AdditionalVpcIds = pulumi.StringArray{network.VpcId}
			}
		}
	}
	table, err := pd.NewPrivateTable(ctx, l.name, &args, on, pulumi.Aliases(l.aliases))
	if err != nil {
		return err
	}
	ctx.Export("table", table.TableName)
	ctx.Export("arn", table.TableArn)
	return nil
}

// index is a global index by an attribute of its own.
func index(attribute string) pd.GlobalSecondaryIndexArgs {
	return pd.GlobalSecondaryIndexArgs{
		Name:         pulumi.String("by-" + attribute),
		PartitionKey: pd.KeyArgs{Name: pulumi.String(attribute), Type: pd.AttributeTypeS},
	}
}

// changesOfALifetime are what becomes of a table over the years, one update each.
var changesOfALifetime = []struct {
	name   string
	change func(l *lifetime, table string)
}{
	{"tags", func(l *lifetime, _ string) { l.args.Tags = pulumi.StringMap{"team": pulumi.String("shop")} }},
	{"other tags", func(l *lifetime, _ string) { l.args.Tags = pulumi.StringMap{"Name": pulumi.String("the orders")} }},
	{"an index", func(l *lifetime, _ string) {
		l.args.GlobalSecondaryIndexes = []pd.GlobalSecondaryIndexArgs{index("date")}
	}},
	{"renamed", func(l *lifetime, _ string) {
		l.name, l.aliases = "orders", []pulumi.Alias{{Name: pulumi.String("carts")}}
	}},
	{"named by its own name", func(l *lifetime, table string) { l.aliases, l.args.TableName = nil, pulumi.String(table) }},
	{"another index", func(l *lifetime, _ string) {
		l.args.GlobalSecondaryIndexes = append(l.args.GlobalSecondaryIndexes, index("city"))
	}},
	{"without the first index", func(l *lifetime, _ string) {
		l.args.GlobalSecondaryIndexes = []pd.GlobalSecondaryIndexArgs{index("city")}
	}},
	{"time to live", func(l *lifetime, _ string) { l.args.TtlAttribute = pulumi.String("endsAt") }},
	{"without time to live", func(l *lifetime, _ string) { l.args.TtlAttribute = nil }},
	{"time to live by another attribute", func(l *lifetime, _ string) { l.args.TtlAttribute = pulumi.String("until") }},
	{"a stream", func(l *lifetime, _ string) { l.args.StreamViewType = ptr(pd.StreamViewTypeKeysOnly) }},
	{"without the stream", func(l *lifetime, _ string) { l.args.StreamViewType = nil }},
	{"a stream with another view", func(l *lifetime, _ string) { l.args.StreamViewType = ptr(pd.StreamViewTypeNewImage) }},
	{"capacity", func(l *lifetime, _ string) {
		l.args.GlobalSecondaryIndexes = nil
		l.args.BillingMode = ptr(pd.BillingModeProvisioned)
		l.args.ReadCapacity, l.args.WriteCapacity = pulumi.Int(5), pulumi.Int(5)
	}},
	{"capacity that scales", func(l *lifetime, _ string) {
		l.args.Autoscaling = &pd.AutoscalingArgs{Read: &pd.CapacityRangeArgs{
			MinCapacity: pulumi.Int(5), MaxCapacity: pulumi.Int(50),
		}}
	}},
	{"on demand", func(l *lifetime, _ string) {
		l.args.BillingMode, l.args.Autoscaling, l.args.ReadCapacity, l.args.WriteCapacity = nil, nil, nil, nil
	}},
	{"seldom read", func(l *lifetime, _ string) { l.args.TableClass = ptr(pd.TableClassStandardInfrequentAccess) }},
	{"the key that DynamoDB owns", func(l *lifetime, _ string) { l.args.EncryptionKey = ptr(pd.EncryptionKeyAwsOwned) }},
	{"a shorter recovery period", func(l *lifetime, _ string) { l.args.RecoveryPeriodInDays = pulumi.Int(7) }},
	{"the default recovery period", func(l *lifetime, _ string) { l.args.RecoveryPeriodInDays = nil }},
	{"an exemption", func(l *lifetime, _ string) {
		l.args.Exemptions = []pd.ExemptionArgs{{
			PrincipalArns: pulumi.ToStringArray([]string{roles + "backup"}), Access: []pd.Access{pd.AccessBackup}, Reason: "nightly",
		}}
	}},
	{"in both networks", func(l *lifetime, _ string) { l.both = true }},
	{"in the new network", func(l *lifetime, _ string) { l.network, l.both = "new", false }},
}

// namesAlone are the changes that are none in AWS.
var namesAlone = []string{"renamed", "named by its own name"}

// TestATableLivesForYears changes a protected table again and again. It stays the same table, with its item, and is
// never without a policy.
func TestATableLivesForYears(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	now := lifetime{name: "carts", network: "old"}
	team.Workspace().SetProgram(now.program)
	outputs, _ := team.up(t)
	table := outputs["table"].(string)
	team.put(t, outputs["old"].(string), table, "ada")
	describe := func() string {
		t.Helper()
		described, err := team.DynamoDB.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &table})
		require.NoError(t, err)
		return described.Table.CreationDateTime.String()
	}
	made := describe()
	for _, c := range changesOfALifetime {
		c.change(&now, table)
		outputs, changes := team.up(t)
		assert.Equal(t, table, outputs["table"], c.name)
		assert.Zero(t, changes["replace"], "%s: %v", c.name, changes)
		assert.Equal(t, slices.Contains(namesAlone, c.name), changes["update"]+changes["create"]+changes["delete"] == 0, "%s: %v", c.name, changes)
		assert.Equal(t, made, describe(), c.name)
		require.NotEmpty(t, team.policyOf(t, outputs["arn"].(string)), c.name)
		items, err := team.DynamoDB.Scan(t.Context(), &dynamodb.ScanInput{TableName: &table})
		require.NoError(t, err, c.name)
		assert.EqualValues(t, 1, items.Count, c.name)
		require.NoError(t, team.scan(t, outputs[now.network].(string), table), c.name)
	}
	team.requireNoChange(t)
	backups, err := team.DynamoDB.DescribeContinuousBackups(t.Context(), &dynamodb.DescribeContinuousBackupsInput{TableName: &table})
	require.NoError(t, err)
	recovery := backups.ContinuousBackupsDescription.PointInTimeRecoveryDescription
	assert.EqualValues(t, 35, *recovery.RecoveryPeriodInDays, "a period that the program no longer gives")
	require.ErrorContains(t, team.scan(t, outputs["old"].(string), table), "AccessDeniedException", "it has moved")

	operations := team.allowedOperations(t)
	for operation, times := range map[string]int{"CreateTable": 1, "DeleteTable": 0, "DeleteResourcePolicy": 0} {
		var count int
		for _, allowed := range operations {
			if allowed == operation {
				count++
			}
		}
		assert.Equal(t, times, count, operation)
	}
	created := slices.Index(operations, "CreateTable")
	attached := slices.Index(operations[created:], "PutResourcePolicy")
	require.Positive(t, attached)
	assert.NotContains(t, operations[created:created+attached], "PutItem", "the table has its policy before its first item")
}
