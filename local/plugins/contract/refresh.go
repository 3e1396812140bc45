package contract

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Refresh returns the inputs after a refresh, as the Terraform bridge does. An input has what AWS has, in the program's
// words where both mean the same. A map keeps its keys, and nothing is added: what the program left out shows in the
// state alone. Without old inputs it is an import, and what has neither its default nor a zero value is an input.
func Refresh(typ Type, traits Traits, old, actual property.Map) property.Map {
	out := map[string]property.Value{}
	imported := old.Len() == 0
	for _, f := range typ.Fields {
		trait := traits[f.Name]
		given, has := old.GetOk(f.Name)
		current := actual.Get(f.Name)
		switch {
		case imported && (trait.WriteOnly || trait.NotImported || isZero(f.Type, current)):
		case imported && current.IsBool() && current.Equals(trait.DefaultValue()):
		case imported:
			out[f.Name] = withoutZeros(f.Type, trait, current)
		case !has:
		case trait.WriteOnly || trait.State != nil || Same(f.Type, trait, given, current):
			out[f.Name] = given
		case !current.IsNull():
			out[f.Name] = refreshed(f.Type, trait, given, current).WithSecret(given.HasSecrets())
		}
	}
	return property.NewMap(out)
}

// refreshed returns what AWS has of an input. A map or an object keeps the program's keys.
func refreshed(typ Type, trait Trait, given, current property.Value) property.Value {
	if given.IsArray() && current.IsArray() {
		return property.New(property.NewArray(refreshedList(typ, given.AsArray().AsSlice(), current.AsArray().AsSlice())))
	}
	if !given.IsMap() || !current.IsMap() {
		return current
	}
	out := property.Map{}
	for k, v := range given.AsMap().All {
		f, ok := typ.Field(k)
		if !ok {
			f.Type = *elem(typ)
		}
		if is, has := current.AsMap().GetOk(k); has {
			if !Same(f.Type, trait.Fields[k], v, is) {
				v = refreshed(f.Type, trait.Fields[k], v, is)
			}
			out = out.Set(k, v)
		}
	}
	return property.New(out)
}

// refreshedList returns at most as many elements as the program has, those that it has first.
func refreshedList(typ Type, given, current []property.Value) []property.Value {
	isGiven := func(e property.Value) bool {
		return slices.ContainsFunc(given, func(g property.Value) bool { return equal(*elem(typ), g, e) })
	}
	var had, others []property.Value
	for _, e := range current {
		if isGiven(e) {
			had = append(had, e)
		} else {
			others = append(others, e)
		}
	}
	all := append(had, others...)
	return all[:min(len(given), len(all))]
}

func isZero(typ Type, v property.Value) bool {
	return v.IsNull() || typ.Kind != Object && canonical(typ, false, v) == nil
}

// withoutZeros leaves out, at every depth, what has its default or a zero value.
func withoutZeros(typ Type, trait Trait, v property.Value) property.Value {
	switch {
	case typ.Kind == Object && v.IsMap():
		out := property.Map{}
		for _, f := range typ.Fields {
			field := v.AsMap().Get(f.Name)
			if !f.Optional || !isZero(f.Type, field) && !field.Equals(trait.Fields[f.Name].DefaultValue()) {
				out = out.Set(f.Name, withoutZeros(f.Type, trait.Fields[f.Name], field))
			}
		}
		return property.New(out)
	case typ.Kind == List && v.IsArray():
		var out []property.Value
		for _, e := range v.AsArray().All {
			out = append(out, withoutZeros(*typ.Elem, trait, e))
		}
		return property.New(property.NewArray(out))
	}
	return v
}

// Outputs returns a resource's state: what AWS has, in the program's own spelling where both mean the same (a policy
// keeps its spelling and a list its order), and secret where the program's input was.
func Outputs(typ Type, traits Traits, in, actual property.Map) property.Map {
	out := actual.AsMap()
	for _, f := range typ.Fields {
		trait := traits[f.Name]
		given, has := in.GetOk(f.Name)
		current, read := out[f.Name]
		switch {
		case !has && trait.WriteOnly && trait.Unset != nil:
			out[f.Name] = trait.unset()
		case trait.WriteOnly && has:
			out[f.Name] = given.WithDependencies(nil)
		case read && trait.State != nil && current.IsString():
			out[f.Name] = property.New(trait.State(current.AsString())).WithSecret(given.HasSecrets())
		case has && !given.IsNull() && Same(f.Type, trait, given, current):
			out[f.Name] = overlaid(f.Type, current, given).WithDependencies(nil)
		case has && read:
			out[f.Name] = current.WithSecret(given.HasSecrets())
		}
	}
	return property.NewMap(out)
}

// overlaid returns the program's spelling of what AWS has, with the fields of an object that AWS alone sets.
func overlaid(typ Type, current, given property.Value) property.Value {
	if typ.Kind != Object || !current.IsMap() || !given.IsMap() {
		return given
	}
	out := current.AsMap()
	for k, v := range given.AsMap().All {
		if !v.IsNull() {
			out = out.Set(k, v)
		}
	}
	return property.WithGoValue(given, out)
}

// Resolve returns the properties that a program wants, in the state's spelling where both mean the same, so that an
// update can compare the two field by field. A property that the program leaves out takes the value that AWS has when
// it is not set.
func Resolve(typ Type, traits Traits, wanted, state property.Map) property.Map {
	out := map[string]property.Value{}
	for _, f := range typ.Fields {
		trait := traits[f.Name]
		want, current := wanted.Get(f.Name), state.Get(f.Name)
		switch {
		case trait.WriteOnly:
			out[f.Name] = want
		case Same(f.Type, trait, want, current):
			out[f.Name] = current
		case want.IsNull():
			out[f.Name] = trait.unset()
		default:
			out[f.Name] = want
		}
	}
	return property.NewMap(out)
}

// Applied returns the state after a deployment that succeeded: what AWS has, except that a list without an order stays
// as it was planned, whatever AWS returns. The Terraform SDK does that (normalizeNullValues in helper/schema: "If the
// original was wholly known, then we expect that is what the provider applied"), so what AWS has of such a list shows
// only in a refresh.
func Applied(typ Type, traits Traits, in, planned, actual property.Map) property.Map {
	out := Outputs(typ, traits, in, actual)
	for _, f := range typ.Fields {
		if list := planned.Get(f.Name); traits[f.Name].Set && list.IsArray() { // it is wholly known
			out = out.Set(f.Name, list)
		}
	}
	return out
}
