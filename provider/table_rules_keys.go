package provider

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
)

// checkKeys checks the keys of the table and of its indexes: the two attributes of a key differ, and an attribute has
// one type in all keys.
func checkKeys(c *inputs.Check, table inputs.Input) {
	types := map[string]string{}
	check := func(partition, sort inputs.Input) {
		checkAttributeType(c, types, partition)
		if name := sort.Get("name"); name.PublicText() != "" && name.Text() == partition.Get("name").PublicText() {
			c.Fail(name, "must differ from the name of the partition key, got %q twice", name.Text())
			return
		}
		checkAttributeType(c, types, sort)
	}
	check(table.Get("partitionKey"), table.Get("sortKey"))
	for _, index := range table.Get("globalSecondaryIndexes").Items() {
		check(index.Get("partitionKey"), index.Get("sortKey"))
	}
	for _, index := range table.Get("localSecondaryIndexes").Items() {
		check(table.Get("partitionKey"), index.Get("sortKey"))
	}
}

// checkAttributeType refuses a key whose attribute has another type in an earlier key.
func checkAttributeType(c *inputs.Check, types map[string]string, key inputs.Input) {
	name, kind := key.Get("name").PublicText(), key.Get("type")
	if name == "" || kind.Text() == "" {
		return
	}
	if known := types[name]; known != "" && known != kind.Text() {
		c.Fail(kind, "must be %q as in another key: the attribute %q has one type", known, name)
	}
	types[name] = kind.Text()
}
