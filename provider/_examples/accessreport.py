import pulumi
import pulumi_aws as aws
import pulumi_private_dynamodb as privatedynamodb

provider = aws.Provider("aws")

orders = privatedynamodb.PrivateTable(
    "orders",
    partition_key={"name": "customer", "type": privatedynamodb.AttributeType.S},
    administrator_principal_arns=["arn:aws:iam::111122223333:role/ci/deployer"],
    opts=pulumi.ResourceOptions(providers=[provider]),
)

report = privatedynamodb.access_report_output(
    evidence=orders.access_report.evidence,
    digest=orders.access_report.digest,
)

pulumi.export("markdown", report.markdown)
