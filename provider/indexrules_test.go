package provider

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// globally is a list of one global index with some of its inputs replaced.
func globally(replaced values) property.Value {
	return things(plus(values{"name": str("by-date"), "partitionKey": key("date", "S")}, replaced))
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
	nonKeys := make([]string, 101)
	for i := range nonKeys {
		nonKeys[i] = fmt.Sprintf("attribute-%d", i)
	}
	tests := []struct {
		name   string
		inputs values
		want   []string
	}{
		{"no capacity", values{"billingMode": str("PROVISIONED")}, []string{
			`readCapacity: is required where billingMode is "PROVISIONED": capacity units a second`,
			`writeCapacity: is required where billingMode is "PROVISIONED": capacity units a second`,
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
			`globalSecondaryIndexes[0].writeCapacity: is required where billingMode is "PROVISIONED": capacity units a second`,
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
		}, []string{`localSecondaryIndexes[0].name: stands twice: "by-date"`}},
		{"a short index name", values{"globalSecondaryIndexes": globally(values{"name": str("ix")})}, []string{
			`globalSecondaryIndexes[0].name: must be 3 to 255 letters, digits, underscores, hyphens and dots, got "ix"`,
		}},
		{"nothing to include", values{"globalSecondaryIndexes": globally(values{"projection": str("INCLUDE")})}, []string{
			`globalSecondaryIndexes[0].nonKeyAttributes: is required where projection is "INCLUDE"`,
		}},
		{"attributes that nothing includes", values{"globalSecondaryIndexes": globally(values{"nonKeyAttributes": list("a")})}, []string{
			`globalSecondaryIndexes[0].nonKeyAttributes: needs projection "INCLUDE"`,
		}},
		{"too many attributes", values{"globalSecondaryIndexes": globally(values{
			"projection": str("INCLUDE"), "nonKeyAttributes": list(nonKeys...),
		})}, []string{`globalSecondaryIndexes: must list at most 100 nonKeyAttributes in all indexes together, got 101`}},
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
			assert.Equal(t, test.want, mistakes(t, err))
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
