package contract

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"

	awspolicy "github.com/hashicorp/awspolicyequivalence"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Traits says of a resource's properties what its Go types cannot.
type Traits map[string]Trait

// Trait is how the official provider treats one property. Every field is a fact of the Terraform AWS provider's
// schema, which the official plugin wraps.
type Trait struct {
	// Replace: a change makes a new resource (ForceNew).
	Replace bool
	// Default is given to a program that does not set the property (Default).
	Default any
	// Unset is what AWS has when nobody sets the property, so that a refresh does not report it as a change.
	Unset any
	// Set: a list without order (TypeSet).
	Set bool
	// Policy: an IAM policy document, compared by meaning (SuppressEquivalentPolicyDiffs).
	Policy bool
	// WriteOnly: AWS takes it and never tells it; what the program said stays.
	WriteOnly bool
	// Shared: AWS or another resource may fill it while the program leaves it out (Optional and Computed).
	Shared bool
	// Scaled: a scaler may change it while the program says one and the same.
	Scaled bool
	// Only lists the values that are accepted.
	Only []string
	// Fields are the traits inside an object, or inside each of a list.
	Fields Traits
}

// unset is the value that an absent property stands for.
func (t Trait) unset() property.Value {
	if t.Unset != nil {
		return propertyValue(t.Unset)
	}
	return propertyValue(t.Default)
}

// Same reports whether what a program wants of a property is what there is. The two sides are not alike: a shared
// property that is not wanted may be anything.
func Same(typ Type, trait Trait, wanted, actual property.Value) bool {
	wanted, actual = bare(wanted), bare(actual)
	if wanted.HasComputed() || actual.HasComputed() {
		return false
	}
	if wanted.IsNull() {
		if trait.Shared {
			return true
		}
		wanted = trait.unset()
	}
	if actual.IsNull() {
		actual = trait.unset()
	}
	if trait.Policy && wanted.IsString() && actual.IsString() {
		if same, err := awspolicy.PoliciesAreEquivalent(wanted.AsString(), actual.AsString()); err == nil {
			return same
		}
	}
	if typ.Kind == Object && isObject(wanted) && isObject(actual) {
		for _, f := range typ.Fields {
			if !Same(f.Type, trait.Fields[f.Name], fieldValue(wanted, f.Name), fieldValue(actual, f.Name)) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(canonical(typ, trait.Set, wanted), canonical(typ, trait.Set, actual))
}

// canonical makes equal values deeply equal: a set is sorted, and inside objects a zero value is the same as none, as
// Terraform has it. A map keeps its empty strings, since an empty tag value is a value.
func canonical(typ Type, set bool, v property.Value) any {
	switch {
	case v.IsArray():
		var out []any
		for _, e := range v.AsArray().All {
			out = append(out, canonical(*elem(typ), set, e))
		}
		if set {
			slices.SortFunc(out, func(a, b any) int { return bytes.Compare(encoded(a), encoded(b)) })
		}
		return orNil(out)
	case v.IsMap():
		out := map[string]any{}
		for k, e := range v.AsMap().All {
			f, isField := typ.Field(k)
			if typ.Kind != Object || !isField {
				f.Type = *elem(typ)
			}
			if c := canonical(f.Type, set, e); c != nil || typ.Kind == Map {
				out[k] = c
			}
		}
		return orNil(out)
	case v.IsBool() && !v.AsBool(), v.IsNumber() && v.AsNumber() == 0, v.IsString() && v.AsString() == "":
		return nil
	default:
		return goValue(v)
	}
}

func orNil[C []any | map[string]any](c C) any {
	if len(c) == 0 {
		return nil
	}
	return c
}

func elem(t Type) *Type {
	if t.Elem != nil {
		return t.Elem
	}
	return &Type{Kind: Any}
}

func encoded(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil { // cannot happen: canonical yields JSON values only
		return nil
	}
	return b
}

func isObject(v property.Value) bool { return v.IsMap() || v.IsNull() }

func fieldValue(v property.Value, name string) property.Value {
	if !v.IsMap() {
		return property.Value{}
	}
	return bare(v.AsMap().Get(name))
}

// bare takes secretness and dependencies off a value, which say nothing about whether it changed.
func bare(v property.Value) property.Value {
	return v.WithSecret(false).WithDependencies(nil)
}

// DefaultValue is the value that a program which sets nothing gets.
func (t Trait) DefaultValue() property.Value { return propertyValue(t.Default) }
