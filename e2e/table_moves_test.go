package e2e

import (
	"testing"

	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// TestMoveToAnotherVPC makes the two updates of docs/changes.md. After each it reads the table from both VPCs, and from
// a third one that is never inside.
func TestMoveToAnotherVPC(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	administrator := team.byPipeline(t).EC2
	third := newEndpoint(t, administrator, newVPC(t, administrator), tablesService, ec2types.VpcEndpointTypeGateway)
	declare := func(vpc string, additional ...string) {
		team.Workspace().SetProgram(func(ctx *pulumi.Context) error { return twoNetworks(ctx, vpc, additional) })
	}
	for _, step := range []struct {
		name       string
		vpc        string
		additional []string
		inside     map[string]bool
	}{
		{"at home", "old", nil, map[string]bool{"old": true, "new": false}},
		{"in both", "old", []string{"new"}, map[string]bool{"old": true, "new": true}},
		{"moved", "new", nil, map[string]bool{"old": false, "new": true}},
	} {
		declare(step.vpc, step.additional...)
		outputs, changes := team.up(t)
		assert.ErrorContains(t, team.scan(t, third, outputs["table"].(string)), "AccessDeniedException", step.name)
		assert.Zero(t, changes["replace"]+changes["delete"], "%s: %v", step.name, changes)
		for name, inside := range step.inside {
			err := team.scan(t, outputs[name].(string), outputs["table"].(string))
			if inside {
				assert.NoError(t, err, "%s: from the %s VPC", step.name, name)
			} else {
				assert.ErrorContains(t, err, "AccessDeniedException", "%s: from the %s VPC", step.name, name)
			}
		}
		team.requireNoChange(t)
	}
	_, err := team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
}

// twoNetworks declares an old and a new network, and a table inside the named one and the additional ones.
func twoNetworks(ctx *pulumi.Context, vpc string, additional []string) error {
	awsProvider, err := aws.NewProvider(ctx, "aws", nil)
	if err != nil {
		return err
	}
	networks := map[string]*pd.PrivateNetwork{}
	for _, name := range []string{"old", "new"} {
		network, err := pd.NewPrivateNetwork(ctx, name, nil, pulumi.Providers(awsProvider))
		if err != nil {
			return err
		}
		networks[name] = network
		ctx.Export(name, network.VpcEndpointId)
	}
	var further pulumi.StringArray
	for _, name := range additional {
		further = append(further, networks[name].VpcId)
	}
	table, err := pd.NewPrivateTable(ctx, "orders", &pd.PrivateTableArgs{
		PartitionKey: pd.KeyArgs{Name: pulumi.String("pk"), Type: pd.AttributeTypeS},
		VpcId:        networks[vpc].VpcId, VpcEndpointId: networks[vpc].VpcEndpointId, AdditionalVpcIds: further,
		AdministratorPrincipalArns: pulumi.ToStringArray([]string{pipeline}), DeletionProtection: pulumi.BoolRef(false),
	}, pulumi.Providers(awsProvider))
	if err != nil {
		return err
	}
	ctx.Export("table", table.TableArn)
	return nil
}

// TestMoveOutOfItsNetwork moves a table out of the network that was built for it. The second update deletes that
// network.
func TestMoveOutOfItsNetwork(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	declare := func(setNetwork func(*pd.PrivateTableArgs, *pd.PrivateNetwork)) {
		team.Workspace().SetProgram(func(ctx *pulumi.Context) error {
			awsProvider, err := aws.NewProvider(ctx, "aws", nil)
			if err != nil {
				return err
			}
			network, err := pd.NewPrivateNetwork(ctx, "new", nil, pulumi.Providers(awsProvider))
			if err != nil {
				return err
			}
			args := pd.PrivateTableArgs{
				PartitionKey:               pd.KeyArgs{Name: pulumi.String("pk"), Type: pd.AttributeTypeS},
				AdministratorPrincipalArns: pulumi.ToStringArray([]string{pipeline}), DeletionProtection: pulumi.BoolRef(false),
			}
			setNetwork(&args, network)
			table, err := pd.NewPrivateTable(ctx, "orders", &args, pulumi.Providers(awsProvider))
			if err != nil {
				return err
			}
			ctx.Export("new", network.VpcEndpointId)
			ctx.Export("own", table.VpcEndpointId)
			ctx.Export("table", table.TableArn)
			return nil
		})
	}
	declare(func(args *pd.PrivateTableArgs, network *pd.PrivateNetwork) {
		args.AdditionalVpcIds = pulumi.StringArray{network.VpcId}
	})
	outputs, _ := team.up(t)
	table := outputs["table"].(string)
	require.NoError(t, team.scan(t, outputs["own"].(string), table))
	require.NoError(t, team.scan(t, outputs["new"].(string), table))

	declare(func(args *pd.PrivateTableArgs, network *pd.PrivateNetwork) { args.VpcId = network.VpcId })
	outputs, changes := team.up(t)
	assert.Equal(t, table, outputs["table"], "the table stays: %v", changes)
	assert.Equal(t, outputs["new"], outputs["own"])
	require.NoError(t, team.scan(t, outputs["new"].(string), table))
	assert.Len(t, team.doors(t), 3, "the internet, a service, and the one endpoint that is left")
	team.requireNoChange(t)
}
