package contract

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// Schema collects what a plugin serves into the package schema. The engine checks YAML programs against it.
type Schema struct {
	spec  schema.PackageSpec
	names Names
}

// Names gives the Go types of an official SDK their names in a schema.
type Names struct {
	// Type returns the token of a nested struct of this package, or a full reference to another package's.
	Type func(reflect.Type) (token string, own bool)
	// Resource returns the reference to a resource of another package. It may be nil if there is none.
	Resource func(reflect.Type) string
	// Modules is the pattern that finds the module in a token. It is empty if tokens contain the plain module. It lets a
	// YAML program write aws:ec2:Vpc for aws:ec2/vpc:Vpc.
	Modules string
}

// NewSchema starts the schema of a package.
func NewSchema(name, version string, names Names) *Schema {
	return &Schema{names: names, spec: schema.PackageSpec{
		Name:        name,
		Version:     version,
		Description: "A stand-in for local AWS, with the official package's names and types.",
		Meta:        &schema.MetadataSpec{ModuleFormat: names.Modules},
		Types:       map[string]schema.ComplexTypeSpec{},
		Resources:   map[string]schema.ResourceSpec{},
		Functions:   map[string]schema.FunctionSpec{},
	}}
}

// Provider declares the provider resource and its configuration.
func (s *Schema) Provider(config Type) {
	object := s.object(config)
	s.spec.Config = schema.ConfigSpec{Variables: object.Properties}
	s.spec.Provider = &schema.ResourceSpec{
		ObjectTypeSpec:  schema.ObjectTypeSpec{Type: "object"},
		InputProperties: object.Properties,
	}
}

// Resource declares a resource type.
func (s *Schema) Resource(o Official) {
	in := s.object(o.Inputs)
	s.spec.Resources[o.Token] = schema.ResourceSpec{
		ObjectTypeSpec:  s.object(o.Outputs),
		InputProperties: in.Properties,
		RequiredInputs:  in.Required,
		IsComponent:     o.Component,
	}
}

// Function declares a function.
func (s *Schema) Function(token string, args, result Type) {
	in, out := s.object(args), s.object(result)
	s.spec.Functions[token] = schema.FunctionSpec{Inputs: &in, Outputs: &out}
}

// JSON returns the schema in the form that GetSchema returns.
func (s *Schema) JSON() (string, error) {
	b, err := json.Marshal(s.spec)
	if err != nil {
		return "", fmt.Errorf("encode schema: %w", err)
	}
	return string(b), nil
}

func (s *Schema) object(t Type) schema.ObjectTypeSpec {
	o := schema.ObjectTypeSpec{Type: "object", Properties: map[string]schema.PropertySpec{}}
	for _, f := range t.Fields {
		o.Properties[f.Name] = schema.PropertySpec{TypeSpec: s.typ(f.Type)}
		if !f.Optional {
			o.Required = append(o.Required, f.Name)
		}
	}
	return o
}

func (s *Schema) typ(t Type) schema.TypeSpec {
	switch t.Kind {
	case List:
		items := s.typ(*t.Elem)
		return schema.TypeSpec{Type: "array", Items: &items}
	case Map:
		values := s.typ(*t.Elem)
		return schema.TypeSpec{Type: "object", AdditionalProperties: &values}
	case Object:
		token, own := s.names.Type(t.Go)
		if !own {
			return schema.TypeSpec{Ref: token}
		}
		if _, ok := s.spec.Types[token]; !ok {
			s.spec.Types[token] = schema.ComplexTypeSpec{} // before its fields, so that a cycle ends here
			s.spec.Types[token] = schema.ComplexTypeSpec{ObjectTypeSpec: s.object(t)}
		}
		return schema.TypeSpec{Ref: "#/types/" + token}
	case Resource:
		return schema.TypeSpec{Ref: s.names.Resource(t.Go)}
	case Any:
		return schema.TypeSpec{Ref: "pulumi.json#/Any"}
	default:
		return schema.TypeSpec{Type: string(t.Kind)}
	}
}
