package contract

import "github.com/pulumi/pulumi/sdk/v3/go/property"

// Preview returns the state of a resource that does not exist yet: its inputs, and an unknown for every property that
// AWS will decide. An optional property that is not set and that AWS does not fill is absent.
func Preview(official Official, implemented Type, traits Traits, in property.Map) property.Map {
	out := map[string]property.Value{}
	for _, f := range implemented.Fields {
		if v, ok := in.GetOk(f.Name); ok && !v.IsNull() {
			if !traits[f.Name].suppresses(v) {
				out[f.Name] = stated(traits[f.Name], v)
			}
		} else if traits[f.Name].Planned != nil {
			out[f.Name] = propertyValue(traits[f.Name].Planned)
		} else if computed(official, f.Name) {
			out[f.Name] = property.New(property.Computed)
		}
	}
	return property.NewMap(out)
}

// PreviewUpdate returns the state that an update will leave: the old state with the new inputs, and an unknown for each
// property in recomputed, whose value follows from a change.
func PreviewUpdate(
	official Official, implemented Type, state, oldIn, in property.Map, recomputed []string,
) property.Map {
	out := state.AsMap()
	for _, f := range implemented.Fields {
		if v, ok := in.GetOk(f.Name); ok && !v.IsNull() {
			out[f.Name] = v
		} else if _, had := oldIn.GetOk(f.Name); had {
			delete(out, f.Name)
			if computed(official, f.Name) {
				out[f.Name] = property.New(property.Computed)
			}
		}
	}
	for _, name := range recomputed {
		out[name] = property.New(property.Computed)
	}
	return property.NewMap(out)
}

// Planned returns the state that a deployment plans, without what AWS decides: the inputs, and what the state has of
// other properties. The Terraform SDK stores it when a create or an update fails after the resource exists.
func Planned(official, implemented Type, traits Traits, in, state property.Map) property.Map {
	out := map[string]property.Value{}
	for _, f := range implemented.Fields {
		_, isInput := official.Field(f.Name)
		trait := traits[f.Name]
		was, had := state.GetOk(f.Name)
		switch given := in.Get(f.Name); {
		case !given.IsNull():
			if had || !trait.suppresses(given) {
				out[f.Name] = filled(f.Type, trait, stated(trait, overlaid(f.Type, was, given))).WithDependencies(nil)
			}
		case !isInput || trait.Shared:
			if had {
				out[f.Name] = was
			}
		case !trait.planned().IsNull():
			out[f.Name] = trait.planned()
		case was.IsBool(), was.IsNumber(), was.IsString():
			out[f.Name] = zeroOf(f.Type.Kind)
		}
	}
	return property.NewMap(out)
}

func (t Trait) suppresses(v property.Value) bool { return t.Suppressed && v.Equals(t.DefaultValue()) }

// stated returns what a state has of a value.
func stated(trait Trait, v property.Value) property.Value {
	if trait.State != nil && v.IsString() {
		return property.WithGoValue(v, trait.State(v.AsString()))
	}
	return v
}

// Filled returns a state in which each set of objects has every field.
func Filled(typ Type, traits Traits, state property.Map) property.Map {
	for _, f := range typ.Fields {
		if v := state.Get(f.Name); v.IsArray() {
			state = state.Set(f.Name, filled(f.Type, traits[f.Name], v))
		}
	}
	return state
}

// filled returns a set of objects with every field, as the Terraform SDK has them.
func filled(typ Type, trait Trait, v property.Value) property.Value {
	if !trait.Set || typ.Kind != List || typ.Elem.Kind != Object || !v.IsArray() {
		return v
	}
	var out []property.Value
	for _, e := range v.AsArray().All {
		if e.IsMap() {
			m := e.AsMap()
			for _, f := range typ.Elem.Fields {
				if zero := zeroOf(f.Type.Kind); m.Get(f.Name).IsNull() && !zero.IsNull() {
					m = m.Set(f.Name, zero)
				}
			}
			e = property.WithGoValue(e, m)
		}
		out = append(out, e)
	}
	return property.WithGoValue(v, property.NewArray(out))
}

func zeroOf(kind Kind) property.Value {
	switch kind {
	case String:
		return property.New("")
	case Boolean:
		return property.New(false)
	case Integer, Number:
		return property.New(0.0)
	case List:
		return property.New(property.Array{})
	default:
		return property.Value{}
	}
}

// computed reports whether AWS gives a property a value when the program does not. The SDK declares such an output as
// always present. For a list it does not say, so the preview shows unknown.
func computed(official Official, name string) bool {
	out, ok := official.Outputs.Field(name)
	if !ok {
		return false
	}
	if _, isInput := official.Inputs.Field(name); !isInput {
		return true
	}
	return !out.Optional || out.Type.Kind == List
}
