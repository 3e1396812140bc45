package inputs

import (
	"maps"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// AtLeast refuses a number that is known and too small.
func AtLeast(c *Check, at Path, props property.Map, name string, least float64) {
	if value := props.Get(name); value.IsNumber() && value.AsNumber() < least {
		c.Fail(at.In(props, name), "must be at least %v%s", least, Got(at.In(props, name), value))
	}
}

// Each visits the objects of a list.
func Each(props property.Map, name string, visit func(Path, property.Map)) {
	list := props.Get(name)
	if !list.IsArray() {
		return
	}
	at := Path{}.In(props, name)
	for i, item := range list.AsArray().All {
		if item.IsMap() {
			visit(at.Index(i).At(item), item.AsMap())
		}
	}
}

// IsTrue reports whether an input is true.
func IsTrue(props property.Map, name string) bool {
	value := props.Get(name)
	return value.IsBool() && value.AsBool()
}

// Rules is what no schema can say of a component's inputs. Rules see unknown values too, and pass them:
// what is unknown at preview is checked again where it is used.
type Rules struct {
	// strings has a rule for each string with a form of its own, by path with the indices left open.
	Strings map[string]func(string) error
	// across looks at several inputs together.
	Together func(*Check, property.Map)
}

// Given reports whether an input is present, known or not.
func Given(props property.Map, name string) bool {
	value, present := props.GetOk(name)
	return present && !value.IsNull()
}

// Is reports whether an input is known to be a word.
func Is(props property.Map, name, word string) bool {
	value := props.Get(name)
	return value.IsString() && value.AsString() == word
}

// NotEmpty refuses a list that is given and empty.
func NotEmpty(c *Check, at Path, props property.Map, name, reason string) {
	if list := props.Get(name); list.IsArray() && list.AsArray().Len() == 0 {
		c.Fail(at.In(props, name), "%s", reason)
	}
}

// Distinct refuses a string that stands twice in a list.
func Distinct(c *Check, at Path, list property.Value) {
	if !list.IsArray() {
		return
	}
	seen := map[string]bool{}
	for i, item := range list.AsArray().All {
		if !item.IsString() {
			continue
		}
		here, text := at.Index(i).At(item), item.AsString()
		switch {
		case !seen[text]:
			seen[text] = true
		case here.Secret:
			c.Fail(here, "stands twice")
		default:
			c.Fail(here, "stands twice: %q", text)
		}
	}
}

// Below moves rules under a property.
func Below(parent string, rules map[string]func(string) error) map[string]func(string) error {
	moved := map[string]func(string) error{}
	for path, rule := range rules {
		moved[parent+"."+path] = rule
	}
	return moved
}

func Join(sets ...map[string]func(string) error) map[string]func(string) error {
	all := map[string]func(string) error{}
	for _, set := range sets {
		maps.Copy(all, set)
	}
	return all
}
