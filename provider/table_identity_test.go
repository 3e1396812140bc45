package provider

import (
	"testing"

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
		{"the name that it has", was, plus(sorted, values{"tableName": str("orders-1a2b3c4")}), ""},
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

// TestIdentityFollowsOnPurpose has the stash forget what a table that may be replaced was.
func TestIdentityFollowsOnPurpose(t *testing.T) {
	t.Parallel()
	for protected, follows := range map[bool][]string{true: nil, false: {"input"}} {
		cloud := newCloud()
		_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{"deletionProtection": property.New(protected)}), false)
		require.NoError(t, err)
		stash := cloud.child(t, "pulumi:index:Stash")
		assert.Equal(t, follows, stash.RegisterRPC.GetReplaceOnChanges())
		assert.Equal(t, property.NewMap(values{"input": object(values{
			"partitionKey": str("customer (S)"), "account": str("111122223333"), "Region": str("us-east-1"),
		})}), plain(stash.Inputs))
	}
}
