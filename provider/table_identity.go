package provider

import (
	"errors"
	"fmt"
	"maps"
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
func (a *PrivateTableArgs) identities(to deployment) pulumi.StringMapOutput {
	described := map[string]pulumi.StringPtrOutput{
		pathPartitionKey: a.PartitionKey.described(),
		pathSortKey:      a.SortKey.described(),
		pathTableName:    stringPtr(a.TableName),
		pathLocalIndexes: a.describedLocals(),
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
		if to.known() {
			all["account"], all["Region"] = to.account, to.region
		}
		return all
	}).(pulumi.StringMapOutput)
}

const (
	pathPartitionKey = "partitionKey"
	pathSortKey      = "sortKey"
	pathLocalIndexes = "localSecondaryIndexes"
)

// described describes a key, or nothing where there is none.
func (k *Key) described() pulumi.StringPtrOutput {
	if k == nil {
		return stringPtr(nil)
	}
	return k.Name.ToStringOutput().ApplyT(func(name string) *string {
		return ptr(describedKey(name, string(k.Type)))
	}).(pulumi.StringPtrOutput)
}

func describedKey(name, kind string) string { return fmt.Sprintf("%s (%s)", name, kind) }

func describedLocal(name, key, projection string, nonKeys []string) string {
	text := fmt.Sprintf("%s by %s, %s", name, key, projection)
	if len(nonKeys) > 0 {
		text += " " + strings.Join(slices.Sorted(slices.Values(nonKeys)), " ")
	}
	return text
}

// identities describes what the state has of a table, as the inputs are described. The name is absent: the input need
// not give it.
func (t ownTable) identities() map[string]string {
	key := func(name string) string { return describedKey(name, t.attributes[name]) }
	all := map[string]string{pathPartitionKey: key(t.partition)}
	if t.sort != "" {
		all[pathSortKey] = key(t.sort)
	}
	var locals []string
	for _, index := range t.locals {
		locals = append(locals, describedLocal(index.name, key(index.sort), index.projection, index.nonKeys))
	}
	if len(locals) > 0 {
		all[pathLocalIndexes] = joinedLocals(locals)
	}
	return all
}

// joinedLocals joins the descriptions of local indexes, sorted: their order has no meaning to AWS.
func joinedLocals(locals []string) string {
	return strings.Join(slices.Sorted(slices.Values(locals)), "; ")
}

// describedLocals describes the local indexes.
func (a *PrivateTableArgs) describedLocals() pulumi.StringPtrOutput {
	if len(a.LocalSecondaryIndexes) == 0 {
		return stringPtr(nil)
	}
	texts := make([]any, len(a.LocalSecondaryIndexes))
	for i, index := range a.LocalSecondaryIndexes {
		projection := valueOr(index.Projection, defaultProjection)
		texts[i] = pulumi.All(index.Name, index.SortKey.described(), stringList(index.NonKeyAttributes)).ApplyT(
			func(values []any) string {
				return describedLocal(values[0].(string), *values[1].(*string), string(projection), values[2].([]string))
			})
	}
	return pulumi.All(texts...).ApplyT(func(values []any) *string {
		words := make([]string, len(values))
		for i, value := range values {
			words[i] = value.(string)
		}
		return ptr(joinedLocals(words))
	}).(pulumi.StringPtrOutput)
}

// guard returns what a table waits for so that no update changes it in a way that loses it, or that AWS refuses.
func (a *PrivateTableArgs) guard(
	ctx *pulumi.Context, name string, protected bool, to deployment, options ...pulumi.ResourceOption,
) (guard, error) {
	var by guard
	if protected {
		var err error
		if by, err = a.guardIdentity(ctx, name, to, options...); err != nil {
			return guard{}, err
		}
	}
	return a.guardSteps(ctx, name, by, options...)
}

// guardIdentity keeps what a protected table was created with. The returned output fails where it would be replaced.
func (a *PrivateTableArgs) guardIdentity(
	ctx *pulumi.Context, name string, to deployment, options ...pulumi.ResourceOption,
) (guard, error) {
	now := a.identities(to)
	record, err := newRecord(ctx, name+"-identity", now, options...)
	if err != nil {
		return guard{}, fmt.Errorf("register identity of table: %w", err)
	}
	check := inputs.From(ctx.Context())
	checked := pulumi.All(record.Output, now).ApplyT(func(values []any) (bool, error) {
		was, told := values[0].(map[string]any)
		if !told {
			return true, nil
		}
		table := func() (ownTable, bool) { return lookUpOwnTable(ctx, record) }
		return true, identityChanged(check, was, values[1].(map[string]string), table)
	})
	return guard{record, checked}, nil
}

// guard is a record, and what a table waits for beside it.
type guard struct {
	record  *pulumi.Stash
	checked pulumi.Output
}

// followIdentity keeps what an unprotected table was created with. It may be replaced: the preview shows that. So this
// waits for the table, and holds nothing that AWS has refused.
func (a *PrivateTableArgs) followIdentity(
	ctx *pulumi.Context, name string, to deployment, table pulumi.Resource, child pulumi.ResourceOption,
) error {
	_, err := pulumi.NewStash(ctx, name+"-identity", &pulumi.StashArgs{Input: a.identities(to)}, child,
		pulumi.DependsOn([]pulumi.Resource{table}), pulumi.ReplaceOnChanges([]string{"input"}),
		pulumi.IgnoreChanges([]string{"input." + pathTableName})) // the state knows the name
	if err != nil {
		return fmt.Errorf("register identity of table: %w", err)
	}
	return nil
}

const tableType = "aws:dynamodb/table:Table"

// keyTypes returns what replaces the table beside what the aws provider replaces it for: it sees another type of a key
// as a change in place, and AWS refuses that, or the provider does not see it at all. It is null where a name is not
// known yet.
func (a *PrivateTableArgs) keyTypes(check *inputs.Check) pulumi.Input {
	types := []string{string(a.PartitionKey.Type)}
	if a.SortKey != nil {
		types = append(types, string(a.SortKey.Type))
	}
	var locals []string
	for i, index := range a.LocalSecondaryIndexes {
		name := check.Find(pathLocalIndexes).Item(i).Get("name").Text()
		if name == "" {
			return nil
		}
		locals = append(locals, name+" "+string(index.SortKey.Type))
	}
	return pulumi.String(strings.Join(append(types, slices.Sorted(slices.Values(locals))...), ", "))
}

// identityChanged returns an error where something has changed that is fixed for the life of a table. The stack's own
// state tells what the table is now, where that is not what the record says; it is read only then.
func identityChanged(
	check *inputs.Check, was map[string]any, is map[string]string, state func() (ownTable, bool),
) error {
	for _, place := range places {
		before, had := was[place].(string)
		now, has := is[place]
		if had && has && before != now {
			return fmt.Errorf("the table is in the %s %s, and this update is for the %s %s: every resource of the stack would "+
				"be made anew there; use the credentials and the Region of the table (AWS_PROFILE, AWS_REGION, or the "+
				"configuration of the aws provider), or another stack for a table elsewhere", place, before, place, now)
		}
	}
	var changed []string
	for _, path := range []string{pathLocalIndexes, pathPartitionKey, pathSortKey, pathTableName} {
		before, had := was[path]
		if now, has := is[path]; had != has || had && before != now {
			changed = append(changed, path)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	if table, has := state(); has {
		changed = slices.DeleteFunc(changed, func(path string) bool { return table.is(path, is) })
	}
	var errs []error
	for _, path := range changed {
		before, had := was[path]
		now, has := is[path]
		change := "has changed since the table was created"
		if !check.Find(path).HasSecret() {
			change = fmt.Sprintf("was %s when the table was created, and is %s now", quoted(before, had), quoted(now, has))
		}
		errs = append(errs, fmt.Errorf("%s: %s: that takes another table, and what this one holds would be lost; to do so "+
			"on purpose copy the data, set deletionProtection to false, update, and change %s then", path, change, path))
	}
	return errors.Join(errs...)
}

// is reports whether the table is already what the inputs say at a path.
func (t ownTable) is(path string, inputs map[string]string) bool {
	now, given := inputs[path]
	if path == pathTableName {
		return given && now == t.name
	}
	own, has := t.identities()[path]
	return given == has && now == own
}

func quoted(text any, given bool) string {
	if !given {
		return "not given"
	}
	return fmt.Sprintf("%q", text)
}
