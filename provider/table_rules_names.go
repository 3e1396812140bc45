package provider

import "github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"

// tableNames say what a PrivateTable has for the arguments of aws.dynamodb.Table and for AWS's own names. The page
// docs/from-aws-table.md has all of them.
var tableNames = inputs.Names{
	"attributes":                "the type of each key: `{ name: …, type: S }`; no other attribute is declared",
	"attributeDefinitions":      "the type of each key: `{ name: …, type: S }`; no other attribute is declared",
	"deletionProtectionEnabled": "deletionProtection",
	"globalSecondaryIndices":    "globalSecondaryIndexes",
	"hashKey":                   "partitionKey, `{ name: …, type: S }`",
	"keySchema":                 "partitionKey and sortKey",
	"localSecondaryIndices":     "localSecondaryIndexes",
	"name":                      "tableName",
	"provisionedThroughput":     "readCapacity and writeCapacity",
	"rangeKey":                  "sortKey, `{ name: …, type: S }`",
	"resourcePolicy":            "exemptions and grants: the table's one policy is made of them",
	"streamEnabled":             "streamViewType, which switches the stream on",
	"streamSpecification":       "streamViewType, which switches the stream on",
	"timeToLive":                "ttlAttribute",
	"ttl":                       "ttlAttribute",
	"vpcEndpointPolicy":         "network.endpointAccess",

	"importTable":           "the AWS CLI, then adopt the table: an import cannot give the new table a policy",
	"restoreDateTime":       restoreElsewhere,
	"restoreSourceName":     restoreElsewhere,
	"restoreSourceTableArn": restoreElsewhere,
	"restoreToLatestTime":   restoreElsewhere,
	"serverSideEncryption":  "encryptionKey, or kmsKeyArn for a key of yours",

	"replicas": "aws.dynamodb.TableReplica, with a policy of its own: a replica starts without one",
	"warmThroughput": "version 7 of the aws package, on a table of your own: version 6, which this component is built " +
		"on, has none",

	"globalSecondaryIndexes[].hashKey":               "partitionKey, `{ name: …, type: S }`",
	"globalSecondaryIndexes[].indexName":             "name",
	"globalSecondaryIndexes[].keySchema":             "partitionKey and sortKey",
	"globalSecondaryIndexes[].keySchemas":            "partitionKey and sortKey",
	"globalSecondaryIndexes[].projectionType":        "projection",
	"globalSecondaryIndexes[].provisionedThroughput": "readCapacity and writeCapacity",
	"globalSecondaryIndexes[].rangeKey":              "sortKey, `{ name: …, type: S }`",
	"localSecondaryIndexes[].hashKey":                "nothing: a local index has the table's partition key",
	"localSecondaryIndexes[].indexName":              "name",
	"localSecondaryIndexes[].keySchema":              "sortKey",
	"localSecondaryIndexes[].partitionKey":           "nothing: a local index has the table's partition key",
	"localSecondaryIndexes[].projectionType":         "projection",
	"localSecondaryIndexes[].rangeKey":               "sortKey, `{ name: …, type: S }`",
}.With(keyNames("partitionKey")).With(keyNames("sortKey")).
	With(keyNames("globalSecondaryIndexes[].partitionKey")).With(keyNames("globalSecondaryIndexes[].sortKey")).
	With(keyNames("localSecondaryIndexes[].sortKey"))

const restoreElsewhere = "the AWS CLI, then adopt the table: a restore cannot give the new table a policy"

// keyNames are what AWS calls the parts of a key.
func keyNames(key string) inputs.Names {
	return inputs.Names{"attributeName": "name", "attributeType": "type"}.Under(key)
}

// networkNames say what a PrivateNetwork has for the arguments of awsx.ec2.Vpc.
var networkNames = inputs.Names{
	"cidr":                      "cidrBlock",
	"natGateway":                "natGateways",
	"numberOfAvailabilityZones": "availabilityZoneCount",
	"vpcCidr":                   "cidrBlock",
}
