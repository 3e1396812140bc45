from pulumi_private_dynamodb import AttributeType, KeyArgs, KeyArgsDict, NetworkArgs, PrivateTable, PrivateTableArgs

key = KeyArgs(name="customer", type=AttributeType.S)

PrivateTable("misspelt", partitionkey=key)  # want: Unexpected keyword argument "partitionkey"
PrivateTableArgs(partitionkey=key)  # want: Unexpected keyword argument "partitionkey" for "PrivateTableArgs"
NetworkArgs(cidr="10.1.0.0/16")  # want: Unexpected keyword argument "cidr" for "NetworkArgs"

PrivateTable("enum", perimeter="vpc")  # want: No overload variant of "PrivateTable" matches argument types "str", "str"
KeyArgs(name="placedAt", type="String")  # want: Argument "type" to "KeyArgs" has incompatible type "str"
KeyArgs(name="placedAt", type=AttributeType.STRING)  # want: "type[AttributeType]" has no attribute "STRING"
bad_type: KeyArgsDict = {"name": "placedAt", "type": "String"}  # want: TypedDict item "type" has type "AttributeType"

PrivateTableArgs(partition_key=key)  # want: Missing named argument "administrator_principal_arns"
KeyArgs(name="placedAt")  # want: Missing named argument "type" for "KeyArgs"
no_type: KeyArgsDict = {"name": "placedAt"}  # want: Missing key "type" for TypedDict "KeyArgsDict"

PrivateTable("output").arn  # want: "PrivateTable" has no attribute "arn"
