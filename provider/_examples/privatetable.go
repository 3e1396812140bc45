package main

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		provider, err := aws.NewProvider(ctx, "aws", nil)
		if err != nil {
			return err
		}
		// An optional enum is a pointer: give it the address of a variable.
		tableClass := privatedynamodb.TableClassStandardInfrequentAccess
		orders, err := privatedynamodb.NewPrivateTable(ctx, "orders", &privatedynamodb.PrivateTableArgs{
			PartitionKey: privatedynamodb.KeyArgs{
				Name: pulumi.String("customer"),
				Type: privatedynamodb.AttributeTypeS,
			},
			SortKey: &privatedynamodb.KeyArgs{
				Name: pulumi.String("placedAt"),
				Type: privatedynamodb.AttributeTypeS,
			},
			TableClass:                 &tableClass,
			AdministratorPrincipalArns: pulumi.ToStringArray([]string{"arn:aws:iam::111122223333:role/ci/deployer"}),
			BreakGlassPrincipalArns:    pulumi.ToStringArray([]string{"arn:aws:iam::111122223333:role/break-glass"}),
		}, pulumi.Providers(provider))
		if err != nil {
			return err
		}
		ctx.Export("tableName", orders.TableName)
		ctx.Export("verdict", orders.AccessReport.Verdict())
		return nil
	})
}
