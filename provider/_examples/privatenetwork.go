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
		// Several tables share one network. An optional enum is a pointer: give it the address of a variable.
		single := privatedynamodb.NatGatewaysSingle
		network, err := privatedynamodb.NewPrivateNetwork(ctx, "data", &privatedynamodb.PrivateNetworkArgs{
			CidrBlock:             pulumi.StringRef("10.1.0.0/16"),
			AvailabilityZoneCount: pulumi.IntRef(3),
			NatGateways:           &single,
		}, pulumi.Providers(provider))
		if err != nil {
			return err
		}
		var tableNames pulumi.StringArray
		for _, name := range []string{"orders", "invoices"} {
			table, err := privatedynamodb.NewPrivateTable(ctx, name, &privatedynamodb.PrivateTableArgs{
				PartitionKey: privatedynamodb.KeyArgs{
					Name: pulumi.String("customer"),
					Type: privatedynamodb.AttributeTypeS,
				},
				VpcId:                      network.VpcId,
				VpcEndpointId:              network.VpcEndpointId,
				AdministratorPrincipalArns: pulumi.ToStringArray([]string{"arn:aws:iam::111122223333:role/ci/deployer"}),
			}, pulumi.Providers(provider))
			if err != nil {
				return err
			}
			tableNames = append(tableNames, table.TableName)
		}
		ctx.Export("tableNames", tableNames)
		ctx.Export("subnetIds", network.PrivateSubnetIds)
		return nil
	})
}
