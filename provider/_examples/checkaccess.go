package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		fromTheInternet, err := privatedynamodb.CheckAccess(ctx, &privatedynamodb.CheckAccessArgs{
			Action:       "dynamodb:GetItem",
			ResourceArn:  "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
			PrincipalArn: "arn:aws:iam::111122223333:role/app",
			ResourcePolicy: pulumi.StringRef(`{
				"Version": "2012-10-17",
				"Statement": [{
					"Sid": "DenyOutside",
					"Effect": "Deny",
					"Principal": "*",
					"Action": "dynamodb:GetItem",
					"Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
					"Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-0a1b2c3d4e5f67890"}}
				}]
			}`),
		})
		if err != nil {
			return err
		}
		ctx.Export("allowed", pulumi.Bool(fromTheInternet.Allowed))
		ctx.Export("reason", pulumi.String(fromTheInternet.Reason))
		return nil
	})
}
