package contract

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Refresh returns the inputs that would describe what AWS has. An input stays as the program wrote it while AWS agrees
// with it. A property that the program left out stays out while AWS has the value that means "not set". Everything else
// appears, so that a refresh shows it and the next deployment repairs it. Without old inputs it is an import, and a
// shared property appears too, because the program that is written for it may set it.
func Refresh(typ Type, traits Traits, old, actual property.Map) property.Map {
	out := map[string]property.Value{}
	imported := old.Len() == 0
	for _, f := range typ.Fields {
		trait := traits[f.Name]
		if imported {
			trait.Shared = false
		}
		given, has := old.GetOk(f.Name)
		current := actual.Get(f.Name)
		switch {
		case has && (trait.WriteOnly || Same(f.Type, trait, given, current)):
			out[f.Name] = given
		case trait.WriteOnly, !has && Same(f.Type, trait, property.Value{}, current), current.IsNull():
		default:
			out[f.Name] = current.WithSecret(given.HasSecrets())
		}
	}
	return property.NewMap(out)
}

// Outputs returns a resource's state: what AWS has, in the program's own spelling where both mean the same (a policy
// keeps its spelling and a list its order), and secret where the program's input was.
func Outputs(typ Type, traits Traits, in, actual property.Map) property.Map {
	out := actual.AsMap()
	for _, f := range typ.Fields {
		trait := traits[f.Name]
		given, has := in.GetOk(f.Name)
		if !has {
			if trait.WriteOnly && trait.Unset != nil {
				out[f.Name] = trait.unset()
			}
			continue
		}
		if trait.WriteOnly || Same(f.Type, trait, given, actual.Get(f.Name)) && !given.IsNull() {
			out[f.Name] = given.WithDependencies(nil)
		} else if current, ok := out[f.Name]; ok {
			out[f.Name] = current.WithSecret(given.HasSecrets())
		}
	}
	return property.NewMap(out)
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
		if list := planned.Get(f.Name); traits[f.Name].Set && list.IsArray() {
			out = out.Set(f.Name, list)
		}
	}
	return out
}
