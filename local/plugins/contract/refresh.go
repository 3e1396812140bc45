package contract

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Refresh is what the inputs would have to be for AWS to be as it is. What the program said stays word for word while
// AWS agrees with it; what it left out stays out while AWS has the value that stands for "not set". Everything else
// appears, so that a refresh shows it and the next deployment repairs it. Without old inputs it is an import, where a
// shared property appears too: the program that will be written may say it.
func Refresh(typ Type, traits Traits, old, actual property.Map) property.Map {
	out := map[string]property.Value{}
	imported := old.Len() == 0
	for _, f := range typ.Fields {
		trait := traits[f.Name]
		if imported {
			trait.Shared = false
		}
		said, has := old.GetOk(f.Name)
		is := actual.Get(f.Name)
		switch {
		case has && (trait.WriteOnly || Same(f.Type, trait, said, is)):
			out[f.Name] = said
		case trait.WriteOnly, !has && Same(f.Type, trait, property.Value{}, is), is.IsNull():
		default:
			out[f.Name] = is.WithSecret(said.HasSecrets())
		}
	}
	return property.NewMap(out)
}

// Outputs is a resource's state: what AWS has, in the program's own words where both mean the same (a policy keeps its
// spelling and a list its order), and secret where the program's input was.
func Outputs(typ Type, traits Traits, in, actual property.Map) property.Map {
	out := actual.AsMap()
	for _, f := range typ.Fields {
		trait := traits[f.Name]
		said, has := in.GetOk(f.Name)
		if !has {
			if trait.WriteOnly && trait.Unset != nil {
				out[f.Name] = trait.unset()
			}
			continue
		}
		if trait.WriteOnly || Same(f.Type, trait, said, actual.Get(f.Name)) && !said.IsNull() {
			out[f.Name] = said.WithDependencies(nil)
		} else if is, ok := out[f.Name]; ok {
			out[f.Name] = is.WithSecret(said.HasSecrets())
		}
	}
	return property.NewMap(out)
}

// Resolve is the state that a program wants, in AWS's words where both mean the same, so that an update can compare
// the two field by field. What the program leaves out is what AWS has when nobody sets it.
func Resolve(typ Type, traits Traits, wanted, actual property.Map) property.Map {
	out := map[string]property.Value{}
	for _, f := range typ.Fields {
		trait := traits[f.Name]
		want, is := wanted.Get(f.Name), actual.Get(f.Name)
		switch {
		case trait.WriteOnly:
			out[f.Name] = want
		case Same(f.Type, trait, want, is):
			out[f.Name] = is
		case want.IsNull():
			out[f.Name] = trait.unset()
		default:
			out[f.Name] = want
		}
	}
	return property.NewMap(out)
}

// Dropped lists the inputs that AWS does not have after it was asked for them. Against AWS it is empty; an emulator that
// takes a request and forgets part of it is caught here.
func Dropped(typ Type, traits Traits, in, actual property.Map) []string {
	var lost []string
	for _, f := range typ.Fields {
		said, has := in.GetOk(f.Name)
		if has && !traits[f.Name].WriteOnly && !Same(f.Type, traits[f.Name], said, actual.Get(f.Name)) {
			lost = append(lost, f.Name)
		}
	}
	return lost
}
