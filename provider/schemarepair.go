package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// The inferred schema is wrong in three ways, and this file repairs them for every component. It decides by the
// innermost Go type whether a property is plain, that is, takes no Output: lists and maps of Outputs are marked plain,
// and plain enums, objects and lists are not, and then fail in Construct. It also says that every output is always
// present, though a pointer output may be absent.

// components has the Go types of each component.
var components = map[string]struct{ args, state reflect.Type }{
	token("PrivateNetwork"): {reflect.TypeFor[PrivateNetworkArgs](), reflect.TypeFor[PrivateNetwork]()},
	token("PrivateTable"):   {reflect.TypeFor[PrivateTableArgs](), reflect.TypeFor[PrivateTable]()},
	token("OrgGuardrail"):   {reflect.TypeFor[OrgGuardrailArgs](), reflect.TypeFor[OrgGuardrail]()},
}

// repaired wraps a provider so that its schema is right, and has examples. The schema of a version is made once.
func repaired(inferred p.Provider) p.Provider {
	wrapped := inferred
	var mutex sync.Mutex
	made := map[p.RunInfo]p.GetSchemaResponse{}
	wrapped.GetSchema = func(ctx context.Context, req p.GetSchemaRequest) (p.GetSchemaResponse, error) {
		mutex.Lock()
		defer mutex.Unlock()
		info := p.GetRunInfo(ctx)
		if response, is := made[info]; is {
			return response, nil
		}
		response, err := inferred.GetSchema(ctx, req)
		if err == nil {
			response.Schema, err = repairSchema(response.Schema)
		}
		if err == nil {
			made[info] = response
		}
		return response, err
	}
	return wrapped
}

// repairSchema repairs the text of a schema.
func repairSchema(inferred string) (string, error) {
	var spec schema.PackageSpec
	if err := json.Unmarshal([]byte(inferred), &spec); err != nil {
		return "", fmt.Errorf("read inferred schema: %w", err)
	}
	for name, types := range components {
		resource, found := spec.Resources[name]
		if !found {
			return "", fmt.Errorf("repair schema: %s is not in it", name)
		}
		repairInputs(&spec, resource.InputProperties, types.args)
		resource.Required = repairOutputs(resource.Properties, resource.Required, types.state)
		spec.Resources[name] = resource
	}
	if err := addExamples(&spec); err != nil {
		return "", err
	}
	text, err := json.Marshal(spec)
	return string(text), err
}

// repairInputs marks each property plain exactly where its Go type takes no Output, and goes on into the
// types of this package that it refers to.
func repairInputs(spec *schema.PackageSpec, properties map[string]schema.PropertySpec, args reflect.Type) {
	for field := range fields(args) {
		property, found := properties[propertyName(field)]
		if !found {
			continue
		}
		markPlain(spec, &property.TypeSpec, field.Type)
		properties[propertyName(field)] = property
	}
}

func markPlain(spec *schema.PackageSpec, property *schema.TypeSpec, goType reflect.Type) {
	takesOutput := goType.Implements(reflect.TypeFor[pulumi.Input]())
	property.Plain = !takesOutput
	for goType.Kind() == reflect.Pointer {
		goType = goType.Elem()
	}
	if goType.Kind() == reflect.Struct {
		name := strings.TrimPrefix(property.Ref, "#/types/")
		repairInputs(spec, spec.Types[name].Properties, goType)
	}
	for _, item := range []*schema.TypeSpec{property.Items, property.AdditionalProperties} {
		switch {
		case item == nil:
		case takesOutput:
			clearPlain(item)
		default:
			markPlain(spec, item, goType.Elem())
		}
	}
}

// repairOutputs clears every plain mark, which has no meaning in an output, and takes pointer outputs off
// the list of those that are always there.
func repairOutputs(properties map[string]schema.PropertySpec, required []string, state reflect.Type) []string {
	for name, property := range properties {
		clearPlain(&property.TypeSpec)
		properties[name] = property
	}
	for field := range fields(state) {
		if strings.HasSuffix(field.Type.Name(), "PtrOutput") {
			required = slices.DeleteFunc(required, func(name string) bool { return name == propertyName(field) })
		}
	}
	return required
}

func clearPlain(property *schema.TypeSpec) {
	property.Plain = false
	if property.Items != nil {
		clearPlain(property.Items)
	}
	if property.AdditionalProperties != nil {
		clearPlain(property.AdditionalProperties)
	}
}

// fields yields the fields of a struct that are Pulumi properties.
func fields(t reflect.Type) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for _, field := range reflect.VisibleFields(t) {
			if propertyName(field) != "" && !yield(field) {
				return
			}
		}
	}
}

// propertyName is the name in a field's pulumi tag.
func propertyName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("pulumi"), ",")
	return name
}
