package provider

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
)

// What AWS takes of a table's keys and indexes. Source: "Quotas in Amazon DynamoDB", secondary indexes and table.
const (
	maxGlobalIndexes    = 20
	maxLocalIndexes     = 5
	maxNonKeyAttributes = 100 // in all indexes together
	maxIncluded         = 20  // in one; source: "CreateTable", NonKeyAttributes
)

func checkIndexes(c *inputs.Check, props property.Map) {
	provisioned := inputs.Is(props, "billingMode", string(BillingModeProvisioned))
	checkCapacity(c, inputs.Path{}, props, provisioned)
	names, types, nonKeys := map[string]bool{}, map[string]string{}, 0
	key := func(at inputs.Path, value property.Value) {
		if !value.IsMap() {
			return
		}
		name, kind := value.AsMap().Get("name"), value.AsMap().Get("type")
		if !name.IsString() || !kind.IsString() || name.Secret() {
			return
		}
		if known := types[name.AsString()]; known != "" && known != kind.AsString() {
			c.Fail(at.Field("type"), "must be %q as in another key: the attribute %q has one type", known, name.AsString())
		}
		types[name.AsString()] = kind.AsString()
	}
	index := func(at inputs.Path, value property.Map) {
		if name := value.Get("name"); name.IsString() && !name.Secret() {
			if names[name.AsString()] {
				c.Fail(at.Field("name"), "stands twice: %q", name.AsString())
			}
			names[name.AsString()] = true
		}
		include := inputs.Is(value, "projection", string(ProjectionInclude))
		switch {
		case include && !inputs.Given(value, "nonKeyAttributes"):
			c.Fail(at.Field("nonKeyAttributes"), "is required where projection is %q", ProjectionInclude)
		case !include && inputs.Given(value, "nonKeyAttributes"):
			c.Fail(at.In(value, "nonKeyAttributes"), "needs projection %q", ProjectionInclude)
		}
		inputs.NotEmpty(c, at, value, "nonKeyAttributes", "must list at least one attribute")
		if list := value.Get("nonKeyAttributes"); list.IsArray() {
			nonKeys += list.AsArray().Len()
			if n := list.AsArray().Len(); n > maxIncluded {
				c.Fail(at.In(value, "nonKeyAttributes"), "must list at most %d attributes, got %d", maxIncluded, n)
			}
			inputs.Distinct(c, at.In(value, "nonKeyAttributes"), list)
		}
	}
	key(inputs.Path{}.Field("partitionKey"), props.Get("partitionKey"))
	if keyName(props, "sortKey") != keyName(props, "partitionKey") { // which is a mistake of its own
		key(inputs.Path{}.Field("sortKey"), props.Get("sortKey"))
	}
	inputs.Each(props, "globalSecondaryIndexes", func(at inputs.Path, value property.Map) {
		index(at, value)
		key(at.Field("partitionKey"), value.Get("partitionKey"))
		key(at.Field("sortKey"), value.Get("sortKey"))
		checkCapacity(c, at, value, provisioned)
		if name := value.Get("name"); inputs.Given(value, "autoscaling") && inputs.Given(value, "name") &&
			(name.IsComputed() || at.In(value, "name").Secret) {
			c.Fail(at.In(value, "name"), "must be known at preview, and no secret, where autoscaling is given: what makes the "+
				"index scale is named after it")
		}
		if first, second := keyName(value, "partitionKey"), keyName(value, "sortKey"); first != "" && first == second {
			c.Fail(at.Field("sortKey").Field("name"), "must differ from the name of the partition key, got %q twice", first)
		}
	})
	inputs.Each(props, "localSecondaryIndexes", func(at inputs.Path, value property.Map) {
		index(at, value)
		key(at.Field("sortKey"), value.Get("sortKey"))
		if name := keyName(value, "sortKey"); name != "" && name == keyName(props, "partitionKey") {
			c.Fail(at.Field("sortKey").Field("name"), "must differ from the name of the partition key, got %q twice", name)
		}
	})
	if inputs.Given(props, "localSecondaryIndexes") && !inputs.Given(props, "sortKey") {
		c.Fail(inputs.Path{}.Field("sortKey"), "is required with localSecondaryIndexes: each is another sort key beside it")
	}
	for name, most := range map[string]int{
		"globalSecondaryIndexes": maxGlobalIndexes, "localSecondaryIndexes": maxLocalIndexes,
	} {
		if list := props.Get(name); list.IsArray() && list.AsArray().Len() > most {
			c.Fail(inputs.Path{}.In(props, name), "must list at most %d indexes, got %d", most, list.AsArray().Len())
		}
	}
	if nonKeys > maxNonKeyAttributes {
		c.Fail(inputs.Path{}.Field("globalSecondaryIndexes"), "must list at most %d nonKeyAttributes in all indexes together, "+
			"got %d", maxNonKeyAttributes, nonKeys)
	}
}

// keyName is the name of a key attribute, where it is known and no secret.
func keyName(props property.Map, key string) string {
	value := props.Get(key)
	if !value.IsMap() || !value.AsMap().Get("name").IsString() || value.AsMap().Get("name").Secret() {
		return ""
	}
	return value.AsMap().Get("name").AsString()
}
