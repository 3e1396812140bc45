import pulumi
import pulumi_aws as aws
import pulumi_private_dynamodb as privatedynamodb

config = pulumi.Config()

# One explicit provider for everything. Without it the network's inner components bring a second, older
# aws plugin of their own.
provider = aws.Provider("aws")

orders = privatedynamodb.PrivateTable(
    "orders",
    partition_key={"name": "customer", "type": privatedynamodb.AttributeType.S},
    sort_key={"name": "placedAt", "type": privatedynamodb.AttributeType.S},
    administrator_principal_arns=[config.require("administratorRoleArn")],
    break_glass_principal_arns=[config.require("breakGlassRoleArn")],
    deletion_protection=config.require_bool("deletionProtection"),
    tags={"team": "orders"},
    opts=pulumi.ResourceOptions(providers=[provider]),
)

pulumi.export("tableName", orders.table_name)
pulumi.export("tableArn", orders.table_arn)
pulumi.export("vpcId", orders.vpc_id)
pulumi.export("vpcEndpointId", orders.vpc_endpoint_id)
pulumi.export("subnetIds", orders.subnet_ids)
pulumi.export("clientSecurityGroupId", orders.client_security_group_id)
pulumi.export("verdict", orders.access_report.verdict)
