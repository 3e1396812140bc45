// Package right holds what must compile.
package right

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// Deploy puts an output wherever a value goes: into a list, a map, a field of an object.
func Deploy(ctx *pulumi.Context, role, text pulumi.StringOutput, roles pulumi.StringArrayOutput) error {
	orders, err := privatedynamodb.NewPrivateTable(ctx, "orders", &privatedynamodb.PrivateTableArgs{
		PartitionKey:               privatedynamodb.KeyArgs{Name: text, Type: privatedynamodb.AttributeTypeS},
		AdministratorPrincipalArns: pulumi.StringArray{role, pulumi.String("arn:aws:iam::111122223333:role/deployer")},
		BreakGlassPrincipalArns:    roles,
		Tags:                       pulumi.StringMap{"team": text, "stage": pulumi.String("live")},
		Network: &privatedynamodb.NetworkArgs{
			CidrBlock: pulumi.StringRef("10.1.0.0/16"),
			Tags:      pulumi.StringMap{"team": text},
		},
	})
	if err != nil {
		return err
	}
	_, err = privatedynamodb.NewPrivateTable(ctx, "invoices", &privatedynamodb.PrivateTableArgs{
		PartitionKey: privatedynamodb.KeyArgs{
			Name: pulumi.String("customer"), Type: privatedynamodb.AttributeTypeS,
		},
		AdministratorPrincipalArns: roles,
		VpcId:                      orders.VpcId,
		VpcEndpointId:              orders.VpcEndpointId,
		TableName:                  pulumi.Sprintf("%s-invoices", orders.TableName),
	})
	return err
}
