package provider

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

const (
	deployer   = "arn:aws:iam::111122223333:role/ci/deployer"
	breakGlass = "arn:aws:iam::111122223333:role/break-glass"
	ordersARN  = "arn:aws:dynamodb:us-east-1:111122223333:table/orders-1a2b3c4"
)

// least is what a PrivateTable cannot do without.
var least = map[string]property.Value{
	"partitionKey": object(map[string]property.Value{
		"name": property.New("customer"), "type": property.New("S"),
	}),
	"administratorPrincipalArns": list(deployer),
}

func TestTableRegistersItsChildren(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	response, err := cloud.construct(t, "PrivateTable", "orders", least, false)
	require.NoError(t, err)

	assert.Equal(t, []string{
		"aws:dynamodb/resourcePolicy:ResourcePolicy orders-policy < orders",
		"aws:dynamodb/table:Table orders < orders",
		"aws:ec2/securityGroup:SecurityGroup orders-client < orders",
		"aws:ec2/vpcEndpoint:VpcEndpoint orders-dynamodb < orders",
		"awsx:ec2:Vpc orders < orders",
		"private-dynamodb:index:PrivateNetwork orders < orders",
		"pulumi:index:Stash orders-identity < orders",
	}, cloud.registered())

	table := cloud.child(t, "aws:dynamodb/table:Table")
	assert.Equal(t, property.NewMap(map[string]property.Value{
		"billingMode": property.New("PAY_PER_REQUEST"),
		"hashKey":     property.New("customer"),
		"attributes": property.New([]property.Value{object(map[string]property.Value{
			"name": property.New("customer"), "type": property.New("S"),
		})}),
		"serverSideEncryption": object(map[string]property.Value{"enabled": property.New(true)}),
		"pointInTimeRecovery": object(map[string]property.Value{
			"enabled": property.New(true), "recoveryPeriodInDays": property.New(35.0),
		}),
		"deletionProtectionEnabled": property.New(true),
		"ttl":                       object(map[string]property.Value{"enabled": property.New(false)}),
	}), plain(table.Inputs))
	assert.True(t, table.RegisterRPC.GetProtect(), "a destroy stops at preview")
	assert.Contains(t, table.RegisterRPC.GetDependencies(),
		urnPrefix+"private-dynamodb:index:PrivateTable$private-dynamodb:index:PrivateNetwork"+
			"$aws:ec2/vpcEndpoint:VpcEndpoint::orders-dynamodb", "the table waits for the endpoint and its routes")
	for output, part := range partsOfVPC {
		assert.Contains(t, cloud.child(t, vpcEndpointType).RegisterRPC.GetDependencies(),
			urnPrefix+"aws:ec2/"+part+"::"+output, "a destroy that stops at the table must not take it away")
	}

	attached := cloud.child(t, "aws:dynamodb/resourcePolicy:ResourcePolicy")
	assert.Equal(t, ordersARN, attached.Inputs.Get("resourceArn").AsString())
	assert.Equal(t, urnPrefix+"private-dynamodb:index:PrivateTable$aws:dynamodb/table:Table::orders",
		attached.RegisterRPC.GetDeletedWith(), "the policy leaves with the table, never before")
	want, err := policy.Intent{
		Perimeter:   policy.Perimeter{Kind: policy.PerimeterVPCs, IDs: []string{"vpc-0a1"}},
		Enforcement: policy.EnforceData,
		Exemptions:  []policy.Exemption{policy.Administrators([]string{deployer})},
	}.TablePolicy(ordersARN)
	require.NoError(t, err)
	text, err := want.JSON()
	require.NoError(t, err)
	assert.Equal(t, text, attached.Inputs.Get("policy").AsString())

	assert.Equal(t, property.NewMap(map[string]property.Value{
		"tableName":             property.New("orders-1a2b3c4"),
		"tableArn":              property.New(ordersARN),
		"vpcId":                 property.New("vpc-0a1"),
		"vpcEndpointId":         property.New("vpce-0a1"),
		"subnetIds":             list("subnet-0a1", "subnet-0a2"),
		"privateSubnetIds":      list(),
		"clientSecurityGroupId": property.New("sg-0a1"),
		"guardrailPolicyIds":    property.New([]property.Value{}),
	}), plain(response.State.Delete("accessReport")))
}

func TestTableTakesEverySetting(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, map[string]property.Value{
		"sortKey": object(map[string]property.Value{
			"name": property.New("placedAt"), "type": property.New("N"),
		}),
		"breakGlassPrincipalArns": list(breakGlass),
		"perimeter":               property.New("endpoints"),
		"network":                 object(map[string]property.Value{"cidrBlock": property.New("10.7.0.0/20")}),
		"tableName":               property.New("orders"),
		"kmsKeyArn":               property.New("arn:aws:kms:us-east-1:111122223333:key/k"),
		"pointInTimeRecovery":     property.New(false),
		"deletionProtection":      property.New(false),
		"tags":                    object(map[string]property.Value{"team": property.New("orders")}),
	}), false)
	require.NoError(t, err)

	table := cloud.child(t, "aws:dynamodb/table:Table")
	assert.Equal(t, property.NewMap(map[string]property.Value{
		"name":        property.New("orders"),
		"billingMode": property.New("PAY_PER_REQUEST"),
		"hashKey":     property.New("customer"),
		"rangeKey":    property.New("placedAt"),
		"attributes": property.New([]property.Value{
			object(map[string]property.Value{"name": property.New("customer"), "type": property.New("S")}),
			object(map[string]property.Value{"name": property.New("placedAt"), "type": property.New("N")}),
		}),
		"serverSideEncryption": object(map[string]property.Value{
			"enabled": property.New(true), "kmsKeyArn": property.New("arn:aws:kms:us-east-1:111122223333:key/k"),
		}),
		"pointInTimeRecovery":       object(map[string]property.Value{"enabled": property.New(false)}),
		"deletionProtectionEnabled": property.New(false),
		"ttl":                       object(map[string]property.Value{"enabled": property.New(false)}),
		"tags":                      object(map[string]property.Value{"team": property.New("orders")}),
	}), plain(table.Inputs))
	assert.False(t, table.RegisterRPC.GetProtect())

	vpc := cloud.child(t, "awsx:ec2:Vpc").Inputs
	assert.Equal(t, "10.7.0.0/20", vpc.Get("cidrBlock").AsString())
	assert.Equal(t, "orders", vpc.Get("tags").AsMap().Get("team").AsString(), "the network has the table's tags")

	document := cloud.child(t, "aws:dynamodb/resourcePolicy:ResourcePolicy").Inputs.Get("policy").AsString()
	assert.Contains(t, document, `"StringNotEquals":{"aws:SourceVpce":"vpce-0a1"}`)
	assert.Contains(t, document, breakGlass)
}

func TestTablePreviewsWithUnknowns(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, map[string]property.Value{
		"administratorPrincipalArns": property.New([]property.Value{property.New(property.Computed)}),
	}), true)
	require.NoError(t, err)
	assert.Len(t, cloud.registered(), 7, "an unknown hides nothing from the preview")
}
