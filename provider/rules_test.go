package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/status"
)

// failures are the lines of an error as the engine prints them: path, then reason.
func failures(t *testing.T, err error) []string {
	t.Helper()
	require.Error(t, err)
	of, ok := status.FromError(err)
	require.True(t, ok, err)
	var lines []string
	for _, detail := range of.Details() {
		if wrong, ok := detail.(*pulumirpc.InputPropertiesError); ok {
			for _, e := range wrong.GetErrors() {
				lines = append(lines, e.GetPropertyPath()+": "+e.GetReason())
			}
		}
	}
	require.NotEmpty(t, lines, err)
	return lines
}

type values = map[string]property.Value

var (
	str     = func(text string) property.Value { return property.New(text) }
	num     = func(n float64) property.Value { return property.New(n) }
	unknown = property.New(property.Computed)
	null    = property.New(property.Null)
)

func key(name, kind string) property.Value {
	return object(values{"name": str(name), "type": str(kind)})
}

func secret(value property.Value) property.Value { return value.WithSecret(true) }

// TestWrongInputs holds every mistake to the exact answer that it gets. Where a case gives nothing for an
// input, it has what the component cannot do without.
func TestWrongInputs(t *testing.T) {
	t.Parallel()
	const vpc, role = "vpc-0a1b", "arn:aws:iam::111122223333:role/"
	target := func(id string, vpcs ...property.Value) property.Value {
		return object(values{"targetId": str(id), "vpcs": property.New(append([]property.Value{}, vpcs...))})
	}
	inRegion := object(values{"vpcId": str(vpc), "region": str("eu-west-1")})
	org := values{"targets": property.New([]property.Value{target("r-ab12", inRegion)}), "breakGlassPrincipalArns": list(breakGlass)}
	required := map[string]values{"PrivateTable": least, "PrivateNetwork": {}, "OrgGuardrail": org}

	tests := []struct {
		name      string
		component string
		inputs    values
		want      []string
	}{
		// Missing, unknown and misspelt.
		{"nothing at all", "PrivateTable", values{"partitionKey": null, "administratorPrincipalArns": null}, []string{
			"administratorPrincipalArns: is required: the IAM roles and users that may deploy the table, and change its " +
				"policy and shape, from anywhere: usually the role of the deployment pipeline",
			"partitionKey: is required: the partition key",
		}},
		{"half a key", "PrivateTable", values{"partitionKey": object(values{"name": str("pk")})}, []string{
			"partitionKey.type: is required: the type of the attribute",
		}},
		{"the other half", "PrivateTable", values{"sortKey": object(values{"type": str("S")})}, []string{
			"sortKey.name: is required: the name of the attribute, from 1 to 255 bytes",
		}},
		{"a misspelt input", "PrivateTable", values{"partitionkey": key("pk", "S")}, []string{
			`partitionkey: is not an input; did you mean "partitionKey"?`,
		}},
		{"another misspelt input", "PrivateTable", values{"deletionProtected": property.New(true)}, []string{
			`deletionProtected: is not an input; did you mean "deletionProtection"?`,
		}},
		{"an input of another package", "PrivateTable", values{"hashKey": str("pk")}, []string{
			"hashKey: is not an input; use partitionKey, `{ name: …, type: S }`",
		}},
		{"an index of another package", "PrivateTable", values{
			"globalSecondaryIndexes": things(values{
				"name": str("by-date"), "hashKey": str("date"), "rangeKey": str("pk"), "projectionType": str("ALL"),
				"keySchemas": things(values{"attributeName": str("date")}),
			}), "localSecondaryIndexes": things(values{"name": str("by-total"), "rangeKey": str("total"), "projectionType": str("ALL")}),
			"sortKey": object(values{"attributeName": str("sk"), "attributeType": str("S")}),
		}, []string{
			"globalSecondaryIndexes[0].hashKey: is not an input; use partitionKey, `{ name: …, type: S }`",
			"globalSecondaryIndexes[0].keySchemas: is not an input; use partitionKey and sortKey",
			"globalSecondaryIndexes[0].partitionKey: is required: the partition key of the index",
			"globalSecondaryIndexes[0].projectionType: is not an input; use projection",
			"globalSecondaryIndexes[0].rangeKey: is not an input; use sortKey, `{ name: …, type: S }`",
			"localSecondaryIndexes[0].projectionType: is not an input; use projection",
			"localSecondaryIndexes[0].rangeKey: is not an input; use sortKey, `{ name: …, type: S }`",
			"localSecondaryIndexes[0].sortKey: is required: the sort key of the index",
			"sortKey.attributeName: is not an input; use name",
			"sortKey.attributeType: is not an input; use type",
			"sortKey.name: is required: the name of the attribute, from 1 to 255 bytes",
			"sortKey.type: is required: the type of the attribute",
		}},
		{"types in words", "PrivateTable", values{"partitionKey": key("pk", "String"), "sortKey": key("sk", "number")}, []string{
			`partitionKey.type: must be "S", "N" or "B", got "String"; did you mean "S"?`,
			`sortKey.type: must be "S", "N" or "B", got "number"; did you mean "N"?`,
		}},
		{"a misspelt input of an object", "PrivateTable", values{"network": object(values{"cidr": str("10.0.0.0/16")})}, []string{
			`network.cidr: is not an input; use cidrBlock`,
		}},
		{"a misspelt input of a key", "PrivateTable", values{"sortKey": object(values{
			"name": str("sk"), "type": str("S"), "typ": str("S"),
		})}, []string{`sortKey.typ: is not an input; did you mean "type"?`}},
		{"an unknown input of a network", "PrivateNetwork", values{"cidrBlocks": str("10.0.0.0/16")}, []string{
			`cidrBlocks: is not an input; did you mean "cidrBlock"?`,
		}},
		{"a secret that is misspelt", "PrivateTable", values{"kmsKey": secret(str("hunter2"))}, []string{
			`kmsKey (secret): is not an input; did you mean "kmsKeyArn"?`,
		}},

		// Of another type.
		{"a string for an object", "PrivateTable", values{"partitionKey": str("pk")}, []string{
			`partitionKey: must be an object, got "pk"`,
		}},
		{"a list for an object", "PrivateTable", values{"network": list("a")}, []string{
			`network: must be an object, got a list`,
		}},
		{"a string for a list", "PrivateTable", values{"administratorPrincipalArns": str(deployer)}, []string{
			`administratorPrincipalArns: must be a list, got "` + deployer + `"`,
		}},
		{"an object for a list", "PrivateTable", values{"breakGlassPrincipalArns": object(values{})}, []string{
			`breakGlassPrincipalArns: must be a list, got an object`,
		}},
		{"a number in a list of strings", "PrivateTable", values{"administratorPrincipalArns": property.New(
			[]property.Value{num(1), str(deployer)},
		)}, []string{`administratorPrincipalArns[0]: must be a string, got the number 1`}},
		{"null in a list", "PrivateTable", values{"administratorPrincipalArns": property.New(
			[]property.Value{str(deployer), null},
		)}, []string{`administratorPrincipalArns[1]: must not be null`}},
		{"a word for a boolean", "PrivateTable", values{"deletionProtection": str("true")}, []string{
			`deletionProtection: must be true or false, got "true"`,
		}},
		{"a number for a boolean", "PrivateTable", values{"pointInTimeRecovery": num(35)}, []string{
			`pointInTimeRecovery: must be true or false, got the number 35`,
		}},
		{"a boolean for a string", "PrivateTable", values{"tableName": property.New(true)}, []string{
			`tableName: must be a string, got true`,
		}},
		{"a word for a count", "PrivateNetwork", values{"availabilityZoneCount": str("two")}, []string{
			`availabilityZoneCount: must be a whole number, got "two"`,
		}},
		{"half a zone", "PrivateNetwork", values{"availabilityZoneCount": num(1.5)}, []string{
			`availabilityZoneCount: must be a whole number, got the number 1.5`,
		}},
		{"a list for tags", "PrivateTable", values{"tags": list("team")}, []string{
			`tags: must be an object, got a list`,
		}},
		{"a number for a tag", "PrivateTable", values{"tags": object(values{"cost": num(7)})}, []string{
			`tags.cost: must be a string, got the number 7`,
		}},
		{"a string for a target", "OrgGuardrail", values{"targets": list("r-ab12")}, []string{
			`targets[0]: must be an object, got "r-ab12"`,
		}},
		{"a secret of another type", "PrivateTable", values{"tableName": secret(num(42))}, []string{
			`tableName (secret): must be a string`,
		}},
		{"a secret in a list", "PrivateTable", values{"breakGlassPrincipalArns": property.New(
			[]property.Value{secret(str("hunter2"))},
		)}, []string{`breakGlassPrincipalArns[0] (secret): has the wrong form; see the description of this input`}},
		{"a list that is a secret", "PrivateTable", values{"breakGlassPrincipalArns": secret(list("hunter2"))}, []string{
			`breakGlassPrincipalArns[0] (secret): has the wrong form; see the description of this input`,
		}},

		{"a list that holds a secret, for an object", "PrivateTable", values{"tags": property.New(
			[]property.Value{secret(str("hunter2"))},
		)}, []string{`tags (secret): must be an object, got a list`}},
		{"a misspelt object that holds a secret", "PrivateTable", values{"tag": object(values{
			"team": secret(str("hunter2")),
		})}, []string{`tag (secret): is not an input; did you mean "tags"?`}},
		{"a network that holds a secret, beside a VPC", "PrivateTable", values{
			"vpcId":   str(vpc),
			"network": object(values{"cidrBlock": str("10.0.0.0/8"), "tags": object(values{"team": secret(str("hunter2"))})}),
		}, []string{
			`network (secret): conflicts with vpcId: the table goes into a VPC that exists or into a new one; ` +
				`remove one of them`,
			`network.cidrBlock: must be from /16 to /24, got /8`,
		}},
		{"a secret endpoint of no VPC", "PrivateTable", values{"vpcEndpointId": secret(str("vpce-0a1b"))}, []string{
			`vpcEndpointId (secret): needs vpcId: it names the endpoint of a VPC that exists`,
		}},
		{"a secret tag with odd letters", "PrivateTable", values{"tags": object(values{
			"team": secret(str("hunter2;")), "cost": str("a;b"),
		})}, []string{
			`tags.cost: must have a value of letters, digits, spaces and _ . : / = + - @`,
			`tags.team (secret): must have a value of letters, digits, spaces and _ . : / = + - @`,
		}},

		// Enums.
		{"a key type in words", "PrivateTable", values{"partitionKey": key("pk", "string")}, []string{
			`partitionKey.type: must be "S", "N" or "B", got "string"; did you mean "S"?`,
		}},
		{"a key type in lower case", "PrivateTable", values{"sortKey": key("sk", "n")}, []string{
			`sortKey.type: must be "S", "N" or "B", got "n"; did you mean "N"?`,
		}},
		{"a perimeter in the singular", "PrivateTable", values{"perimeter": str("vpc")}, []string{
			`perimeter: must be "vpcs", "endpoints", "account" or "organization", got "vpc"; did you mean "vpcs"?`,
		}},
		{"a perimeter by number", "PrivateTable", values{"perimeter": num(1)}, []string{
			`perimeter: must be a string, got the number 1`,
		}},

		// What decides what is built must be known and plain.
		{"an unknown key type", "PrivateTable", values{"partitionKey": object(values{
			"name": str("pk"), "type": unknown,
		})}, []string{`partitionKey.type: must be known at preview, since it decides what is built; give a plain value`}},
		{"an unknown protection", "PrivateTable", values{"deletionProtection": unknown}, []string{
			`deletionProtection: must be known at preview, since it decides what is built; give a plain value`,
		}},
		{"an unknown network", "PrivateTable", values{"network": unknown}, []string{
			`network: must be known at preview, since it decides what is built; give a plain value`,
		}},
		{"an unknown range", "PrivateNetwork", values{"cidrBlock": unknown}, []string{
			`cidrBlock: must be known at preview, since it decides what is built; give a plain value`,
		}},
		{"a secret range", "PrivateNetwork", values{"cidrBlock": secret(str("10.0.0.0/16"))}, []string{
			`cidrBlock (secret): must not be a secret, since it decides what is built and shows in the plan`,
		}},
		{"an unknown target", "OrgGuardrail", values{"targets": property.New([]property.Value{object(values{
			"targetId": unknown, "vpcs": property.New([]property.Value{inRegion}),
		})})}, []string{`targets[0].targetId: must be known at preview, since it decides what is built; give a plain value`}},

		// Principals.
		{"everyone", "PrivateTable", values{"breakGlassPrincipalArns": list("*")}, []string{
			`breakGlassPrincipalArns[0]: must be the ARN of an IAM role or user, such as ` + role + `ci/deployer, got "*"`,
		}},
		{"every role", "PrivateTable", values{"administratorPrincipalArns": list(role + "*")}, []string{
			`administratorPrincipalArns[0]: must not have a wildcard directly after "role/": it would match every role in the account`,
		}},
		{"every account", "PrivateTable", values{"administratorPrincipalArns": list("arn:aws:iam::*:role/ci")}, []string{
			`administratorPrincipalArns[0]: must name one account by its 12 digits, got "*"`,
		}},
		{"a variable", "PrivateTable", values{"breakGlassPrincipalArns": list(breakGlass, "${aws:PrincipalArn}")}, []string{
			`breakGlassPrincipalArns[1]: must not contain $: a policy variable could stand for every principal`,
		}},
		{"a session", "PrivateTable", values{
			"administratorPrincipalArns": list("arn:aws:sts::111122223333:assumed-role/deployer/run"),
		}, []string{`administratorPrincipalArns[0]: is the ARN of a session, which no policy condition ever sees; ` +
			`give the role's own ARN, with its path: arn:aws:iam::ACCOUNT:role/PATH/NAME`}},
		{"half an Identity Center role", "PrivateTable", values{
			"breakGlassPrincipalArns": list(role + "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_*"),
		}, []string{`breakGlassPrincipalArns[0]: must end in an underscore and sixteen ? to match an Identity ` +
			`Center role: AWSReservedSSO_Admin_* would also match AWSReservedSSO_Admin_ReadOnly_…`}},
		{"every permission set", "PrivateTable", values{
			"administratorPrincipalArns": list(role + "aws-reserved/sso.amazonaws.com/AWSReservedSSO_*_????????????????"),
		}, []string{`administratorPrincipalArns[0]: must name one permission set without wildcards, or it matches others too: ` +
			`whoever creates a permission set chooses its name`}},
		{"a name that no role has", "PrivateTable", values{"breakGlassPrincipalArns": list(role + "{a}")}, []string{
			`breakGlassPrincipalArns[0]: must end in a name that IAM accepts, or it matches nobody: 1 to 64 letters, digits and ` +
				`_+=,.@-, got "` + role + `{a}"`,
		}},
		{"a partition that AWS has not", "PrivateTable", values{"breakGlassPrincipalArns": list("arn:awsx:iam::111122223333:role/x")}, []string{
			`breakGlassPrincipalArns[0]: must be of a partition that AWS has (aws, aws-cn, aws-eusc, aws-iso, aws-iso-b, ` +
				`aws-iso-e, aws-iso-f, aws-us-gov), got "awsx"`,
		}},
		{"no administrator", "PrivateTable", values{"administratorPrincipalArns": list()}, []string{
			`administratorPrincipalArns: must list at least one principal, or nobody outside the VPC could change the policy again; ` +
				`to leave that to identity policies set policyProtection to "none"`,
		}},
		{"every role, in a guardrail", "OrgGuardrail", values{"deployerPrincipalArns": list("arn:aws:iam::*:role/*")}, []string{
			`deployerPrincipalArns[0]: must not have a wildcard directly after "role/": it would match every role in the account`,
		}},
		{"part of an account", "OrgGuardrail", values{"breakGlassPrincipalArns": list("arn:aws:iam::1*:role/x")}, []string{
			`breakGlassPrincipalArns[0]: must name one account by its 12 digits, got "1*"`,
		}},
		{"nobody to break the glass", "OrgGuardrail", values{"breakGlassPrincipalArns": list()}, []string{
			`breakGlassPrincipalArns: must list at least one principal, or nobody could reach a table when every VPC is lost`,
		}},

		// Names, ids and ARNs.
		{"a key without a name", "PrivateTable", values{"partitionKey": key("", "S")}, []string{
			`partitionKey.name: must have 1 to 255 bytes, got 0`,
		}},
		{"a key with a long name", "PrivateTable", values{"sortKey": key(strings.Repeat("k", 256), "S")}, []string{
			`sortKey.name: must have 1 to 255 bytes, got 256`,
		}},
		{"one key twice", "PrivateTable", values{"partitionKey": key("id", "S"), "sortKey": key("id", "N")}, []string{
			`sortKey.name: must differ from the name of the partition key, got "id" twice`,
		}},
		{"a short table name", "PrivateTable", values{"tableName": str("ab")}, []string{
			`tableName: must be 3 to 255 letters, digits, underscores, hyphens and dots, got "ab"`,
		}},
		{"a table name with a space", "PrivateTable", values{"tableName": str("my orders")}, []string{
			`tableName: must be 3 to 255 letters, digits, underscores, hyphens and dots, got "my orders"`,
		}},
		{"a key alias", "PrivateTable", values{"kmsKeyArn": str("alias/orders")}, []string{
			`kmsKeyArn: must be the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/ID, not of an alias, ` +
				`got "alias/orders"`,
		}},
		{"an endpoint for a VPC", "PrivateTable", values{"vpcId": str("vpce-0a1b")}, []string{
			`vpcId: must be the id of a VPC, such as vpc-0a1b2c3d4e5f67890, got "vpce-0a1b"`,
		}},
		{"a VPC for an endpoint", "PrivateTable", values{"vpcId": str(vpc), "vpcEndpointId": str(vpc)}, []string{
			`vpcEndpointId: must be the id of a VPC endpoint, such as vpce-0a1b2c3d4e5f67890, got "vpc-0a1b"`,
		}},
		{"a VPC by a variable", "PrivateTable", values{"vpcId": str("${aws:SourceVpc}")}, []string{
			`vpcId: must be the id of a VPC, such as vpc-0a1b2c3d4e5f67890, got "${aws:SourceVpc}"`,
		}},
		{"a subnet for a route table", "PrivateNetwork", values{"existing": object(values{
			"vpcId": str(vpc), "routeTableIds": list("subnet-0a1b"),
		})}, []string{`existing.routeTableIds[0]: must be the id of a route table, such as rtb-0a1b2c3d4e5f67890, ` +
			`got "subnet-0a1b"`}},
		{
			"a name for a target", "OrgGuardrail",
			values{"targets": property.New([]property.Value{target("Production", inRegion)})},
			[]string{`targets[0].targetId: must be the id of an account, an organizational unit or a root, such as ` +
				`111122223333, ou-ab12-34567890 or r-ab12, got "Production"`},
		},
		{"a zone for a Region", "OrgGuardrail", values{"targets": property.New([]property.Value{target("r-ab12",
			object(values{"vpcId": str(vpc), "region": str("eu-west-1a")}))})}, []string{
			`targets[0].vpcs[0].region: must be an AWS Region, such as eu-west-1, got "eu-west-1a"`,
		}},
		{"a Region that AWS has not", "OrgGuardrail", values{"targets": property.New([]property.Value{target("r-ab12",
			object(values{"vpcId": str(vpc), "region": str("us-east-9")}))})}, []string{
			`targets[0].vpcs[0].region: must be a Region that AWS has, got "us-east-9": no request would come to it (there is ` +
				`us-east-1, us-east-2); a Region that is newer than this plugin needs a newer one`,
		}},
		{"a table by name", "OrgGuardrail", values{"excludeTableArns": list("terraform-locks")}, []string{
			`excludeTableArns[0]: must be the ARN of a table, such as arn:aws:dynamodb:eu-west-1:111122223333:table/orders, ` +
				`got "terraform-locks"`,
		}},

		// Networks.
		{"an address for a range", "PrivateNetwork", values{"cidrBlock": str("10.0.0.0")}, []string{
			`cidrBlock: must be an IPv4 network such as 10.0.0.0/16, got "10.0.0.0"`,
		}},
		{"an IPv6 range", "PrivateNetwork", values{"cidrBlock": str("fd00::/16")}, []string{
			`cidrBlock: must be an IPv4 network such as 10.0.0.0/16, got "fd00::/16"`,
		}},
		{"a host's address", "PrivateNetwork", values{"cidrBlock": str("10.0.0.1/16")}, []string{
			`cidrBlock: must be the address of a network, such as 10.0.0.0/16, got "10.0.0.1/16"`,
		}},
		{"too small a range", "PrivateNetwork", values{"cidrBlock": str("10.0.0.0/25")}, []string{
			`cidrBlock: must be from /16 to /24, got /25`,
		}},
		{"too large a range", "PrivateTable", values{"network": object(values{"cidrBlock": str("10.0.0.0/8")})}, []string{
			`network.cidrBlock: must be from /16 to /24, got /8`,
		}},
		{"no zone", "PrivateNetwork", values{"availabilityZoneCount": num(0)}, []string{
			`availabilityZoneCount: must be from 1 to 4, got 0`,
		}},
		{"too many zones", "PrivateTable", values{"network": object(values{"availabilityZoneCount": num(5)})}, []string{
			`network.availabilityZoneCount: must be from 1 to 4, got 5`,
		}},

		// Several inputs together.
		{"a new network and an old", "PrivateTable", values{"vpcId": str(vpc), "network": object(values{})}, []string{
			`network: conflicts with vpcId: the table goes into a VPC that exists or into a new one; remove one of them`,
		}},
		{"a new network and one unknown", "PrivateTable", values{"vpcId": unknown, "network": object(values{})}, []string{
			`network: conflicts with vpcId: the table goes into a VPC that exists or into a new one; remove one of them`,
		}},
		{"an endpoint of no VPC", "PrivateTable", values{"vpcEndpointId": str("vpce-0a1b")}, []string{
			`vpcEndpointId: needs vpcId: it names the endpoint of a VPC that exists`,
		}},
		{"a range for a VPC that exists", "PrivateNetwork", values{
			"cidrBlock": str("10.0.0.0/16"),
			"existing":  object(values{"vpcId": str(vpc), "routeTableIds": list("rtb-0a1b")}),
		}, []string{`cidrBlock: conflicts with existing: it says how a new VPC is laid out; remove one of them`}},
		{"zones for a VPC that exists", "PrivateNetwork", values{
			"availabilityZoneCount": num(2),
			"existing":              object(values{"vpcId": str(vpc), "vpcEndpointId": str("vpce-0a1b")}),
		}, []string{`availabilityZoneCount: conflicts with existing: it says how a new VPC is laid out; remove one of them`}},
		{"a VPC and nothing of it", "PrivateNetwork", values{"existing": object(values{"vpcId": str(vpc)})}, []string{
			`existing.routeTableIds: is required without vpcEndpointId: the route tables of the subnets whose traffic is to ` +
				`reach DynamoDB through the new endpoint`,
		}},
		{"route tables for an endpoint that exists", "PrivateNetwork", values{"existing": object(values{
			"vpcId": str(vpc), "routeTableIds": list("rtb-0a1b"), "vpcEndpointId": str("vpce-0a1b"),
		})}, []string{`existing.routeTableIds: conflicts with vpcEndpointId: an endpoint that exists keeps its route tables; ` +
			`remove one of them`}},
		{"no route table", "PrivateNetwork", values{"existing": object(values{
			"vpcId": str(vpc), "routeTableIds": list(),
		})}, []string{`existing.routeTableIds: must list at least one route table: no request takes an endpoint ` +
			`on none`}},
		{"no route table, within a table", "PrivateTable", values{"network": object(values{"existing": object(values{
			"vpcId": str(vpc), "routeTableIds": list(),
		})})}, []string{`network.existing.routeTableIds: must list at least one route table: no request takes an ` +
			`endpoint on none`}},
		{"a guardrail on nothing", "PrivateTable", values{"guardrail": object(values{"targetIds": list()})}, []string{
			`guardrail.targetIds: must list at least one account, organizational unit or root`,
		}},
		{"a guardrail twice", "PrivateTable", values{"guardrail": object(values{
			"targetIds": list("r-ab12", "111122223333", "r-ab12"),
		})}, []string{`guardrail.targetIds[2]: is a duplicate of "r-ab12"`}},
		{"no target", "OrgGuardrail", values{"targets": property.New([]property.Value{})}, []string{
			`targets: must list at least one account, organizational unit or root`,
		}},
		{"a target without a VPC", "OrgGuardrail", values{"targets": property.New([]property.Value{target("r-ab12")})}, []string{
			`targets[0].vpcs: must list at least one VPC, or nobody would be inside`,
		}},
		{"a target twice", "OrgGuardrail", values{"targets": property.New([]property.Value{
			target("r-ab12", inRegion), target("r-ab12", inRegion),
		})}, []string{`targets[1].targetId: is a duplicate: two policies on one target would each refuse what the other lets ` +
			`in; list all its VPCs together`}},

		// Tags.
		{"a tag of AWS's", "PrivateTable", values{"tags": object(values{"aws:team": str("a")})}, []string{
			`tags["aws:team"]: must not have a key that starts with aws:, which AWS keeps for itself`,
		}},
		{"a tag without a key", "PrivateTable", values{"tags": object(values{"": str("a")})}, []string{
			`tags[""]: must have a key of 1 to 128 characters`,
		}},
		{"a tag with odd letters", "PrivateTable", values{"tags": object(values{"team!": str("a")})}, []string{
			`tags["team!"]: must have a key of letters, digits, spaces and _ . : / = + - @`,
		}},
		{"an odd value", "PrivateNetwork", values{"tags": object(values{"team": str("a;b")})}, []string{
			`tags.team: must have a value of letters, digits, spaces and _ . : / = + - @`,
		}},
		{"a long value", "PrivateTable", values{"network": object(values{
			"tags": object(values{"team": str(strings.Repeat("a", 257))}),
		})}, []string{`network.tags.team: must have a value of at most 256 characters`}},
		{"fifty tags", "PrivateTable", values{"tags": object(fifty())}, []string{`tags: must have at most 49 tags, got 50`}},

		// All at once.
		{"nine at once", "PrivateTable", values{
			"partitionKey":               object(values{"name": str(""), "type": str("STRING")}),
			"administratorPrincipalArns": list("*"),
			"breakGlassPrincipalArns":    str(breakGlass),
			"deletionProtection":         str("yes"),
			"tablename":                  str("orders"),
			"vpcEndpointId":              str("vpce-0a1b"),
			"kmsKeyArn":                  str("key"),
			"tags":                       object(values{"aws:x": str("y")}),
		}, []string{
			`administratorPrincipalArns[0]: must be the ARN of an IAM role or user, such as ` + role + `ci/deployer, got "*"`,
			`breakGlassPrincipalArns: must be a list, got "` + breakGlass + `"`,
			`deletionProtection: must be true or false, got "yes"`,
			`kmsKeyArn: must be the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/ID, not of an alias, got "key"`,
			`partitionKey.name: must have 1 to 255 bytes, got 0`,
			`partitionKey.type: must be "S", "N" or "B", got "STRING"; did you mean "S"?`,
			`tablename: is not an input; did you mean "tableName"?`,
			`tags["aws:x"]: must not have a key that starts with aws:, which AWS keeps for itself`,
			`vpcEndpointId: needs vpcId: it names the endpoint of a VPC that exists`,
		}},
	}
	require.GreaterOrEqual(t, len(tests), 60)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			_, err := cloud.construct(t, test.component, "orders", plus(required[test.component], test.inputs), true)
			assert.Equal(t, test.want, failures(t, err))
			assert.Empty(t, cloud.children, "nothing is registered")
			assert.NotContains(t, err.Error(), "hunter2")
		})
	}
}

func fifty() values {
	all := values{}
	for n := range 50 {
		all[fmt.Sprintf("tag-%d", n)] = str("x")
	}
	return all
}

// TestRightInputs holds what is unusual and right: none of it may be taken for a mistake.
func TestRightInputs(t *testing.T) {
	t.Parallel()
	output := func(value property.Value) property.Value {
		return value.WithDependencies([]resource.URN{"urn:pulumi:stack::project::aws:iam/role:Role::ci"})
	}
	tests := []struct {
		name   string
		inputs values
	}{
		{"an unknown in a list", values{"administratorPrincipalArns": property.New([]property.Value{unknown, str(deployer)})}},
		{"a whole list unknown", values{"breakGlassPrincipalArns": output(unknown)}},
		{"an unknown VPC", values{"vpcId": output(unknown)}},
		{"an unknown in an object", values{"partitionKey": object(values{"name": unknown, "type": str("S")})}},
		{"a secret tag", values{"tags": object(values{"team": secret(str("hunter2"))})}},
		{"a secret name", values{"tableName": secret(str("orders"))}},
		{"a known output where a plain value is wanted", values{
			"deletionProtection": output(property.New(false)),
			"network":            output(object(values{"cidrBlock": output(str("10.1.0.0/16"))})),
			"partitionKey":       output(object(values{"name": output(str("pk")), "type": output(str("S"))})),
		}},
		{"null for what has a default", values{"perimeter": null, "tags": null, "network": null, "vpcId": null}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := newCloud().construct(t, "PrivateTable", "orders", plus(least, test.inputs), true)
			require.NoError(t, err)
		})
	}
}
