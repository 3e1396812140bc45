package provider

import (
	"slices"
	"strings"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAnotherTableIsRefused gives a table that exists another identity.
func TestAnotherTableIsRefused(t *testing.T) {
	t.Parallel()
	const onPurpose = ": that takes another table, and what this one holds would be lost; to do so on purpose copy the " +
		"data, set deletionProtection to false, update, and change "
	was := values{"partitionKey": str("customer (S)"), "sortKey": str("placedAt (S)")}
	sorted := values{"sortKey": key("placedAt", "S")}
	tests := []struct {
		name   string
		was    values
		inputs values
		want   string // empty where nothing is wrong
	}{
		{"the same", was, sorted, ""},
		{
			"another key", was, plus(sorted, values{"partitionKey": key("id", "S")}),
			`partitionKey: was "customer (S)" when the table was created, and is "id (S)" now` + onPurpose + "partitionKey",
		},
		{
			"another type", was,
			values{"sortKey": key("placedAt", "N")},
			`sortKey: was "placedAt (S)" when the table was created, and is "placedAt (N)" now` + onPurpose + "sortKey",
		},
		{
			"a key less", was, nil,
			`sortKey: was "placedAt (S)" when the table was created, and is not given now` + onPurpose + "sortKey",
		},
		{
			"a name", was, plus(sorted, values{"tableName": str("orders")}),
			`tableName: was not given when the table was created, and is "orders" now` + onPurpose + "tableName",
		},
		{"the name that another has", was, plus(sorted, values{"tableName": str("orders-0000000")}), `tableName: was not ` +
			`given when the table was created, and is "orders-0000000" now` + onPurpose + "tableName"},
		{
			"every mistake at once", was,
			values{"partitionKey": key("id", "S")},
			`partitionKey: was "customer (S)" when the table was created, and is "id (S)" now` + onPurpose + "partitionKey then\n" +
				`sortKey: was "placedAt (S)" when the table was created, and is not given now` + onPurpose + "sortKey",
		},
		{"a local index", was, plus(sorted, values{"localSecondaryIndexes": things(values{
			"name": str("by-total"), "sortKey": key("total", "N"),
		})}), `localSecondaryIndexes: was not given when the table was created, and is "by-total by total (N), ALL" now` +
			onPurpose + "localSecondaryIndexes"},
		{"local indexes in another order", plus(was, values{
			"localSecondaryIndexes": str("by-date by date (S), ALL; by-total by total (N), INCLUDE a b"),
		}), plus(sorted, values{"localSecondaryIndexes": things(values{
			"name": str("by-total"), "sortKey": key("total", "N"), "projection": str("INCLUDE"), "nonKeyAttributes": list("b", "a"),
		}, values{"name": str("by-date"), "sortKey": key("date", "S")})}), ""},
		{"a key that is a secret", was, plus(sorted, values{"partitionKey": object(values{
			"name": secret(str("hush")), "type": str("S"),
		})}), `partitionKey: has changed since the table was created` + onPurpose + "partitionKey"},
		{"the same place", plus(was, values{"account": str("111122223333"), "Region": str("us-east-1")}), sorted, ""},
		{
			"another Region", plus(was, values{"account": str("111122223333"), "Region": str("eu-west-1")}), sorted,
			"the table is in the Region eu-west-1, and this update is for the Region us-east-1: every resource of the stack " +
				"would be made anew there; use the credentials and the Region of the table",
		},
		{
			"another account", plus(was, values{"account": str("444455556666"), "Region": str("us-east-1")}), sorted,
			"the table is in the account 444455556666, and this update is for the account 111122223333",
		},
		{"another Region, on purpose", plus(was, values{"Region": str("eu-west-1")}), plus(sorted, values{
			"deletionProtection": property.New(false),
		}), ""},
		{"on purpose", was, values{"deletionProtection": property.New(false)}, ""},
		{"observed", was, values{"enforcement": str("observe")}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, preview := range []bool{true, false} {
				cloud := newCloud()
				cloud.stash = test.was
				_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, test.inputs), preview)
				if test.want == "" {
					require.NoError(t, err)
					continue
				}
				require.ErrorContains(t, err, test.want)
				assert.NotContains(t, cloud.registered(), "aws:dynamodb/table:Table orders < orders", "it is not replaced")
			}
		})
	}
}

// TestIdentityFollowsOnPurpose has the record of a table that may be replaced follow the table, once it is there, and that
// of a protected table hold what it was created with.
func TestIdentityFollowsOnPurpose(t *testing.T) {
	t.Parallel()
	for protected, want := range map[bool]struct{ ignored, replacing []string }{
		true: {[]string{"input"}, nil}, false: {[]string{"input.tableName"}, []string{"input"}},
	} {
		cloud := newCloud()
		_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{"deletionProtection": property.New(protected)}), false)
		require.NoError(t, err)
		record := cloud.named(t, "pulumi:index:Stash", "orders-identity").RegisterRPC
		assert.Equal(t, want.ignored, record.GetIgnoreChanges())
		assert.Equal(t, want.replacing, record.GetReplaceOnChanges())
		table := urnPrefix + "private-dynamodb:index:PrivateTable$" + tableType + "::orders"
		assert.Equal(t, !protected, slices.Contains(record.GetDependencies(), table), "it holds nothing that AWS has refused")
		assert.Equal(t, property.NewMap(values{"input": object(values{
			"partitionKey": str("customer (S)"), "account": str("111122223333"), "Region": str("us-east-1"),
		})}), plain(cloud.named(t, "pulumi:index:Stash", "orders-identity").Inputs))
	}
}

// ordersURN is the table of the component orders.
const ordersURN = urnPrefix + "private-dynamodb:index:PrivateTable$aws:dynamodb/table:Table::"

// ownOrders is the table orders in the state of the stack.
func ownOrders(replaced values) values {
	return plus(values{
		"name": str("orders-1a2b3c4"), "hashKey": str("customer"), "rangeKey": str("placedAt"),
		"billingMode": str("PAY_PER_REQUEST"), "deletionProtectionEnabled": property.New(true),
		"attributes": attributesOf("customer S", "placedAt S"),
		"ttl":        object(values{"enabled": property.New(false), "attributeName": str("")}),
	}, replaced)
}

// attributesOf are attributes with their types.
func attributesOf(all ...string) property.Value {
	var attributes []property.Value
	for _, one := range all {
		name, kind, _ := strings.Cut(one, " ")
		attributes = append(attributes, key(name, kind))
	}
	return property.New(attributes)
}

// TestStateTellsWhatTheTableIs gives the inputs of tables that the stack has, where the record says something else.
func TestStateTellsWhatTheTableIs(t *testing.T) {
	t.Parallel()
	sorted := values{"sortKey": key("placedAt", "S")}
	was := values{"partitionKey": str("customer (S)"), "sortKey": str("placedAt (S)")}
	byDate := func(name, kind string) values {
		return plus(sorted, values{"globalSecondaryIndexes": globally(values{
			"name": str(name), "partitionKey": key("date", kind), "sortKey": key("total", "N"),
		})})
	}
	indexed := values{
		"attributes":             attributesOf("customer S", "placedAt S", "date S", "total S"),
		"globalSecondaryIndexes": things(values{"name": str("by-date"), "hashKey": str("date"), "rangeKey": str("total")}),
	}
	tests := []struct {
		name, why   string
		was, inputs values
		urn         string
		own         values
		aliases     []resource.URN
		want        string // empty where nothing is wrong
	}{
		{
			"the name that it has", "it changes nothing", was, plus(sorted, values{"tableName": str("orders-1a2b3c4")}),
			"orders", nil, nil, "",
		},
		{
			"the name that it has, since the component was renamed", "its name is the old component's", was,
			plus(sorted, values{"tableName": str("carts-1a2b3c4")}), "orders",
			values{"name": str("carts-1a2b3c4")},
			nil, "",
		},
		{
			"the name that it has, as the component is renamed", "the state has it under the alias", was,
			plus(sorted, values{"tableName": str("carts-1a2b3c4")}), "carts",
			values{"name": str("carts-1a2b3c4")},
			[]resource.URN{urnPrefix + "private-dynamodb:index:PrivateTable::carts"},
			"",
		},
		{
			"another table's name", "it takes another table", was, plus(sorted, values{"tableName": str("orders-0000000")}),
			"orders", nil, nil, `tableName: was not given when the table was created, and is "orders-0000000" now`,
		},
		{
			"a table that was replaced on purpose", "the record is from before",
			values{"partitionKey": str("id (N)")},
			sorted,
			"orders", nil, nil, "",
		},
		{
			"with other local indexes", "the state has them", was, plus(sorted, values{"localSecondaryIndexes": things(values{
				"name": str("by-total"), "sortKey": key("total", "N"), "projection": str("INCLUDE"), "nonKeyAttributes": list("b", "a"),
			})}), "orders", values{
				"attributes": attributesOf("customer S", "placedAt S", "total N"),
				"localSecondaryIndexes": things(values{
					"name": str("by-total"), "rangeKey": str("total"), "projectionType": str("INCLUDE"), "nonKeyAttributes": list("a", "b"),
				}),
			}, nil, "",
		},
		{
			"a table whose change failed", "it is as it was", was,
			values{"sortKey": key("placedAt", "N")},
			"orders", nil, nil,
			`sortKey: was "placedAt (S)" when the table was created, and is "placedAt (N)" now`,
		},
		{
			"another attribute for time to live", "AWS wants it off before", was, plus(sorted, values{"ttlAttribute": str("ends")}),
			"orders",
			values{"ttl": object(values{"enabled": property.New(true), "attributeName": str("endsAt")})},
			nil,
			`ttlAttribute: time to live is on by "endsAt", and AWS takes another attribute only once it is off: remove ` +
				`ttlAttribute, update, and give "ends" in the next update, which AWS may refuse for an hour after the first`,
		},
		{
			"another attribute once it is off", "AWS takes it", was, plus(sorted, values{"ttlAttribute": str("ends")}),
			"orders",
			values{"ttl": object(values{"enabled": property.New(false), "attributeName": str("endsAt")})},
			nil, "",
		},
		{
			"the same attribute", "nothing changes", was, plus(sorted, values{"ttlAttribute": str("ends")}),
			"orders",
			values{"ttl": object(values{"enabled": property.New(true), "attributeName": str("ends")})},
			nil, "",
		},
		{
			"from on demand to what scales", "it would scale from nothing", was, plus(plus(sorted, values{"autoscaling": object(values{
				"read": object(between(1, 9)),
			})}), values{"billingMode": str("PROVISIONED"), "writeCapacity": num(1)}), "orders", nil, nil,
			"autoscaling: the table is on demand, and what scales starts at the capacity that the table has, which is none: give " +
				"readCapacity and writeCapacity in this update, and autoscaling in the next",
		},
		{
			"from provisioned to what scales", "it has capacities", was, plus(plus(sorted, values{"autoscaling": object(values{
				"read": object(between(1, 9)),
			})}), values{"billingMode": str("PROVISIONED"), "writeCapacity": num(1)}), "orders",
			values{"billingMode": str("PROVISIONED")},
			nil, "",
		},
		{
			"other types of an index's keys", "to the aws provider nothing changes", was, byDate("by-date", "N"), "orders", indexed, nil,
			`globalSecondaryIndexes[0].partitionKey.type: the attribute "date" is a key of the index "by-date" as S, and AWS ` +
				"changes the type of no key: remove the index, update, and add it again in the next update, or give it another name\n" +
				`globalSecondaryIndexes[0].sortKey.type: the attribute "total" is a key of the index "by-date" as S`,
		},
		{"of an index with another name", "it is another index", was, byDate("by-day", "N"), "orders", indexed, nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, preview := range []bool{true, false} {
				cloud := newCloud()
				cloud.stash = test.was
				cloud.state = map[string]values{ordersURN + test.urn: ownOrders(test.own)}
				_, err := cloud.serve(t).Construct(p.ConstructRequest{
					Urn:    resource.URN(urnPrefix + token("PrivateTable") + "::orders"),
					Inputs: property.NewMap(plus(least, test.inputs)), DryRun: preview, Aliases: test.aliases,
				})
				if test.want == "" {
					require.NoError(t, err, test.why)
					continue
				}
				require.ErrorContains(t, err, test.want, test.why)
				assert.Empty(t, cloud.ofType(tableType), "it is not changed")
			}
		})
	}
}
