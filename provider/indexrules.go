package provider

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// What AWS takes of a table's keys and indexes. Source: "Quotas in Amazon DynamoDB", secondary indexes and table.
const (
	maxGlobalIndexes    = 20
	maxLocalIndexes     = 5
	maxNonKeyAttributes = 100 // in all indexes together
	maxIncluded         = 20  // in one; source: "CreateTable", NonKeyAttributes
)

func indexAcross(c *checker, inputs property.Map) {
	provisioned := is(inputs, "billingMode", string(BillingModeProvisioned))
	capacityAcross(c, location{}, inputs, provisioned)
	names, types, nonKeys := map[string]bool{}, map[string]string{}, 0
	key := func(at location, value property.Value) {
		if !value.IsMap() {
			return
		}
		name, kind := value.AsMap().Get("name"), value.AsMap().Get("type")
		if !name.IsString() || !kind.IsString() || name.Secret() {
			return
		}
		if known := types[name.AsString()]; known != "" && known != kind.AsString() {
			c.wrong(at.field("type"), "must be %q as in another key: the attribute %q has one type", known, name.AsString())
		}
		types[name.AsString()] = kind.AsString()
	}
	index := func(at location, value property.Map) {
		if name := value.Get("name"); name.IsString() && !name.Secret() {
			if names[name.AsString()] {
				c.wrong(at.field("name"), "stands twice: %q", name.AsString())
			}
			names[name.AsString()] = true
		}
		include := is(value, "projection", string(ProjectionInclude))
		switch {
		case include && !given(value, "nonKeyAttributes"):
			c.wrong(at.field("nonKeyAttributes"), "is required where projection is %q", ProjectionInclude)
		case !include && given(value, "nonKeyAttributes"):
			c.wrong(at.in(value, "nonKeyAttributes"), "needs projection %q", ProjectionInclude)
		}
		notEmpty(c, at, value, "nonKeyAttributes", "must list at least one attribute")
		if list := value.Get("nonKeyAttributes"); list.IsArray() {
			nonKeys += list.AsArray().Len()
			if n := list.AsArray().Len(); n > maxIncluded {
				c.wrong(at.in(value, "nonKeyAttributes"), "must list at most %d attributes, got %d", maxIncluded, n)
			}
			distinct(c, at.in(value, "nonKeyAttributes"), list)
		}
	}
	key(location{}.field("partitionKey"), inputs.Get("partitionKey"))
	if keyName(inputs, "sortKey") != keyName(inputs, "partitionKey") { // which is a mistake of its own
		key(location{}.field("sortKey"), inputs.Get("sortKey"))
	}
	each(inputs, "globalSecondaryIndexes", func(at location, value property.Map) {
		index(at, value)
		key(at.field("partitionKey"), value.Get("partitionKey"))
		key(at.field("sortKey"), value.Get("sortKey"))
		capacityAcross(c, at, value, provisioned)
		if name := value.Get("name"); given(value, "autoscaling") && given(value, "name") &&
			(name.IsComputed() || at.in(value, "name").secret) {
			c.wrong(at.in(value, "name"), "must be known at preview, and no secret, where autoscaling is given: what makes the "+
				"index scale is named after it")
		}
		if first, second := keyName(value, "partitionKey"), keyName(value, "sortKey"); first != "" && first == second {
			c.wrong(at.field("sortKey").field("name"), "must differ from the name of the partition key, got %q twice", first)
		}
	})
	each(inputs, "localSecondaryIndexes", func(at location, value property.Map) {
		index(at, value)
		key(at.field("sortKey"), value.Get("sortKey"))
		if name := keyName(value, "sortKey"); name != "" && name == keyName(inputs, "partitionKey") {
			c.wrong(at.field("sortKey").field("name"), "must differ from the name of the partition key, got %q twice", name)
		}
	})
	if given(inputs, "localSecondaryIndexes") && !given(inputs, "sortKey") {
		c.wrong(location{}.field("sortKey"), "is required with localSecondaryIndexes: each is another sort key beside it")
	}
	for name, most := range map[string]int{
		"globalSecondaryIndexes": maxGlobalIndexes, "localSecondaryIndexes": maxLocalIndexes,
	} {
		if list := inputs.Get(name); list.IsArray() && list.AsArray().Len() > most {
			c.wrong(location{}.in(inputs, name), "must list at most %d indexes, got %d", most, list.AsArray().Len())
		}
	}
	if nonKeys > maxNonKeyAttributes {
		c.wrong(location{}.field("globalSecondaryIndexes"), "must list at most %d nonKeyAttributes in all indexes together, "+
			"got %d", maxNonKeyAttributes, nonKeys)
	}
}
