package contract

import (
	"slices"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Diff compares the state of a resource with the program's inputs. It returns a property path for each change, down to
// the key of a map or the field of an object. A change in a list is one change of the list.
func Diff(typ Type, traits Traits, state, wanted property.Map) map[string]p.PropertyDiff {
	d := map[string]p.PropertyDiff{}
	for _, f := range typ.Fields {
		diff(d, resource.PropertyPath{f.Name}, f.Type, traits[f.Name], state.Get(f.Name), wanted.Get(f.Name), false)
	}
	return d
}

func diff(
	d map[string]p.PropertyDiff, path resource.PropertyPath, typ Type, trait Trait,
	old, wanted property.Value, replace bool,
) {
	if Same(typ, trait, wanted, old) {
		return
	}
	replace = replace || trait.Replace
	if old.IsMap() && wanted.IsMap() && !old.Secret() && !wanted.Secret() {
		for k := range keys(old, wanted) {
			f, ok := typ.Field(k)
			if !ok {
				f.Type = *elem(typ)
			}
			below, was, is := append(slices.Clip(path), k), old.AsMap().Get(k), wanted.AsMap().Get(k)
			if typ.Kind == Map && was.IsNull() != is.IsNull() { // a tag with an empty value is a tag
				d[below.String()] = p.PropertyDiff{Kind: kindOfDiff(was, is, replace), InputDiff: true}
				continue
			}
			diff(d, below, f.Type, trait.Fields[k], was, is, replace)
		}
		return
	}
	d[path.String()] = p.PropertyDiff{Kind: kindOfDiff(old, wanted, replace), InputDiff: true}
}

// Replaces reports whether any of the changes replaces the resource.
func Replaces(d map[string]p.PropertyDiff) bool {
	for _, c := range d {
		switch c.Kind {
		case p.AddReplace, p.DeleteReplace, p.UpdateReplace:
			return true
		}
	}
	return false
}

func kindOfDiff(old, wanted property.Value, replace bool) p.DiffKind {
	kind, replacing := p.Update, p.UpdateReplace
	switch {
	case old.IsNull():
		kind, replacing = p.Add, p.AddReplace
	case wanted.IsNull():
		kind, replacing = p.Delete, p.DeleteReplace
	}
	if replace {
		return replacing
	}
	return kind
}

func keys(a, b property.Value) map[string]bool {
	out := map[string]bool{}
	for k := range a.AsMap().All {
		out[k] = true
	}
	for k := range b.AsMap().All {
		out[k] = true
	}
	return out
}

// Touches reports whether a top-level property, or anything in it, changes.
func Touches(d map[string]p.PropertyDiff, name string) bool {
	for path := range d {
		if parsed, err := resource.ParsePropertyPath(path); err == nil && len(parsed) > 0 && parsed[0] == name {
			return true
		}
	}
	return false
}
