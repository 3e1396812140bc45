package deployments

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// The component of the plugin bare.
const (
	BareType    = "bare:index:Table"
	BareVersion = "0.0.1"
)

// declaration declares one table.
type declaration func(ctx *pulumi.Context, name string, provider pulumi.ProviderResource) error

// times is a program that declares so many tables with one provider.
func (declare declaration) times(count int) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		provider, err := aws.NewProvider(ctx, "aws", nil)
		if err != nil {
			return err
		}
		for number := range count {
			if err := declare(ctx, tableName(number), provider); err != nil {
				return err
			}
		}
		return nil
	}
}

// ours declares a table with this package.
func ours(on network) declaration {
	return func(ctx *pulumi.Context, name string, provider pulumi.ProviderResource) error {
		_, err := pd.NewPrivateTable(ctx, name, &pd.PrivateTableArgs{
			PartitionKey:               pd.KeyArgs{Name: pulumi.String("pk"), Type: pd.AttributeTypeS},
			AdministratorPrincipalArns: pulumi.ToStringArray([]string{Administrator}),
			VpcId:                      pulumi.String(on.vpc),
			VpcEndpointId:              pulumi.String(on.endpoint),
			DeletionProtection:         pulumi.BoolRef(false),
		}, pulumi.Providers(provider))
		return err
	}
}

// inline declares a table and its policy in the program.
func inline(policy string) declaration {
	return func(ctx *pulumi.Context, name string, provider pulumi.ProviderResource) error {
		_, err := DeclareTable(ctx, name, policy, pulumi.Provider(provider))
		return err
	}
}

// bare declares a table with a component that does nothing else.
func bare(policy string) declaration {
	return func(ctx *pulumi.Context, name string, provider pulumi.ProviderResource) error {
		var component struct{ pulumi.ResourceState }
		return ctx.RegisterRemoteComponentResource(BareType, name, pulumi.Map{"policy": pulumi.String(policy)}, &component,
			pulumi.Providers(provider), pulumi.Version(BareVersion))
	}
}

// DeclareTable declares a table and its policy as the component does, with the SDK of the aws package.
func DeclareTable(
	ctx *pulumi.Context, name, policy string, option pulumi.ResourceOption,
) (*dynamodb.Table, error) {
	table, err := dynamodb.NewTable(ctx, name, &dynamodb.TableArgs{
		BillingMode: pulumi.String("PAY_PER_REQUEST"),
		Attributes: dynamodb.TableAttributeArray{
			dynamodb.TableAttributeArgs{Name: pulumi.String("pk"), Type: pulumi.String("S")},
		},
		HashKey:                   pulumi.String("pk"),
		ServerSideEncryption:      dynamodb.TableServerSideEncryptionArgs{Enabled: pulumi.Bool(true)},
		PointInTimeRecovery:       dynamodb.TablePointInTimeRecoveryArgs{Enabled: pulumi.Bool(true)},
		DeletionProtectionEnabled: pulumi.Bool(false),
	}, option)
	if err != nil {
		return nil, err
	}
	_, err = dynamodb.NewResourcePolicy(ctx, name+"-policy", &dynamodb.ResourcePolicyArgs{
		ResourceArn: table.Arn,
		Policy:      table.Arn.ApplyT(func(arn string) string { return policyOf(policy, arn) }).(pulumi.StringOutput),
	}, option, pulumi.DeletedWith(table))
	return table, err
}
