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

// Keys, local indexes and the name of a table are fixed when it is created: to change one replaces the table, and its
// data is lost. A component does not see its earlier inputs. They are therefore kept beside the table in a Stash, which
// returns its first input for as long as it lives.

// places are what else is fixed for the life of a table, and is no input. They have no path.
var places = []string{"account", "Region"}

// identities describes the inputs that are fixed for the life of a table, by path, and its places. An input that is not
// given is absent, and so is a place that is not known.
func (a *PrivateTableArgs) identities(component string, to deployment) pulumi.StringMapOutput {
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
			delete(all, pathTableName) // naming a table by the name that it has changes nothing
		}
		if to.known() {
			all["account"], all["Region"] = to.account, to.region
		}
		return all
	}).(pulumi.StringMapOutput)
}

// generatedName matches the names that Pulumi generates for a component's table.
func generatedName(component string) *regexp.Regexp {
	return regexp.MustCompile("^" + regexp.QuoteMeta(component) + "-[0-9a-f]{7}$")
}

// described describes a key, or nothing where there is none.
func (k *Key) described() pulumi.StringPtrOutput {
	if k == nil {
		return stringPtr(nil)
	}
	return pulumi.Sprintf("%s (%s)", k.Name, string(k.Type)).ToStringPtrOutput()
}

// describedLocals describes the local indexes, sorted: their order has no meaning to AWS.
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

// guardIdentity keeps what the table was created with. The returned output fails where the inputs have changed since,
// unless the table is unprotected: then the preview shows that it is replaced.
func (a *PrivateTableArgs) guardIdentity(
	ctx *pulumi.Context, name string, protected bool, to deployment, options ...pulumi.ResourceOption,
) (pulumi.Output, error) {
	if !protected {
		options = append(options, pulumi.ReplaceOnChanges([]string{"input"}))
	}
	now := a.identities(name, to)
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

// identityChanged returns an error where something has changed that is fixed for the life of a table.
func identityChanged(check *inputs.Check, was map[string]any, is map[string]string) error {
	for _, place := range places {
		before, had := was[place].(string)
		now, has := is[place]
		if had && has && before != now {
			return fmt.Errorf("the table is in the %s %s, and this update is for the %s %s: every resource of the stack would "+
				"be made anew there; use the credentials and the Region of the table (AWS_PROFILE, AWS_REGION, or the "+
				"configuration of the aws provider), or another stack for a table elsewhere", place, before, place, now)
		}
	}
	was, is = maps.Clone(was), maps.Clone(is)
	for _, place := range places {
		delete(was, place)
		delete(is, place)
	}
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
		change := "has changed since the table was created"
		if !check.Find(path).HasSecret() {
			change = fmt.Sprintf("was %s when the table was created, and is %s now", quoted(before, had), quoted(now, has))
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
