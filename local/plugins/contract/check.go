package contract

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Check returns every failure in a program's inputs: a property that the official type does not have, a property that
// the stand-in does not implement, a missing required property, and a value of the wrong type. A message names types
// and properties and never a value, which may be a secret. A null counts as absent, and an unknown value as valid.
func Check(token string, official, implemented Type, traits Traits, in property.Map) []p.CheckFailure {
	c := checker{token: token}
	c.object("", official, implemented, traits, in)
	return Conceal(c.failures, in)
}

// Conceal changes the path of each failure inside a secret so that it leads nowhere. The engine prints the value that
// it finds at a path, even if it is a secret.
func Conceal(failures []p.CheckFailure, in property.Map) []p.CheckFailure {
	for i, f := range failures {
		head, _, _ := strings.Cut(f.Property, ".")
		head, _, _ = strings.Cut(head, "[")
		if in.Get(head).HasSecrets() {
			failures[i].Property += " (secret)"
		}
	}
	return failures
}

type checker struct {
	token    string
	failures []p.CheckFailure
}

func (c *checker) fail(path, format string, args ...any) {
	c.failures = append(c.failures, p.CheckFailure{Property: path, Reason: fmt.Sprintf(format, args...)})
}

func (c *checker) object(path string, official, implemented Type, traits Traits, in property.Map) {
	for name, v := range in.AllStable {
		at := join(path, name)
		field, ok := official.Field(name)
		if !ok {
			c.fail(at, "unknown property: %s has no %s", c.token, at)
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
		c.value(at, field.Type, mine.Type, traits[name], v)
	}
	for _, f := range official.Fields {
		if v, ok := in.GetOk(f.Name); !f.Optional && (!ok || v.IsNull()) {
			c.fail(join(path, f.Name), "missing required property %s of %s", join(path, f.Name), c.token)
		}
	}
}

func (c *checker) value(path string, official, implemented Type, trait Trait, v property.Value) {
	if v.IsComputed() || v.IsNull() || official.Kind == Any {
		return
	}
	if !fits(official.Kind, v) {
		c.fail(path, "must be %s, got %s", article(official.Kind), article(kindOf(v)))
		return
	}
	switch official.Kind {
	case List:
		for i, e := range v.AsArray().All {
			c.value(fmt.Sprintf("%s[%d]", path, i), *official.Elem, *elem(implemented), trait, e)
		}
	case Map:
		for k, e := range v.AsMap().AllStable {
			c.value(join(path, k), *official.Elem, *elem(implemented), Trait{}, e)
		}
	case Object:
		c.object(path, official, implemented, trait.Fields, v.AsMap())
	case String:
		if trait.Policy && !json.Valid([]byte(v.AsString())) {
			c.fail(path, "must be a JSON policy document")
		}
		if len(trait.Only) > 0 && !slices.Contains(trait.Only, v.AsString()) {
			c.fail(path, "must be one of %s; the stand-in for local AWS knows no other", strings.Join(trait.Only, ", "))
		}
	}
}

func fits(want Kind, v property.Value) bool {
	switch got := kindOf(v); want {
	case Object, Map:
		return got == Map
	case Integer:
		return got == Integer
	case Number:
		return got == Integer || got == Number
	default:
		return got == want
	}
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
