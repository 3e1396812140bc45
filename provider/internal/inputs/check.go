package inputs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	perrors "github.com/pulumi/pulumi/sdk/v3/go/pulumi/errors"
)

// The engine calls Construct without checking anything: a missing input arrives as a zero value, a
// misspelt one is dropped, an enum holds whatever was written. This file walks the raw inputs along our own
// schema instead, before anything is registered, and answers with every mistake at once. What no schema can
// say is in rules.go.

// Checked wraps a provider so that its components see only inputs that are right.
func Checked(inner p.Provider, name, version string, rules map[string]Rules) p.Provider {
	schemaOnce := sync.OnceValues(func() (schema.PackageSpec, error) {
		return p.GetSchema(context.Background(), name, version, inner)
	})
	wrapped, covered := inner, &sync.Map{}
	wrapped.Construct = func(ctx context.Context, req p.ConstructRequest) (p.ConstructResponse, error) {
		spec, err := schemaOnce()
		if err != nil {
			return p.ConstructResponse{}, fmt.Errorf("read own schema: %w", err)
		}
		component, known := spec.Resources[string(req.Urn.Type())]
		if !known {
			return p.ConstructResponse{}, fmt.Errorf("%s is not a component of this package", req.Urn.Type())
		}
		c := &Check{
			types: spec.Types, rules: rules[string(req.Urn.Type())], Name: req.Urn.Name(), Given: req.Inputs,
			covered: covered,
		}
		req.Inputs = c.object(Path{}, component.InputProperties, component.RequiredInputs, req.Inputs)
		c.rules.Together(c, req.Inputs)
		if err := c.err(); err != nil {
			return p.ConstructResponse{}, err
		}
		c.Inputs, c.hidden = req.Inputs, hider(req.Inputs)
		response, err := inner.Construct(with(ctx, c), req)
		return response, cmp.Or(c.err(), c.redacted(err))
	}
	return wrapped
}

// Check collects the mistakes in one component's inputs.
type Check struct {
	types    map[string]schema.ComplexTypeSpec
	rules    Rules
	Name     string       // the component's
	Given    property.Map // all inputs, as they are
	Inputs   property.Map // the same once they are right
	failures []perrors.InputPropertyErrorDetails
	// hidden takes the secrets of the inputs out of what is said.
	hidden *strings.Replacer
	// covered are the VPCs whose uncovered subnets have been told, of all components of this provider.
	covered *sync.Map
}

// err is every mistake, as the engine prints them: a line for each, under its property path.
func (c *Check) err() error {
	if len(c.failures) == 0 {
		return nil
	}
	slices.SortStableFunc(c.failures, func(a, b perrors.InputPropertyErrorDetails) int {
		return strings.Compare(a.PropertyPath, b.PropertyPath)
	})
	count := "1 input is wrong"
	if n := len(c.failures); n > 1 {
		count = fmt.Sprintf("%d inputs are wrong", n)
	}
	return rpcerror.WrapDetailedError(perrors.NewInputPropertiesError(count+"; nothing of it is created", c.failures...))
}

// Fail notes a mistake. The engine looks the path up and prints the value that it finds there, a secret one
// too; a path that is none finds nothing.
func (c *Check) Fail(at Path, format string, args ...any) {
	path := at.path
	if at.Secret || at.HoldsSecret {
		path += " (secret)"
	}
	c.failures = append(c.failures, perrors.InputPropertyErrorDetails{
		PropertyPath: path, Reason: fmt.Sprintf(format, args...),
	})
}

// object checks the properties of an object, and returns it with what stands in for plain values made plain.
func (c *Check) object(
	at Path, properties map[string]schema.PropertySpec, required []string, given property.Map,
) property.Map {
	checkedValues := map[string]property.Value{}
	for name, value := range given.AllStable {
		spec, known := properties[name]
		if !known {
			c.Fail(at.In(given, name), "is not an input%s", suggestion(name, slices.Sorted(maps.Keys(properties))))
			continue
		}
		checkedValues[name] = c.value(at.Field(name), spec.TypeSpec, value)
	}
	for _, name := range required {
		if value, present := given.GetOk(name); !present || value.IsNull() {
			c.Fail(at.Field(name), "is required: %s", firstSentence(properties[name].Description))
		}
	}
	return property.NewMap(checkedValues)
}

// value checks one value against its type. An unknown is no mistake, but where a plain value is wanted.
func (c *Check) value(at Path, spec schema.TypeSpec, given property.Value) property.Value {
	at = at.At(given)
	if given.IsNull() {
		return given
	}
	if spec.Plain {
		switch {
		case given.IsComputed():
			c.Fail(at, "must be known at preview, since it decides what is built; give a plain value")
			return given
		case given.Secret():
			c.Fail(at, "must not be a secret, since it decides what is built and shows in the plan")
			return given
		}
		given = given.WithDependencies(nil) // a known output is as good as a plain value
	}
	if given.IsComputed() {
		return given
	}
	if spec.Ref != "" {
		return c.reference(at, spec, given)
	}
	switch spec.Type {
	case "array":
		if !given.IsArray() {
			return c.mistyped(at, "a list", given)
		}
		items := make([]property.Value, 0, given.AsArray().Len())
		for i, item := range given.AsArray().All {
			if item.IsNull() {
				c.Fail(at.Index(i), "must not be null")
			}
			items = append(items, c.value(at.Index(i), *spec.Items, item))
		}
		return property.WithGoValue(given, items)
	case "object":
		if !given.IsMap() {
			return c.mistyped(at, "an object", given)
		}
		entries := map[string]property.Value{}
		for key, entry := range given.AsMap().AllStable {
			entries[key] = c.value(at.Key(key), *spec.AdditionalProperties, entry)
		}
		return property.WithGoValue(given, entries)
	}
	return c.primitive(at, spec.Type, given)
}

// reference checks an enum or an object of this package.
func (c *Check) reference(at Path, spec schema.TypeSpec, given property.Value) property.Value {
	named := c.types[strings.TrimPrefix(spec.Ref, "#/types/")]
	if len(named.Enum) > 0 {
		if !given.IsString() {
			return c.mistyped(at, "a string", given)
		}
		var allowed []string
		for _, value := range named.Enum {
			allowed = append(allowed, fmt.Sprint(value.Value))
		}
		if !slices.Contains(allowed, given.AsString()) {
			c.Fail(at, "must be %s%s%s", oneOf(allowed), Got(at, given), suggestion(given.AsString(), allowed))
		}
		return given
	}
	if !given.IsMap() {
		return c.mistyped(at, "an object", given)
	}
	return property.WithGoValue(given, c.object(at, named.Properties, named.Required, given.AsMap()))
}

func (c *Check) primitive(at Path, want string, given property.Value) property.Value {
	switch want {
	case "boolean":
		if !given.IsBool() {
			return c.mistyped(at, "true or false", given)
		}
	case "integer":
		if !given.IsNumber() || given.AsNumber() != math.Trunc(given.AsNumber()) {
			return c.mistyped(at, "a whole number", given)
		}
	case "string":
		if !given.IsString() {
			return c.mistyped(at, "a string", given)
		}
		if rule := c.rules.Strings[at.pattern]; rule != nil {
			if err := rule(given.AsString()); err != nil {
				c.malformed(at, err)
			}
		}
	}
	return given
}

func (c *Check) mistyped(at Path, want string, given property.Value) property.Value {
	c.Fail(at, "must be %s%s", want, Got(at, given))
	return given
}

// malformed notes what a rule found in a string. Its text may hold the value, so a secret's is not printed.
func (c *Check) malformed(at Path, err error) {
	if at.Secret {
		err = errors.New("has the wrong form; see the description of this input")
	}
	c.Fail(at, "%s", err)
}

// Failed reports whether anything is wrong.
func (c *Check) Failed() bool { return len(c.failures) > 0 }

// WarnOnce reports whether nobody has asked about a subject before, of all components of this provider.
func (c *Check) WarnOnce(subject string) bool {
	_, before := c.covered.LoadOrStore(subject, true)
	return !before
}
