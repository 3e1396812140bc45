package provider

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Some changes of a table need two updates: AWS takes them in two steps, and the aws provider sends one, or none. They
// are refused at preview, by what the state of the stack has of the table.

const (
	pathTTL           = "ttlAttribute"
	pathGlobalIndexes = "globalSecondaryIndexes"
)

// steppedInputs are inputs that AWS may change in steps only.
type steppedInputs struct {
	ttl     *string
	indexes []steppedIndex
}

// steppedIndex is a global index: its name, and its keys with their types, by path.
type steppedIndex struct {
	name string
	keys map[string][2]string
}

// steppedInputs reads them, once they are known. It returns nothing where there is none, so that no state is read.
func (a *PrivateTableArgs) steppedInputs() pulumi.Output {
	if a.TTLAttribute == nil && len(a.GlobalSecondaryIndexes) == 0 && !a.hasScaling() {
		return nil
	}
	texts := []any{stringPtr(a.TTLAttribute)}
	for _, index := range a.GlobalSecondaryIndexes {
		sort := pulumi.StringInput(pulumi.String(""))
		if index.SortKey != nil {
			sort = index.SortKey.Name
		}
		texts = append(texts, index.Name, index.PartitionKey.Name, sort)
	}
	return pulumi.All(texts...).ApplyT(func(texts []any) steppedInputs {
		read := steppedInputs{ttl: texts[0].(*string)}
		for i, index := range a.GlobalSecondaryIndexes {
			name, partition, sort := texts[1+3*i].(string), texts[2+3*i].(string), texts[3+3*i].(string)
			at := fmt.Sprintf("%s[%d].", pathGlobalIndexes, i)
			keys := map[string][2]string{at + "partitionKey.type": {partition, string(index.PartitionKey.Type)}}
			if index.SortKey != nil {
				keys[at+"sortKey.type"] = [2]string{sort, string(index.SortKey.Type)}
			}
			read.indexes = append(read.indexes, steppedIndex{name, keys})
		}
		return read
	})
}

// guardSteps returns a guard that fails as well where the inputs want of a table what takes two updates. Without a
// guard it registers a record of its own, which an unprotected table has in the place of its identity.
func (a *PrivateTableArgs) guardSteps(
	ctx *pulumi.Context, name string, by guard, options ...pulumi.ResourceOption,
) (guard, error) {
	if by.record == nil {
		record, err := newRecord(ctx, name+"-steps", pulumi.StringMap{}.ToStringMapOutput(), options...)
		if err != nil {
			return guard{}, fmt.Errorf("register record of table: %w", err)
		}
		by = guard{record, record.Output}
	}
	stepped := a.steppedInputs()
	if stepped == nil {
		return by, nil
	}
	return guard{by.record, pulumi.All(by.checked, by.record.Output, stepped).ApplyT(func(values []any) (bool, error) {
		table, has := lookUpOwnTable(ctx, by.record)
		if !has {
			return true, nil
		}
		return true, a.checkSteps(values[2].(steppedInputs), table)
	})}, nil
}

// checkSteps returns an error where the inputs want of a table what takes two updates.
func (a *PrivateTableArgs) checkSteps(want steppedInputs, table ownTable) error {
	var errs []error
	if want.ttl != nil && table.ttl != "" && *want.ttl != table.ttl {
		errs = append(errs, fmt.Errorf("%s: time to live is on by %q, and AWS takes another attribute only once it is off: "+
			"remove %s, update, and give %q in the next update, which AWS may refuse for an hour after the first",
			pathTTL, table.ttl, pathTTL, *want.ttl))
	}
	for _, index := range want.indexes {
		errs = append(errs, table.checkIndexTypes(index)...)
	}
	if paths := a.scaledPaths(); len(paths) > 0 && table.billingMode == string(BillingModePayPerRequest) {
		errs = append(errs, fmt.Errorf("%s: the table is on demand, and what scales starts at the capacity that the table "+
			"has, which is none: give readCapacity and writeCapacity in this update, and autoscaling in the next", paths[0]))
	}
	return errors.Join(errs...)
}

// checkIndexTypes refuses another type of an index's key. AWS makes another index for that, and the aws provider does
// not see it: to it the key is the same attribute.
func (t ownTable) checkIndexTypes(index steppedIndex) []error {
	at := slices.IndexFunc(t.globals, func(own ownIndex) bool { return own.name == index.name })
	if at < 0 {
		return nil
	}
	var errs []error
	for path, key := range index.keys {
		name, kind := key[0], key[1]
		was := t.attributes[name]
		if was != "" && was != kind && (name == t.globals[at].partition || name == t.globals[at].sort) {
			errs = append(errs, fmt.Errorf("%s: the attribute %q is a key of the index %q as %s, and AWS changes the type of "+
				"no key: remove the index, update, and add it again in the next update, or give it another name", path, name,
				index.name, was))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errs
}

// scaledPaths returns the paths of the inputs that let capacities scale.
func (a *PrivateTableArgs) scaledPaths() []string {
	var paths []string
	if a.Autoscaling != nil {
		paths = append(paths, "autoscaling")
	}
	for i, index := range a.GlobalSecondaryIndexes {
		if index.Autoscaling != nil {
			paths = append(paths, fmt.Sprintf("%s[%d].autoscaling", pathGlobalIndexes, i))
		}
	}
	return paths
}
