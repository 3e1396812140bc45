package contract

import (
	"slices"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Diff compares the state of a resource with the program's inputs. It returns a property path for each change, down to
// the key of a map, the field of an object and the element of a list, as the Terraform bridge does. An element of a set
// has its index in the state if it goes, and in the inputs if it comes.
func Diff(typ Type, traits Traits, state, wanted property.Map) map[string]p.PropertyDiff {
	d := map[string]p.PropertyDiff{}
	for _, f := range typ.Fields {
		trait := traits[f.Name]
		was, want := state.Get(f.Name), wanted.Get(f.Name)
		if Same(f.Type, trait, want, was) {
			continue
		}
		if want.IsNull() {
			want = trait.planned()
		}
		diff(d, resource.PropertyPath{f.Name}, f.Type, trait, was, want, false)
	}
	return d
}

func diff(
	d map[string]p.PropertyDiff, path resource.PropertyPath, typ Type, trait Trait,
	old, wanted property.Value, replace bool,
) {
	replace = replace || trait.Replace
	below := func(key any) resource.PropertyPath { return append(slices.Clip(path), key) }
	old, wanted = present(bare(old)), present(bare(wanted))
	if wanted.IsNull() && old.IsMap() && typ.Kind == Map {
		wanted = property.New(property.Map{})
	}
	switch {
	case old.IsMap() && wanted.IsMap():
		for k := range keys(old, wanted) {
			f, ok := typ.Field(k)
			if !ok {
				f.Type = *elem(typ)
			}
			was, is := old.AsMap().Get(k), wanted.AsMap().Get(k)
			if typ.Kind == Map && was.Equals(is) || typ.Kind != Map && (!ok || Same(f.Type, trait.Fields[k], is, was)) {
				continue
			}
			diff(d, below(k), f.Type, trait.Fields[k], was, is, replace)
		}
	case old.IsArray() && wanted.IsArray():
		gone, come := old.AsArray().AsSlice(), wanted.AsArray().AsSlice()
		if trait.Set {
			gone, come = without(typ, gone, come), without(typ, come, gone)
		}
		if trait.Whole && slices.ContainsFunc(come, func(e property.Value) bool { return !e.IsNull() }) {
			d[path.String()] = p.PropertyDiff{Kind: kindOfDiff(old, wanted, replace)}
			return
		}
		for i := range max(len(gone), len(come)) {
			was, is := at(gone, i), at(come, i)
			if !same(*elem(typ), trait, is, was) {
				diff(d, below(i), *elem(typ), Trait{Fields: trait.Fields}, was, is, replace)
			}
		}
	default:
		d[path.String()] = p.PropertyDiff{Kind: kindOfDiff(old, wanted, replace), InputDiff: false}
	}
}

// present returns null for an empty list, which the bridge counts as absent.
func present(v property.Value) property.Value {
	if v.IsArray() && v.AsArray().Len() == 0 {
		return property.Value{}
	}
	return v
}

// same compares elements of a list, whose fields have traits of their own.
func same(typ Type, trait Trait, wanted, actual property.Value) bool {
	if wanted.IsNull() || actual.IsNull() {
		return wanted.IsNull() && actual.IsNull()
	}
	return Same(typ, Trait{Fields: trait.Fields}, wanted, actual)
}

func at(list []property.Value, i int) property.Value {
	if i < len(list) {
		return bare(list[i])
	}
	return property.Value{}
}

// without returns a list with a null in the place of each element that another list has too, so that the others keep
// their index.
func without(typ Type, list, other []property.Value) []property.Value {
	out := slices.Clone(list)
	for i, e := range out {
		if slices.ContainsFunc(other, func(o property.Value) bool { return equal(*elem(typ), e, o) }) {
			out[i] = property.Value{}
		}
	}
	return out
}

func equal(typ Type, a, b property.Value) bool {
	return slices.Equal(encoded(canonical(typ, true, a)), encoded(canonical(typ, true, b)))
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

// WithoutReplaces returns the changes as those of an update.
func WithoutReplaces(d map[string]p.PropertyDiff) map[string]p.PropertyDiff {
	for path, c := range d {
		c.Kind = map[p.DiffKind]p.DiffKind{
			p.AddReplace: p.Add, p.DeleteReplace: p.Delete, p.UpdateReplace: p.Update,
			p.Add: p.Add, p.Delete: p.Delete, p.Update: p.Update,
		}[c.Kind]
		d[path] = c
	}
	return d
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
