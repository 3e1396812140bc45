package provider

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
)

// What AWS takes of a table's indexes. Source: "Quotas in Amazon DynamoDB", secondary indexes and table.
const (
	maxGlobalIndexes    = 20
	maxLocalIndexes     = 5
	maxNonKeyAttributes = 100 // in all indexes together
	maxIncluded         = 20  // in one; source: "CreateTable", NonKeyAttributes
)

func checkIndexes(c *inputs.Check, table inputs.Input) {
	globals, locals := table.Get("globalSecondaryIndexes"), table.Get("localSecondaryIndexes")
	c.AtMost(globals, maxGlobalIndexes, "indexes")
	c.AtMost(locals, maxLocalIndexes, "indexes")
	if sortKey := table.Get("sortKey"); locals.Given() && !sortKey.Given() {
		c.Fail(sortKey, "is required with localSecondaryIndexes: each is another sort key beside it")
	}
	names, nonKeys := map[string]bool{}, 0
	for _, list := range []inputs.Input{globals, locals} {
		for _, index := range list.Items() {
			if name := index.Get("name"); name.PublicText() != "" {
				if names[name.Text()] {
					c.Fail(name, "is a duplicate: another index has the name %q", name.Text())
				}
				names[name.Text()] = true
			}
			checkProjection(c, index)
			nonKeys += index.Get("nonKeyAttributes").Len()
		}
	}
	if nonKeys > maxNonKeyAttributes {
		c.Fail(globals, "must list at most %d nonKeyAttributes in all indexes together, got %d", maxNonKeyAttributes, nonKeys)
	}
	for _, index := range globals.Items() {
		if name := index.Get("name"); index.Get("autoscaling").Given() && name.Given() &&
			(name.Value.IsComputed() || name.Secret) {
			c.Fail(name, "must be known at preview, and no secret, where autoscaling is given: the scaling resources are "+
				"named after the index")
		}
	}
}

func checkProjection(c *inputs.Check, index inputs.Input) {
	attributes, include := index.Get("nonKeyAttributes"), index.Get("projection").Is(string(ProjectionInclude))
	switch {
	case include && !attributes.Given():
		c.Fail(attributes, "is required where projection is %q", ProjectionInclude)
	case !include && attributes.Given():
		c.Fail(attributes, "needs projection %q", ProjectionInclude)
	}
	c.NotEmpty(attributes, "must list at least one attribute")
	c.AtMost(attributes, maxIncluded, "attributes")
	c.Distinct(attributes)
}
