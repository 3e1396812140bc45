from pulumi_private_dynamodb import AttributeType, PrivateTable

PrivateTable("orders", partition_key={"name": "customer", "type": AttributeType.S})
