package contract

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"

	awspolicy "github.com/hashicorp/awspolicyequivalence"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Traits describes a resource's properties where its Go types cannot.
type Traits map[string]Trait

// Trait describes how the official provider treats one property. Every field is a fact of the Terraform AWS provider's
// schema, which the official plugin wraps.
type Trait struct {
	// Replace means that a change replaces the resource (ForceNew).
	Replace bool
	// Default is the value of a property that the program does not set (Default).
	Default any
	// Unset is the value that AWS has when the property is not set, so that a refresh does not report it as a change.
	Unset any
	// Planned is the value that a plan has when the property is not set.
	Planned any
	// Set means that a list has no order (TypeSet).
	Set bool
	// Policy means that the property is an IAM policy document, compared by meaning (SuppressEquivalentPolicyDiffs).
	Policy bool
	// State returns what the state has of a value (StateFunc). A refresh leaves the input as it is then.
	State func(string) string
	// Suppressed means that a plan of a creation does not have the default (DiffSuppressFunc).
	Suppressed bool
	// Whole means that an element that comes into a set is a change of the whole set, because the bridge does not find it
	// in the inputs.
	Whole bool
	// NotImported means that an import does not make an input of it, because it conflicts with another (ConflictsWith).
	NotImported bool
	// WriteOnly means that AWS accepts the property and never returns it. The program's value stays.
	WriteOnly bool
	// Shared means that AWS or another resource may set the property while the program leaves it out (Optional and
	// Computed).
	Shared bool
	// Valid says what is wrong with a value (ValidateFunc).
	Valid Validator
	// Terraform is Terraform's name where it is not the snake case of Pulumi's.
	Terraform string
	// Fields are the traits inside an object, or inside each object of a list.
	Fields Traits
}

// unset returns the value that an absent property stands for.
func (t Trait) unset() property.Value {
	if t.Unset != nil {
		return propertyValue(t.Unset)
	}
	return t.planned()
}

// planned returns the value that a plan has where the program sets none.
func (t Trait) planned() property.Value {
	if t.Default == nil {
		return propertyValue(t.Planned)
	}
	return propertyValue(t.Default)
}

// Same reports whether AWS has what a program wants of a property. The two sides are not symmetric: if a shared
// property is not wanted, it may have any value.
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

// canonical makes equal values deeply equal. A set is sorted, and inside objects a zero value equals none, as in
// Terraform. A map keeps its empty strings, because an empty tag value is a value.
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
	if err != nil { // cannot happen: canonical returns only JSON values
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

// bare removes secretness and dependencies from a value: neither is a change.
func bare(v property.Value) property.Value {
	return v.WithSecret(false).WithDependencies(nil)
}

// DefaultValue returns the value of a property that the program does not set.
func (t Trait) DefaultValue() property.Value { return propertyValue(t.Default) }
