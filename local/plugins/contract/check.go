package contract

import (
	"fmt"
	"strconv"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Check returns every failure in a program's inputs: a property that the official type does not have, a property that
// the stand-in does not implement, a missing required property, a value of the wrong type, and what the schema forbids.
// A null counts as absent, and an unknown value as valid.
//
// The words are Terraform's.
func Check(token string, official, implemented Type, traits Traits, in property.Map) []p.CheckFailure {
	c := checker{token: token, in: in}
	c.object("", "", official, implemented, traits, in)
	return Conceal(c.failures, in)
}

// Conceal changes the path of each failure inside a secret so that it leads nowhere. The engine prints the value that
// it finds at a path, even if it is a secret.
func Conceal(failures []p.CheckFailure, in property.Map) []p.CheckFailure {
	for i, f := range failures {
		if in.Get(head(f.Property)).HasSecrets() {
			failures[i].Property += " (secret)"
		}
	}
	return failures
}

// Examine returns failures as the Terraform bridge does: the path is in the reason, after the name of the resource, and
// no property is named.
func Examine(name string, failures []p.CheckFailure) []p.CheckFailure {
	for i, f := range failures {
		path := strings.TrimSuffix(f.Property, " (secret)")
		failures[i] = p.CheckFailure{Reason: fmt.Sprintf("%s. Examine values at '%s'.", f.Reason, join(name, path))}
	}
	return failures
}

func head(path string) string {
	head, _, _ := strings.Cut(path, ".")
	head, _, _ = strings.Cut(head, "[")
	return head
}

type checker struct {
	token    string
	in       property.Map
	failures []p.CheckFailure
}

// fail adds a failure. A reason may have the value in it, so that a secret has another.
func (c *checker) fail(path, format string, args ...any) {
	reason := fmt.Sprintf(format, args...)
	if c.in.Get(head(path)).HasSecrets() {
		reason = "the value is not valid, and is secret"
	}
	c.failures = append(c.failures, p.CheckFailure{Property: path, Reason: reason})
}

func (c *checker) object(path, terraform string, official, implemented Type, traits Traits, in property.Map) {
	for name, v := range in.AllStable {
		at := join(path, name)
		field, ok := official.Field(name)
		if !ok {
			c.fail(at, "Invalid or unknown key")
			continue
		}
		if v.IsNull() {
			continue
		}
		mine, ok := implemented.Field(name)
		if !ok {
			c.fail(at, "the stand-in for local AWS does not implement %s of %s; the official plugin does", at, c.token)
			continue
		}
		c.value(at, field.Type, mine.Type, traits[name], join(terraform, traits.terraform(name)), v)
	}
	for _, f := range official.Fields {
		if v, ok := in.GetOk(f.Name); !f.Optional && (!ok || v.IsNull()) {
			at := join(path, f.Name)
			if path != "" {
				at = head(path)
			}
			c.fail(at, "Missing required argument. The argument %q is required, but no definition was found.",
				join(terraform, traits.terraform(f.Name)))
		}
	}
}

func (c *checker) value(path string, official, implemented Type, trait Trait, terraform string, v property.Value) {
	if v.IsComputed() || v.IsNull() || official.Kind == Any {
		return
	}
	if problem := misfit(official.Kind, v); problem != "" {
		c.fail(path, "%s", problem)
		return
	}
	switch official.Kind {
	case List:
		for i, e := range v.AsArray().All {
			at := fmt.Sprintf("%s[%d]", path, i)
			c.value(at, *official.Elem, *elem(implemented), trait, fmt.Sprintf("%s.%d", terraform, i), e)
		}
	case Map:
		for k, e := range v.AsMap().AllStable {
			c.value(join(path, k), *official.Elem, *elem(implemented), Trait{}, terraform, e)
		}
	case Object:
		if !strings.HasSuffix(path, "]") {
			terraform += ".0" // Terraform has a list of one block
		}
		c.object(path, terraform, official, implemented, trait.Fields, v.AsMap())
	default:
		if trait.Valid == nil {
			return
		}
		if problem := trait.Valid(terraform, goValue(v)); problem != "" {
			c.fail(path, "%s", problem)
		}
	}
}

// misfit says, in Terraform's words, why a value has not the kind that it must have.
func misfit(want Kind, v property.Value) string {
	got := kindOf(v)
	switch want {
	case Object, Map:
		if got != Map {
			return "Incorrect attribute value type. Inappropriate value: map of values required"
		}
	case List:
		if got != List {
			return "Attribute must be a list"
		}
	default:
		switch {
		case got == List:
			return "Attribute must be a single value, not a list"
		case got == Map:
			return "Attribute must be a single value, not a map"
		case !Coerce(Type{Kind: want}, v).IsNull() && misses(want, Coerce(Type{Kind: want}, v)):
			return fmt.Sprintf("expected type %s, got %v", want, goValue(v))
		}
	}
	return ""
}

func misses(want Kind, v property.Value) bool {
	got := kindOf(v)
	return got != want && (want != Number || got != Integer)
}

// Coerce returns a value with its scalars as the type has them: the Terraform bridge takes "true" for true, "2" for 2,
// and 2 for "2". What has another shape stays as it is.
func Coerce(typ Type, v property.Value) property.Value {
	switch {
	case typ.Kind == Boolean && v.IsString():
		if b, err := strconv.ParseBool(v.AsString()); err == nil {
			return property.WithGoValue(v, b)
		}
	case (typ.Kind == Integer || typ.Kind == Number) && v.IsString():
		if n, err := strconv.ParseFloat(v.AsString(), 64); err == nil {
			return property.WithGoValue(v, n)
		}
	case typ.Kind == String && v.IsBool():
		return property.WithGoValue(v, strconv.FormatBool(v.AsBool()))
	case typ.Kind == String && v.IsNumber():
		return property.WithGoValue(v, strconv.FormatFloat(v.AsNumber(), 'f', -1, 64))
	case typ.Kind == List && v.IsArray():
		var out []property.Value
		for _, e := range v.AsArray().All {
			out = append(out, Coerce(*typ.Elem, e))
		}
		return property.WithGoValue(v, property.NewArray(out))
	case typ.Kind == Map && v.IsMap():
		out := v.AsMap()
		for k, e := range v.AsMap().All {
			out = out.Set(k, Coerce(*typ.Elem, e))
		}
		return property.WithGoValue(v, out)
	case typ.Kind == Object && v.IsMap():
		out := v.AsMap()
		for _, f := range typ.Fields {
			if e, ok := out.GetOk(f.Name); ok {
				out = out.Set(f.Name, Coerce(f.Type, e))
			}
		}
		return property.WithGoValue(v, out)
	}
	return v
}

// Defaults returns inputs with the defaults of what the program leaves out, at every depth.
func Defaults(typ Type, traits Traits, in property.Map) property.Map {
	for _, f := range typ.Fields {
		trait := traits[f.Name]
		v := in.Get(f.Name)
		switch {
		case v.IsNull() && trait.Default != nil:
			in = in.Set(f.Name, trait.DefaultValue())
		case trait.Fields != nil && f.Type.Kind == Object && v.IsMap():
			in = in.Set(f.Name, property.WithGoValue(v, Defaults(f.Type, trait.Fields, v.AsMap())))
		case trait.Fields != nil && f.Type.Kind == List && v.IsArray():
			var out []property.Value
			for _, e := range v.AsArray().All {
				if e.IsMap() {
					e = property.WithGoValue(e, Defaults(*f.Type.Elem, trait.Fields, e.AsMap()))
				}
				out = append(out, e)
			}
			in = in.Set(f.Name, property.WithGoValue(v, property.NewArray(out)))
		}
	}
	return in
}

func kindOf(v property.Value) Kind {
	switch {
	case v.IsBool():
		return Boolean
	case v.IsNumber() && v.AsNumber() == float64(int64(v.AsNumber())):
		return Integer
	case v.IsNumber():
		return Number
	case v.IsString():
		return String
	case v.IsArray():
		return List
	case v.IsMap():
		return Map
	case v.IsResourceReference():
		return Resource
	default:
		return Any
	}
}

func article(k Kind) string {
	if k == Integer || k == Object {
		return "an " + string(k)
	}
	return "a " + string(k)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
