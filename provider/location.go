package provider

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// location is where a value stands: its path, as Pulumi writes paths, and the same with every index left open.
type location struct {
	path    string
	pattern string
	// secret: the value, or something around it, is a secret. What is inside is one too.
	secret bool
	// holdsSecret: something inside the value is a secret. What else is inside is not.
	holdsSecret bool
}

func (l location) field(name string) location {
	if l.path == "" {
		return location{path: name, pattern: name, secret: l.secret}
	}
	return location{path: l.path + "." + name, pattern: l.pattern + "." + name, secret: l.secret}
}

func (l location) index(i int) location {
	return location{path: fmt.Sprintf("%s[%d]", l.path, i), pattern: l.pattern + "[]", secret: l.secret}
}

func (l location) key(key string) location {
	return location{path: fmt.Sprintf("%s[%q]", l.path, key), pattern: l.pattern + "{}", secret: l.secret}
}

// of is the location of a value, secret where the value is.
func (l location) of(value property.Value) location {
	l.secret = l.secret || value.Secret()
	l.holdsSecret = value.HasSecrets()
	return l
}

// in is the location of a property of an object.
func (l location) in(object property.Map, name string) location {
	return l.field(name).of(object.Get(name))
}
