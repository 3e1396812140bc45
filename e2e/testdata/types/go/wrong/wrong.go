// Package wrong holds what must not compile.
package wrong

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

var (
	_ = privatedynamodb.PrivateTableArgs{
		Partitionkey: privatedynamodb.KeyArgs{}, // want: unknown field Partitionkey in struct literal
	}
	_ = privatedynamodb.NetworkArgs{
		Cidr: pulumi.StringRef("10.1.0.0/16"), // want: unknown field Cidr in struct literal
	}
	_ = privatedynamodb.KeyArgs{
		Name: pulumi.String("placedAt"),
		Type: privatedynamodb.AttributeTypeString, // want: undefined: privatedynamodb.AttributeTypeString
	}
	_ = privatedynamodb.KeyArgs{
		Type: pulumi.String("S"), // want: cannot use pulumi.String("S")
	}
	_ = privatedynamodb.PrivateTableArgs{
		AdministratorPrincipalArns: pulumi.String("arn:aws:iam::111122223333:role/deployer"), // want: cannot use pulumi.String("arn:aws:iam::111122223333:role/deployer")
	}
	_ = (&privatedynamodb.PrivateTable{}).Arn // want: Arn undefined
)
