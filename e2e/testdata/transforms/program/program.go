// Package program sets by a transform what a component does not expose.
package program

import (
	"context"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// Deploy declares a table whose clients' security group has a name of its own.
func Deploy(ctx *pulumi.Context) error {
	provider, err := aws.NewProvider(ctx, "aws", nil)
	if err != nil {
		return err
	}
	name := func(_ context.Context, args *pulumi.ResourceTransformArgs) *pulumi.ResourceTransformResult {
		if args.Type != "aws:ec2/securityGroup:SecurityGroup" {
			return nil
		}
		args.Props["name"] = pulumi.String("acme-orders-client")
		return &pulumi.ResourceTransformResult{Props: args.Props, Opts: args.Opts}
	}
	_, err = privatedynamodb.NewPrivateTable(ctx, "orders", &privatedynamodb.PrivateTableArgs{
		PartitionKey: privatedynamodb.KeyArgs{Name: pulumi.String("customer"), Type: privatedynamodb.AttributeTypeS},
		AdministratorPrincipalArns: pulumi.StringArray{
			pulumi.String(config.Require(ctx, "administratorRoleArn")),
		},
		DeletionProtection: pulumi.BoolRef(false),
	}, pulumi.Providers(provider), pulumi.Transforms([]pulumi.ResourceTransform{name}))
	return err
}
