package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// globally is a list of one global index with some of its inputs replaced.
func globally(replaced values) property.Value {
	return things(plus(values{"name": str("by-date"), "partitionKey": key("date", "S")}, replaced))
}

// provisioned are inputs with capacities that stay as they are.
func provisioned(inputs values) values {
	return plus(values{"billingMode": str("PROVISIONED"), "readCapacity": num(5), "writeCapacity": num(2)}, inputs)
}

// TestWrongTables holds every mistake about keys, indexes and capacity to the exact answer that it gets.
func TestWrongTables(t *testing.T) {
	t.Parallel()
	many := func(most int, one func(int) values) property.Value {
		var all []values
		for i := range most {
			all = append(all, one(i))
		}
		return things(all...)
	}
	nonKeys := make([]string, 102)
	for i := range nonKeys {
		nonKeys[i] = fmt.Sprintf("attribute-%d", i)
	}
	tests := []struct {
		name   string
		inputs values
		want   []string
	}{
		{"no capacity", values{"billingMode": str("PROVISIONED")}, []string{
			`readCapacity: is required where billingMode is "PROVISIONED": capacity units a second, or give autoscaling.read`,
			`writeCapacity: is required where billingMode is "PROVISIONED": capacity units a second, or give autoscaling.write`,
		}},
		{"capacity on demand", values{"readCapacity": num(5)}, []string{
			`readCapacity: needs billingMode "PROVISIONED": on demand, nothing is provisioned`,
		}},
		{"capacity of nothing", values{"billingMode": str("PROVISIONED"), "readCapacity": num(0), "writeCapacity": num(1)}, []string{
			`readCapacity: must be at least 1, got the number 0`,
		}},
		{"an index without capacity", values{
			"billingMode": str("PROVISIONED"), "readCapacity": num(1), "writeCapacity": num(1),
			"globalSecondaryIndexes": globally(values{"readCapacity": num(1)}),
		}, []string{
			`globalSecondaryIndexes[0].writeCapacity: is required where billingMode is "PROVISIONED": capacity units a second, or give autoscaling.write`,
		}},
		{"scaling on demand", values{"autoscaling": object(values{"read": object(between(1, 9))})}, []string{
			`autoscaling: needs billingMode "PROVISIONED": on demand, nothing scales`,
		}},
		{"scaling of nothing", provisioned(values{"autoscaling": object(values{})}), []string{
			`autoscaling: must give read or write; leave it out otherwise`,
		}},
		{"scaling without bounds", provisioned(values{"autoscaling": object(values{"read": object(values{})})}), []string{
			`autoscaling.read.maxCapacity: is required: the most capacity, in units a second`,
			`autoscaling.read.minCapacity: is required: the least capacity, in units a second, and what the table or index ` +
				"starts with unless `readCapacity` or `writeCapacity` says another",
		}},
		{"scaling from nothing", provisioned(values{"autoscaling": object(values{"read": object(between(0, 9))})}), []string{
			`autoscaling.read.minCapacity: must be at least 1, got the number 0`,
		}},
		{"scaling upside down", provisioned(values{"autoscaling": object(values{"write": object(between(9, 5))})}), []string{
			`autoscaling.write.maxCapacity: must be at least minCapacity`,
			`writeCapacity: must be between minCapacity and maxCapacity of autoscaling, where it starts`,
		}},
		{"scaling to the brim", provisioned(values{"autoscaling": object(values{
			"read": object(plus(between(1, 9), values{"targetUtilization": num(95)})),
		})}), []string{
			`autoscaling.read.targetUtilization: must be from 20 to 90 percent, got the number 95`,
		}},
		{"a start outside", provisioned(values{"readCapacity": num(1), "autoscaling": object(values{"read": object(between(2, 9))})}), []string{
			`readCapacity: must be between minCapacity and maxCapacity of autoscaling, where it starts`,
		}},
		{"an index that scales under no name yet", provisioned(values{"globalSecondaryIndexes": globally(values{
			"name": unknown, "writeCapacity": num(1), "autoscaling": object(values{"read": object(between(1, 9))}),
		})}), []string{
			`globalSecondaryIndexes[0].name: must be known at preview, and no secret, where autoscaling is given: the ` +
				`scaling resources are named after the index`,
		}},
		{"bounds on demand of what is provisioned", provisioned(values{
			"onDemandThroughput": object(values{"maxReadRequestUnits": num(1)}),
		}), []string{
			`onDemandThroughput: conflicts with billingMode "PROVISIONED": the provisioned capacity bounds the requests`,
		}},
		{"no bounds on demand", values{"onDemandThroughput": object(values{})}, []string{
			`onDemandThroughput: must give maxReadRequestUnits or maxWriteRequestUnits; leave it out otherwise`,
		}},
		{"a bound of nothing", values{"globalSecondaryIndexes": globally(values{
			"onDemandThroughput": object(values{"maxReadRequestUnits": num(-1), "maxWriteRequestUnits": num(0)}),
		})}, []string{
			`globalSecondaryIndexes[0].onDemandThroughput.maxWriteRequestUnits: must be at least 1, or -1 for no bound, got ` +
				`the number 0`,
		}},
		{"a recovery that is too long", values{"recoveryPeriodInDays": num(36)}, []string{
			`recoveryPeriodInDays: must be from 1 to 35 days, got the number 36`,
		}},
		{"a recovery period of nothing", values{"recoveryPeriodInDays": num(7), "pointInTimeRecovery": property.New(false)}, []string{
			`recoveryPeriodInDays: needs pointInTimeRecovery: without it there is nothing to restore`,
		}},
		{"a strange billing", values{"billingMode": str("ON_DEMAND")}, []string{
			`billingMode: must be "PAY_PER_REQUEST" or "PROVISIONED", got "ON_DEMAND"`,
		}},
		{"a strange class", values{"tableClass": str("GLACIER")}, []string{
			`tableClass: must be "STANDARD" or "STANDARD_INFREQUENT_ACCESS", got "GLACIER"`,
		}},
		{"an attribute of two types", values{"globalSecondaryIndexes": globally(values{"partitionKey": key("customer", "N")})}, []string{
			`globalSecondaryIndexes[0].partitionKey.type: must be "S" as in another key: the attribute "customer" has one type`,
		}},
		{"one key twice in an index", values{"globalSecondaryIndexes": globally(values{"sortKey": key("date", "S")})}, []string{
			`globalSecondaryIndexes[0].sortKey.name: must differ from the name of the partition key, got "date" twice`,
		}},
		{"an index twice", values{
			"sortKey":                key("placedAt", "S"),
			"globalSecondaryIndexes": globally(nil),
			"localSecondaryIndexes":  things(values{"name": str("by-date"), "sortKey": key("total", "N")}),
		}, []string{`localSecondaryIndexes[0].name: is a duplicate: another index has the name "by-date"`}},
		{"a short index name", values{"globalSecondaryIndexes": globally(values{"name": str("ix")})}, []string{
			`globalSecondaryIndexes[0].name: must be 3 to 255 letters, digits, underscores, hyphens and dots, got "ix"`,
		}},
		{"nothing to include", values{"globalSecondaryIndexes": globally(values{"projection": str("INCLUDE")})}, []string{
			`globalSecondaryIndexes[0].nonKeyAttributes: is required where projection is "INCLUDE"`,
		}},
		{"attributes that nothing includes", values{"globalSecondaryIndexes": globally(values{"nonKeyAttributes": list("a")})}, []string{
			`globalSecondaryIndexes[0].nonKeyAttributes: needs projection "INCLUDE"`,
		}},
		{"too many attributes in an index", values{"globalSecondaryIndexes": globally(values{
			"projection": str("INCLUDE"), "nonKeyAttributes": list(nonKeys[:21]...),
		})}, []string{`globalSecondaryIndexes[0].nonKeyAttributes: must list at most 20 attributes, got 21`}},
		{"too many attributes", values{"globalSecondaryIndexes": many(6, func(i int) values {
			return values{
				"name": str(fmt.Sprintf("index-%d", i)), "partitionKey": key("date", "S"), "projection": str("INCLUDE"),
				"nonKeyAttributes": list(nonKeys[17*i : 17*i+17]...),
			}
		})}, []string{`globalSecondaryIndexes: must list at most 100 nonKeyAttributes in all indexes together, got 102`}},
		{"an attribute twice", values{"globalSecondaryIndexes": globally(values{
			"projection": str("INCLUDE"), "nonKeyAttributes": list("total", "total"),
		})}, []string{`globalSecondaryIndexes[0].nonKeyAttributes[1]: is a duplicate of "total"`}},
		{"too many global indexes", values{"globalSecondaryIndexes": many(21, func(i int) values {
			return values{"name": str(fmt.Sprintf("index-%d", i)), "partitionKey": key("date", "S")}
		})}, []string{`globalSecondaryIndexes: must list at most 20 indexes, got 21`}},
		{"too many local indexes", values{"sortKey": key("placedAt", "S"), "localSecondaryIndexes": many(6, func(i int) values {
			return values{"name": str(fmt.Sprintf("index-%d", i)), "sortKey": key("total", "N")}
		})}, []string{`localSecondaryIndexes: must list at most 5 indexes, got 6`}},
		{"a local index without a sort key beside it", values{
			"localSecondaryIndexes": things(values{"name": str("by-total"), "sortKey": key("total", "N")}),
		}, []string{`sortKey: is required with localSecondaryIndexes: each is another sort key beside it`}},
		{"a local index by the partition key", values{
			"sortKey":               key("placedAt", "S"),
			"localSecondaryIndexes": things(values{"name": str("by-customer"), "sortKey": key("customer", "S")}),
		}, []string{
			`localSecondaryIndexes[0].sortKey.name: must differ from the name of the partition key, got "customer" twice`,
		}},
		{"a time to live by no name", values{"ttlAttribute": str("")}, []string{`ttlAttribute: must have 1 to 255 bytes, got 0`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, test.inputs), true)
			assert.Equal(t, test.want, failures(t, err))
			assert.Empty(t, cloud.children, "nothing is registered")
		})
	}
}

func TestTableWithIndexes(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{
		"sortKey":     key("placedAt", "S"),
		"billingMode": str("PROVISIONED"), "readCapacity": num(5), "writeCapacity": num(2),
		"tableClass": str("STANDARD_INFREQUENT_ACCESS"), "ttlAttribute": str("endsAt"),
		"globalSecondaryIndexes": globally(values{
			"sortKey": key("customer", "S"), "projection": str("INCLUDE"), "nonKeyAttributes": list("total"),
			"readCapacity": num(1), "writeCapacity": num(1),
		}),
		"localSecondaryIndexes": things(values{"name": str("by-total"), "sortKey": key("total", "N"), "projection": str("KEYS_ONLY")}),
	}), false)
	require.NoError(t, err)
	table := plain(cloud.child(t, "aws:dynamodb/table:Table").Inputs)
	attribute := func(name, kind string) values { return values{"name": str(name), "type": str(kind)} }
	wanted := values{
		"billingMode": str("PROVISIONED"), "readCapacity": num(5), "writeCapacity": num(2),
		"tableClass": str("STANDARD_INFREQUENT_ACCESS"),
		"ttl":        object(values{"enabled": property.New(true), "attributeName": str("endsAt")}),
		"attributes": things(attribute("customer", "S"), attribute("placedAt", "S"), attribute("date", "S"), attribute("total", "N")),
		"globalSecondaryIndexes": things(values{
			"name": str("by-date"), "hashKey": str("date"), "rangeKey": str("customer"), "projectionType": str("INCLUDE"),
			"nonKeyAttributes": list("total"), "readCapacity": num(1), "writeCapacity": num(1),
		}),
		"localSecondaryIndexes": things(values{
			"name": str("by-total"), "rangeKey": str("total"), "projectionType": str("KEYS_ONLY"),
		}),
	}
	for name, want := range wanted {
		assert.Equal(t, want, table.Get(name), name)
	}
}

// TestComponentWhoseNameIsNoTables makes no table's name of it, and takes one that is given.
func TestComponentWhoseNameIsNoTables(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"my orders", "o/o", strings.Repeat("o", 248)} {
		inVPC := plus(least, values{"vpcId": str("vpc-0a1b")})
		_, err := servedVPC().construct(t, "PrivateTable", name, inVPC, true)
		assert.Equal(t, []string{"tableName: is required, since a name cannot be generated from the component's: a table's name has 3 to " +
			"255 letters, digits, underscores, hyphens and dots, 8 of them a suffix"}, failures(t, err))
		_, err = servedVPC().construct(t, "PrivateTable", name, plus(inVPC, values{"tableName": str("orders")}), true)
		require.NoError(t, err)
	}
}
