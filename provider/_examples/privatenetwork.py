import pulumi
import pulumi_aws as aws
import pulumi_private_dynamodb as privatedynamodb

provider = aws.Provider("aws")

# Several tables share one network.
network = privatedynamodb.PrivateNetwork(
    "data",
    cidr_block="10.1.0.0/16",
    availability_zone_count=3,
    nat_gateways=privatedynamodb.NatGateways.SINGLE,
    opts=pulumi.ResourceOptions(providers=[provider]),
)

tables = [
    privatedynamodb.PrivateTable(
        name,
        partition_key={"name": "customer", "type": privatedynamodb.AttributeType.S},
        vpc_id=network.vpc_id,
        vpc_endpoint_id=network.vpc_endpoint_id,
        administrator_principal_arns=["arn:aws:iam::111122223333:role/ci/deployer"],
        opts=pulumi.ResourceOptions(providers=[provider]),
    )
    for name in ["orders", "invoices"]
]

pulumi.export("tableNames", [table.table_name for table in tables])
pulumi.export("subnetIds", network.private_subnet_ids)
