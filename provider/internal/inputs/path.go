package inputs

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Path is where a value stands: its path, as Pulumi writes paths, and the same with every index left open.
type Path struct {
	path    string
	pattern string
	// secret: the value, or something around it, is a secret. What is inside is one too.
	Secret bool
	// holdsSecret: something inside the value is a secret. What else is inside is not.
	HoldsSecret bool
}

func (l Path) Field(name string) Path {
	if l.path == "" {
		return Path{path: name, pattern: name, Secret: l.Secret}
	}
	return Path{path: l.path + "." + name, pattern: l.pattern + "." + name, Secret: l.Secret}
}

func (l Path) Index(i int) Path {
	return Path{path: fmt.Sprintf("%s[%d]", l.path, i), pattern: l.pattern + "[]", Secret: l.Secret}
}

func (l Path) Key(key string) Path {
	return Path{path: fmt.Sprintf("%s[%q]", l.path, key), pattern: l.pattern + "{}", Secret: l.Secret}
}

// At is the location of a value, secret where the value is.
func (l Path) At(value property.Value) Path {
	l.Secret = l.Secret || value.Secret()
	l.HoldsSecret = value.HasSecrets()
	return l
}

// Name is the last property on the way to the value.
func (l Path) Name() string {
	return strings.TrimSuffix(l.pattern[strings.LastIndex(l.pattern, ".")+1:], "[]")
}

// String is the path as Pulumi writes paths.
func (l Path) String() string { return l.path }

// WithNote is a location whose text is no path, so that the engine cannot look up and print the value.
func (l Path) WithNote(note string) Path {
	l.path += " (" + note + ")"
	return l
}

// In is the location of a property of an object.
func (l Path) In(object property.Map, name string) Path {
	return l.Field(name).At(object.Get(name))
}
