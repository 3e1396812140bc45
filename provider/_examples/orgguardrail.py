import pulumi
import pulumi_aws as aws
import pulumi_private_dynamodb as privatedynamodb

# The provider of the organization's management account, or of a delegated administrator's.
management = aws.Provider("management")

guardrail = privatedynamodb.OrgGuardrail(
    "data",
    targets=[{
        "target_id": "ou-a1b2-c3d4e5f6",
        "vpcs": [{"vpc_id": "vpc-0a1b2c3d4e5f67890", "region": "eu-west-1"}],
    }],
    break_glass_principal_arns=["arn:aws:iam::*:role/break-glass"],
    deployer_principal_arns=["arn:aws:iam::*:role/ci/deployer"],
    opts=pulumi.ResourceOptions(providers=[management]),
)

pulumi.export("policyIds", guardrail.policy_ids)
