package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// planTable verifies what Terraform verifies of a plan: every attribute is a key, every key is an attribute, and the
// capacity goes with the billing mode. Unknown inputs are not verified. Source: terraform-provider-aws,
// internal/service/dynamodb/table.go, validateTableAttributes.
func planTable(in property.Map) error {
	if in.Get("attributes").HasComputed() || in.Get("globalSecondaryIndexes").HasComputed() ||
		in.Get("localSecondaryIndexes").HasComputed() || in.Get("hashKey").HasComputed() || in.Get("rangeKey").HasComputed() {
		return nil
	}
	keys := map[string]bool{}
	add := func(from property.Map, names ...string) {
		for _, name := range names {
			if v := from.Get(name); v.IsString() && v.AsString() != "" {
				keys[v.AsString()] = true
			}
		}
	}
	add(in, "hashKey", "rangeKey")
	for _, list := range []string{"globalSecondaryIndexes", "localSecondaryIndexes"} {
		if indexes := in.Get(list); indexes.IsArray() {
			for _, index := range indexes.AsArray().All {
				add(index.AsMap(), "hashKey", "rangeKey")
			}
		}
	}
	var unused []string
	if attributes := in.Get("attributes"); attributes.IsArray() {
		for _, a := range attributes.AsArray().All {
			name := a.AsMap().Get("name").AsString()
			if !keys[name] {
				unused = append(unused, name)
			}
			delete(keys, name)
		}
	}
	slices.Sort(unused)
	var problems []error
	if len(unused) > 0 {
		problems = append(problems, fmt.Errorf("all attributes must be indexed. Unused attributes: %q", unused))
	}
	if len(keys) > 0 {
		problems = append(problems, fmt.Errorf("all indexes must match a defined attribute. Unmatched indexes: %q",
			slices.Sorted(maps.Keys(keys))))
	}
	return errors.Join(problems...)
}
