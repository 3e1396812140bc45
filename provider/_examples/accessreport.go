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
		orders, err := privatedynamodb.NewPrivateTable(ctx, "orders", &privatedynamodb.PrivateTableArgs{
			PartitionKey: privatedynamodb.KeyArgs{
				Name: pulumi.String("customer"),
				Type: privatedynamodb.AttributeTypeS,
			},
			AdministratorPrincipalArns: pulumi.ToStringArray([]string{"arn:aws:iam::111122223333:role/ci/deployer"}),
		}, pulumi.Providers(provider))
		if err != nil {
			return err
		}
		report := privatedynamodb.AccessReportOutput(ctx, privatedynamodb.AccessReportOutputArgs{
			Evidence: orders.AccessReport.Evidence(),
			Digest:   orders.AccessReport.Digest(),
		})
		ctx.Export("markdown", report.Markdown())
		return nil
	})
}
