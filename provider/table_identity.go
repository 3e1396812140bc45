package provider

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
)

// Keys, local indexes and the name of a table are those it was made with: another is another table, and what the old
// one holds is lost with it. A component does not see what it was given last time, so that they are kept in a Stash,
// which returns what it was first given for as long as it lives. It stands in the stack beside the table.

// identities are the inputs that a table keeps for life, in words, by path. What is not given is not there.
func (a *PrivateTableArgs) identities(component string) pulumi.StringMapOutput {
	described := map[string]pulumi.StringPtrOutput{
		"partitionKey": a.PartitionKey.described(),
		"sortKey":      a.SortKey.described(),
		pathTableName:  stringPtr(a.TableName),

		"localSecondaryIndexes": a.describedLocals(),
	}
	paths := slices.Sorted(maps.Keys(described))
	texts := make([]any, len(paths))
	for i, path := range paths {
		texts[i] = described[path]
	}
	return pulumi.All(texts...).ApplyT(func(texts []any) map[string]string {
		all := map[string]string{}
		for i, path := range paths {
			if text := texts[i].(*string); text != nil {
				all[path] = *text
			}
		}
		if generatedName(component).MatchString(all[pathTableName]) {
			delete(all, pathTableName) // to give a table the name that it has changes nothing
		}
		return all
	}).(pulumi.StringMapOutput)
}

// generatedName are the names that Pulumi makes up for a component's table.
func generatedName(component string) *regexp.Regexp {
	return regexp.MustCompile("^" + regexp.QuoteMeta(component) + "-[0-9a-f]{7}$")
}

// described is a key in words, or nothing where there is none.
func (k *Key) described() pulumi.StringPtrOutput {
	if k == nil {
		return stringPtr(nil)
	}
	return pulumi.Sprintf("%s (%s)", k.Name, string(k.Type)).ToStringPtrOutput()
}

// describedLocals are the local indexes in words, in an order of their own: AWS knows none.
func (a *PrivateTableArgs) describedLocals() pulumi.StringPtrOutput {
	if len(a.LocalSecondaryIndexes) == 0 {
		return stringPtr(nil)
	}
	texts := make([]any, len(a.LocalSecondaryIndexes))
	for i, index := range a.LocalSecondaryIndexes {
		projection := valueOr(index.Projection, defaultProjection)
		texts[i] = pulumi.All(index.Name, index.SortKey.described(), stringList(index.NonKeyAttributes)).ApplyT(
			func(values []any) string {
				text := fmt.Sprintf("%s by %s, %s", values[0], *values[1].(*string), projection)
				if others := values[2].([]string); len(others) > 0 {
					text += " " + strings.Join(slices.Sorted(slices.Values(others)), " ")
				}
				return text
			})
	}
	return pulumi.All(texts...).ApplyT(func(values []any) *string {
		words := make([]string, len(values))
		for i, value := range values {
			words[i] = value.(string)
		}
		slices.Sort(words)
		return ptr(strings.Join(words, "; "))
	}).(pulumi.StringPtrOutput)
}

// guardIdentity keeps what the table is made with, and is an error where that is no longer what the inputs say. To a table
// that may be deleted it says nothing: the preview shows that it is replaced.
func (a *PrivateTableArgs) guardIdentity(
	ctx *pulumi.Context, name string, protected bool, options ...pulumi.ResourceOption,
) (pulumi.Output, error) {
	if !protected {
		options = append(options, pulumi.ReplaceOnChanges([]string{"input"}))
	}
	now := a.identities(name)
	stash, err := pulumi.NewStash(ctx, name+"-identity", &pulumi.StashArgs{Input: now}, options...)
	if err != nil {
		return nil, fmt.Errorf("register identity of table: %w", err)
	}
	check := inputs.From(ctx.Context())
	return pulumi.All(stash.Output, now).ApplyT(func(values []any) (bool, error) {
		was, told := values[0].(map[string]any)
		if !protected || !told {
			return true, nil
		}
		return true, identityChanged(check, was, values[1].(map[string]string))
	}), nil
}

// identityChanged is an error where what a table keeps for life has changed.
func identityChanged(check *inputs.Check, was map[string]any, is map[string]string) error {
	paths := slices.Sorted(maps.Keys(is))
	for path := range was {
		if _, both := is[path]; !both {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	for _, path := range paths {
		before, had := was[path]
		now, has := is[path]
		if before == now || !had && !has {
			continue
		}
		change := "has changed since the table was made"
		if !check.Find(path).HasSecret() {
			change = fmt.Sprintf("was %s when the table was made, and is %s now", quoted(before, had), quoted(now, has))
		}
		return fmt.Errorf("%s: %s: that takes another table, and what this one holds would be lost; to do so on purpose "+
			"copy the data, set deletionProtection to false, update, and change %s then", path, change, path)
	}
	return nil
}

func quoted(text any, given bool) string {
	if !given {
		return "not given"
	}
	return fmt.Sprintf("%q", text)
}
