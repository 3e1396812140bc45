import pulumi
import pulumi_private_dynamodb as privatedynamodb


def deploy(role_arn: pulumi.Output[str], role_arns: pulumi.Output[list[str]], text: pulumi.Output[str]) -> None:
    # An output goes wherever a value does: into a list, a map, a field of an object.
    orders = privatedynamodb.PrivateTable(
        "orders",
        partition_key={"name": text, "type": privatedynamodb.AttributeType.S},
        administrator_principal_arns=[role_arn, "arn:aws:iam::111122223333:role/deployer"],
        break_glass_principal_arns=role_arns,
        tags={"team": text, "stage": "live"},
        network={"cidr_block": "10.1.0.0/16", "tags": {"team": text}},
    )
    privatedynamodb.PrivateTable(
        "invoices",
        privatedynamodb.PrivateTableArgs(
            partition_key=privatedynamodb.KeyArgs(name="customer", type=privatedynamodb.AttributeType.S),
            administrator_principal_arns=role_arns,
            vpc_id=orders.vpc_id,
            vpc_endpoint_id=orders.vpc_endpoint_id,
            table_name=pulumi.Output.concat(orders.table_name, "-invoices"),
        ),
    )
