import pulumi
import pulumi_aws as aws
import pulumi_private_dynamodb as privatedynamodb

provider = aws.Provider("aws")

orders = privatedynamodb.PrivateTable(
    "orders",
    partition_key={"name": "customer", "type": privatedynamodb.AttributeType.S},
    sort_key={"name": "placedAt", "type": privatedynamodb.AttributeType.S},
    table_class=privatedynamodb.TableClass.STANDARD_INFREQUENT_ACCESS,
    administrator_principal_arns=["arn:aws:iam::111122223333:role/ci/deployer"],
    break_glass_principal_arns=["arn:aws:iam::111122223333:role/break-glass"],
    opts=pulumi.ResourceOptions(providers=[provider]),
)

pulumi.export("tableName", orders.table_name)
pulumi.export("verdict", orders.access_report.verdict)
