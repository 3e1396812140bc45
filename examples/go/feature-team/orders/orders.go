// Package orders declares the feature team's table.
package orders

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// Deploy declares the table, its network and the outputs of the stack.
func Deploy(ctx *pulumi.Context) error {
	cfg := config.New(ctx, "")

	// One explicit provider for everything. Without it the network's inner components bring a second, older
	// aws plugin of their own.
	provider, err := aws.NewProvider(ctx, "aws", nil)
	if err != nil {
		return err
	}

	orders, err := privatedynamodb.NewPrivateTable(ctx, "orders", &privatedynamodb.PrivateTableArgs{
		PartitionKey: privatedynamodb.KeyArgs{
			Name: pulumi.String("customer"),
			Type: privatedynamodb.AttributeTypeS,
		},
		SortKey: &privatedynamodb.KeyArgs{
			Name: pulumi.String("placedAt"),
			Type: privatedynamodb.AttributeTypeS,
		},
		AdministratorPrincipalArns: pulumi.StringArray{pulumi.String(cfg.Require("administratorRoleArn"))},
		BreakGlassPrincipalArns:    pulumi.StringArray{pulumi.String(cfg.Require("breakGlassRoleArn"))},
		DeletionProtection:         pulumi.BoolRef(cfg.RequireBool("deletionProtection")),
		Tags:                       pulumi.StringMap{"team": pulumi.String("orders")},
	}, pulumi.Providers(provider))
	if err != nil {
		return err
	}

	ctx.Export("tableName", orders.TableName)
	ctx.Export("tableArn", orders.TableArn)
	ctx.Export("vpcId", orders.VpcId)
	ctx.Export("vpcEndpointId", orders.VpcEndpointId)
	ctx.Export("subnetIds", orders.SubnetIds)
	ctx.Export("clientSecurityGroupId", orders.ClientSecurityGroupId)
	ctx.Export("verdict", orders.AccessReport.Verdict())
	return nil
}
