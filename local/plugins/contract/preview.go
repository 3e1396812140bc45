package contract

import "github.com/pulumi/pulumi/sdk/v3/go/property"

// Preview returns the state of a resource that does not exist yet: its inputs, and an unknown for every property that
// AWS will decide. An optional property that is not set and that AWS does not fill is absent.
func Preview(official Official, implemented Type, in property.Map) property.Map {
	out := map[string]property.Value{}
	for _, f := range implemented.Fields {
		if v, ok := in.GetOk(f.Name); ok && !v.IsNull() {
			out[f.Name] = v
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
		switch given := in.Get(f.Name); {
		case !given.IsNull():
			out[f.Name] = given.WithDependencies(nil)
		case !isInput || trait.Shared:
			if v, ok := state.GetOk(f.Name); ok {
				out[f.Name] = v
			}
		case !trait.unset().IsNull():
			out[f.Name] = trait.unset()
		}
	}
	return property.NewMap(out)
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
