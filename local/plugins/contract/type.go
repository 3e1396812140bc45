package contract

import (
	"reflect"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Kind is the shape of a value.
type Kind string

// The kinds that the official SDKs use. An object has declared fields, and a map any keys.
const (
	String  Kind = "string"
	Number  Kind = "number"
	Integer Kind = "integer"
	Boolean Kind = "boolean"
	List    Kind = "list"
	Map     Kind = "map"
	Object  Kind = "object"
	// Resource is a reference to another resource, as awsx's outputs are.
	Resource Kind = "resource"
	// Any is a value whose type the SDK leaves open.
	Any Kind = "any"
)

// Type is a property's type as an official SDK declares it.
type Type struct {
	Kind   Kind
	Elem   *Type        // of a list or a map
	Fields []Field      // of an object, in declaration order
	Go     reflect.Type // the Go type of an object or a resource, which names it
}

// Field is one property of an object.
type Field struct {
	Name     string
	Type     Type
	Optional bool
}

// Of reads a type from a Go type of an SDK. Inputs and outputs are read as the type that they carry.
func Of(t reflect.Type) Type {
	if carried, ok := carries(t); ok {
		t = carried
	}
	for t.Kind() == reflect.Pointer {
		if isResource(t) {
			return Type{Kind: Resource, Go: t.Elem()}
		}
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String:
		return Type{Kind: String}
	case reflect.Bool:
		return Type{Kind: Boolean}
	case reflect.Int, reflect.Int32, reflect.Int64:
		return Type{Kind: Integer}
	case reflect.Float32, reflect.Float64:
		return Type{Kind: Number}
	case reflect.Slice:
		elem := Of(t.Elem())
		return Type{Kind: List, Elem: &elem}
	case reflect.Map:
		elem := Of(t.Elem())
		return Type{Kind: Map, Elem: &elem}
	case reflect.Struct:
		return Type{Kind: Object, Go: t, Fields: fields(t)}
	default:
		return Type{Kind: Any}
	}
}

// Field finds a field by its Pulumi name.
func (t Type) Field(name string) (Field, bool) {
	for _, f := range t.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

func fields(t reflect.Type) []Field {
	var out []Field
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			out = append(out, fields(f.Type)...)
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("pulumi"), ",")
		if name == "" || !f.IsExported() { // id and urn, which every resource has, are unexported
			continue
		}
		out = append(out, Field{
			Name:     name,
			Type:     Of(f.Type),
			Optional: strings.Contains(options, "optional") || optional(f.Type),
		})
	}
	return out
}

// optional reports whether a Go type lets a property be absent. Lists and maps do.
func optional(t reflect.Type) bool {
	if carried, ok := carries(t); ok {
		t = carried
	}
	switch t.Kind() {
	case reflect.Pointer:
		return !isResource(t)
	case reflect.Slice, reflect.Map, reflect.Interface:
		return true
	default:
		return false
	}
}

// carries returns the type inside an Input or an Output of the SDK.
func carries(t reflect.Type) (reflect.Type, bool) {
	if t.Kind() == reflect.Struct && t.Implements(reflect.TypeFor[pulumi.Output]()) {
		return reflect.Zero(t).Interface().(pulumi.Output).ElementType(), true
	}
	return nil, false
}

func isResource(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[pulumi.Resource]())
}

// TypeFor reads a type from a Go type parameter.
func TypeFor[T any]() Type { return Of(reflect.TypeFor[T]()) }
