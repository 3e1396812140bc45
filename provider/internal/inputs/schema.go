package inputs

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// object checks the properties of an object. It returns them without unknown names, and with plain values where the
// schema wants plain ones.
func (c *Check) object(in Input, properties map[string]schema.PropertySpec, required []string) property.Map {
	checked := map[string]property.Value{}
	for name, given := range in.Entries() {
		spec, known := properties[name]
		if !known {
			c.Fail(given, "is not an input%s", c.instead(given, name, slices.Sorted(maps.Keys(properties))))
			continue
		}
		checked[name] = c.value(given, spec.TypeSpec)
	}
	for _, name := range required {
		if missing := in.Get(name); !missing.Given() {
			c.Fail(missing, "is required: %s", firstSentence(properties[name].Description))
		}
	}
	return property.NewMap(checked)
}

// value checks one value against its type. An unknown value is wrong only where the schema wants a plain one.
func (c *Check) value(in Input, spec schema.TypeSpec) property.Value {
	if !in.Given() {
		return in.Value
	}
	if spec.Plain {
		switch {
		case in.Value.IsComputed():
			c.Fail(in, "must be known at preview, since it decides what is built; give a plain value")
			return in.Value
		case in.Value.Secret():
			c.Fail(in, "must not be a secret, since it decides what is built and shows in the plan")
			return in.Value
		}
		in.Value = in.Value.WithDependencies(nil) // a known output is as good as a plain value
	}
	switch {
	case in.Value.IsComputed():
		return in.Value
	case spec.Ref != "":
		return c.reference(in, spec)
	case spec.Type == "array":
		return c.array(in, *spec.Items)
	case spec.Type == "object":
		return c.dictionary(in, *spec.AdditionalProperties)
	default:
		return c.primitive(in, spec.Type)
	}
}

func (c *Check) array(in Input, items schema.TypeSpec) property.Value {
	if !in.Value.IsArray() {
		return c.mistyped(in, "a list")
	}
	checked := make([]property.Value, 0, in.Len())
	for _, item := range in.Items() {
		if !item.Given() {
			c.Fail(item, "must not be null")
		}
		checked = append(checked, c.value(item, items))
	}
	return property.WithGoValue(in.Value, checked)
}

func (c *Check) dictionary(in Input, entries schema.TypeSpec) property.Value {
	if !in.IsObject() {
		return c.mistyped(in, "an object")
	}
	checked := map[string]property.Value{}
	for key, entry := range in.Entries() {
		checked[key] = c.value(entry, entries)
	}
	return property.WithGoValue(in.Value, checked)
}

// reference checks an enum or an object of this package.
func (c *Check) reference(in Input, spec schema.TypeSpec) property.Value {
	named := c.types[strings.TrimPrefix(spec.Ref, "#/types/")]
	if len(named.Enum) == 0 {
		if !in.IsObject() {
			return c.mistyped(in, "an object")
		}
		return property.WithGoValue(in.Value, c.object(in, named.Properties, named.Required))
	}
	if !in.Value.IsString() {
		return c.mistyped(in, "a string")
	}
	var allowed []string
	for _, value := range named.Enum {
		allowed = append(allowed, fmt.Sprint(value.Value))
	}
	if !slices.Contains(allowed, in.Text()) {
		meant := cmp.Or(suggestion(in.Text(), allowed), begun(in.Text(), allowed))
		c.Fail(in, "must be %s%s%s", oneOf(allowed), Got(in), meant)
	}
	return in.Value
}

func (c *Check) primitive(in Input, want string) property.Value {
	switch want {
	case "boolean":
		if !in.Value.IsBool() {
			return c.mistyped(in, "true or false")
		}
	case "integer":
		if number, known := in.Number(); !known || number != math.Trunc(number) {
			return c.mistyped(in, "a whole number")
		}
	case "string":
		if !in.Value.IsString() {
			return c.mistyped(in, "a string")
		}
		c.checkFormat(in)
	}
	return in.Value
}

func (c *Check) mistyped(in Input, want string) property.Value {
	c.Fail(in, "must be %s%s", want, Got(in))
	return in.Value
}

// checkFormat asks the rule of a string, where it has one. The rule's error may quote the value, so that of a secret is
// not printed.
func (c *Check) checkFormat(in Input) {
	rule := c.rules.Formats[in.pattern()]
	if rule == nil {
		return
	}
	err := rule(in.Text())
	if err != nil && in.Secret {
		err = errors.New("has the wrong form; see the description of this input")
	}
	if err != nil {
		c.Fail(in, "%s", err)
	}
}
