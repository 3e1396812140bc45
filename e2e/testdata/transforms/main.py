import pulumi
import pulumi_aws as aws
import pulumi_private_dynamodb as privatedynamodb

config = pulumi.Config()


def name_security_group(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    if args.type_ != "aws:ec2/securityGroup:SecurityGroup":
        return None
    return pulumi.ResourceTransformResult(props={**args.props, "name": "acme-orders-client"}, opts=args.opts)


privatedynamodb.PrivateTable(
    "orders",
    partition_key={"name": "customer", "type": privatedynamodb.AttributeType.S},
    administrator_principal_arns=[config.require("administratorRoleArn")],
    deletion_protection=False,
    opts=pulumi.ResourceOptions(providers=[aws.Provider("aws")], transforms=[name_security_group]),
)
