package contract

import (
	"reflect"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// KeepScaled returns a program's inputs for a resource that a scaler changes. A scaled property that the program has
// not changed since the last deployment takes the value that AWS has. A value that the program has changed is kept.
func KeepScaled(typ Type, traits Traits, old, wanted, actual property.Map) property.Map {
	for _, f := range typ.Fields {
		trait := traits[f.Name]
		was, want, is := old.Get(f.Name), wanted.Get(f.Name), actual.Get(f.Name)
		switch {
		case want.IsNull() || is.IsNull():
		case trait.Scaled && Same(f.Type, trait, want, was):
			wanted = wanted.Set(f.Name, is.WithSecret(want.Secret()))
		case f.Type.Kind == List && want.IsArray() && was.IsArray() && is.IsArray():
			wanted = wanted.Set(f.Name, keepScaledEach(*f.Type.Elem, trait, was, want, is))
		}
	}
	return wanted
}

// keepScaledEach does the same in a list of objects. Two objects are the same if they differ only in scaled properties.
func keepScaledEach(typ Type, trait Trait, was, want, is property.Value) property.Value {
	var out []property.Value
	for _, e := range want.AsArray().All {
		if before, now := match(typ, trait, e, was), match(typ, trait, e, is); before.IsMap() && now.IsMap() && e.IsMap() {
			lent := KeepScaled(typ, trait.Fields, before.AsMap(), e.AsMap(), now.AsMap())
			e = property.WithGoValue(e, lent)
		}
		out = append(out, e)
	}
	return property.WithGoValue(want, property.NewArray(out))
}

// match returns the object of a list that differs from a given one only in scaled properties.
func match(typ Type, trait Trait, e, list property.Value) property.Value {
	for _, o := range list.AsArray().All {
		if reflect.DeepEqual(withoutScaled(typ, trait, e), withoutScaled(typ, trait, o)) {
			return o
		}
	}
	return property.Value{}
}

func withoutScaled(typ Type, trait Trait, v property.Value) any {
	if v.IsMap() {
		m := v.AsMap()
		for name, t := range trait.Fields {
			if t.Scaled {
				m = m.Delete(name)
			}
		}
		v = property.New(m)
	}
	return canonical(typ, trait.Set, v)
}
