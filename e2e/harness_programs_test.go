package e2e

import (
	"testing"

	pulumiaws "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// intents are tables on one network, by name, each with an intent of its own.
type intents map[string]pd.PrivateTableArgs

// program declares the tables on a network whose endpoint serves an organization.
func (i intents) program(ctx *pulumi.Context) error {
	awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
	if err != nil {
		return err
	}
	network, err := pd.NewPrivateNetwork(ctx, "net", &pd.PrivateNetworkArgs{
		EndpointAccess: ptr(pd.EndpointAccessOrganization), OrganizationId: pulumi.String("o-a1b2c3d4e5"),
	}, pulumi.Providers(awsProvider))
	if err != nil {
		return err
	}
	return i.tables(ctx, awsProvider, network)
}

// onNetwork declares the tables on a network whose endpoint serves the account. The network is an output.
func (i intents) onNetwork(ctx *pulumi.Context) error { return i.on(ctx, nil) }

// onExisting declares the tables on a network that exists.
func (i intents) onExisting(vpc, endpoint string) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		return i.on(ctx, &pd.PrivateNetworkArgs{Existing: &pd.ExistingNetworkArgs{
			VpcId: pulumi.String(vpc), VpcEndpointId: pulumi.String(endpoint),
		}})
	}
}

func (i intents) on(ctx *pulumi.Context, args *pd.PrivateNetworkArgs) error {
	awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
	if err != nil {
		return err
	}
	network, err := pd.NewPrivateNetwork(ctx, "net", args, pulumi.Providers(awsProvider))
	if err != nil {
		return err
	}
	ctx.Export("network", pulumi.Map{"vpc": network.VpcId, "endpoint": network.VpcEndpointId})
	return i.tables(ctx, awsProvider, network)
}

// tables declares the tables. Unless its args say otherwise, a table has the pipeline as its administrator, and no
// deletion protection. What a test looks at of a table is an output.
func (i intents) tables(ctx *pulumi.Context, awsProvider pulumi.ProviderResource, network *pd.PrivateNetwork) error {
	for name, args := range i {
		args.PartitionKey = pd.KeyArgs{Name: pulumi.String("pk"), Type: pd.AttributeTypeS}
		args.VpcId, args.VpcEndpointId = network.VpcId, network.VpcEndpointId
		if args.DeletionProtection == nil {
			args.DeletionProtection = pulumi.BoolRef(false)
		}
		if args.AdministratorPrincipalArns == nil {
			args.AdministratorPrincipalArns = pulumi.ToStringArray([]string{pipeline})
		}
		table, err := pd.NewPrivateTable(ctx, name, &args, pulumi.Providers(awsProvider))
		if err != nil {
			return err
		}
		report := pd.AccessReportOutput(ctx, pd.AccessReportOutputArgs{
			Evidence: table.AccessReport.Evidence(), Digest: table.AccessReport.Digest(),
		})
		ctx.Export(name, pulumi.Map{
			"arn": table.TableArn, "verdict": table.AccessReport.Verdict(), "stream": table.StreamArn, "rows": report.Rows(),
			"policy": report.Policies().Index(pulumi.Int(0)).Document(),
		})
	}
	return nil
}

// deployIntents opens a stack of such tables.
func deployIntents(t *testing.T, tables intents) deployment {
	t.Helper()
	return deployIntentsBehind(t, gate.Options{}, tables)
}

func deployIntentsBehind(t *testing.T, options gate.Options, tables intents) deployment {
	t.Helper()
	team := deployBehind(t, options, "testdata/intents", nil)
	team.Workspace().SetProgram(tables.program)
	return team
}

// tableWithNetwork declares a table in a network that is built for it.
func tableWithNetwork(args pd.PrivateTableArgs, network pd.NetworkArgs) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		awsProvider, err := pulumiaws.NewProvider(ctx, "aws", nil)
		if err != nil {
			return err
		}
		args.PartitionKey = pd.KeyArgs{Name: pulumi.String("pk"), Type: pd.AttributeTypeS}
		args.Network = &network
		args.AdministratorPrincipalArns = pulumi.ToStringArray([]string{pipeline})
		if args.DeletionProtection == nil {
			args.DeletionProtection = pulumi.BoolRef(false)
		}
		table, err := pd.NewPrivateTable(ctx, "orders", &args, pulumi.Providers(awsProvider))
		if err != nil {
			return err
		}
		for name, output := range map[string]pulumi.Input{
			"tableArn": table.TableArn, "vpc": table.VpcId, "endpoint": table.VpcEndpointId, "subnets": table.SubnetIds,
			"privateSubnets": table.PrivateSubnetIds, "clients": table.ClientSecurityGroupId, "stream": table.StreamArn,
			"interfaceUrl": table.InterfaceEndpointUrl, "streams": table.StreamsEndpointId, "streamsUrl": table.StreamsEndpointUrl,
		} {
			ctx.Export(name, output)
		}
		return nil
	}
}
