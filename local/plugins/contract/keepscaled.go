package contract

import (
	"reflect"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// KeepScaled is what a program wants of a resource that somebody else scales: a scaled property of which the program says
// what it said last time is what AWS has by now. A program that says something new is obeyed.
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

// keepScaledEach does it in a list of objects. An object is the same one where all is the same but what is scaled.
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

// match is the object of a list that differs from a given one in nothing but what is scaled.
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
