package main

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		// The provider of the organization's management account, or of a delegated administrator's.
		management, err := aws.NewProvider(ctx, "management", nil)
		if err != nil {
			return err
		}
		guardrail, err := privatedynamodb.NewOrgGuardrail(ctx, "data", &privatedynamodb.OrgGuardrailArgs{
			Targets: []privatedynamodb.GuardrailTargetArgs{{
				TargetId: "ou-a1b2-c3d4e5f6",
				Vpcs: []privatedynamodb.GuardrailVpcArgs{{
					VpcId:  pulumi.String("vpc-0a1b2c3d4e5f67890"),
					Region: pulumi.String("eu-west-1"),
				}},
			}},
			BreakGlassPrincipalArns: pulumi.ToStringArray([]string{"arn:aws:iam::*:role/break-glass"}),
			DeployerPrincipalArns:   pulumi.ToStringArray([]string{"arn:aws:iam::*:role/ci/deployer"}),
		}, pulumi.Providers(management))
		if err != nil {
			return err
		}
		ctx.Export("policyIds", guardrail.PolicyIds)
		return nil
	})
}
