package inputs

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	perrors "github.com/pulumi/pulumi/sdk/v3/go/pulumi/errors"
)

// Checked wraps a provider so that its components see only inputs that are right. rules has the rules of each
// component, by its type token.
func Checked(inner p.Provider, name, version string, rules map[string]Rules) p.Provider {
	schemaOnce := sync.OnceValues(func() (schema.PackageSpec, error) {
		return p.GetSchema(context.Background(), name, version, inner)
	})
	wrapped := inner
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
			Component: req.Urn.Name(), types: spec.Types, rules: rules[string(req.Urn.Type())],
		}
		c.inputs = c.object(root(req.Inputs), component.InputProperties, component.RequiredInputs)
		c.rules.Check(c, c.Root())
		if err := c.err(); err != nil {
			return p.ConstructResponse{}, err
		}
		c.redactor = newRedactor(c.Root())
		req.Inputs = c.inputs
		response, err := inner.Construct(context.WithValue(ctx, contextKey{}, c), req)
		return response, cmp.Or(c.err(), c.redactError(err))
	}
	return wrapped
}

// Check collects what is wrong with the inputs of one component.
type Check struct {
	// Component is the name of the component.
	Component string

	types    map[string]schema.ComplexTypeSpec
	rules    Rules
	inputs   property.Map // plain where the schema says plain, and without what is no input
	failures []perrors.InputPropertyErrorDetails
	redactor *strings.Replacer
}

type contextKey struct{}

// From returns the check of the component that is being constructed. Outside of one it returns an empty check.
func From(ctx context.Context) *Check {
	if c, found := ctx.Value(contextKey{}).(*Check); found {
		return c
	}
	return &Check{}
}

// Root returns the object that holds all inputs.
func (c *Check) Root() Input { return root(c.inputs) }

// Find returns the input at a path that is written as Pulumi writes paths. Its value is null where there is none.
func (c *Check) Find(path string) Input {
	var parsed property.Path
	if err := parsed.UnmarshalText([]byte(path)); err != nil {
		return c.Root().WithNote(path)
	}
	in := c.Root()
	for segment := range parsed.Segments {
		switch segment := segment.(type) {
		case property.KeySegment:
			in = in.Get(segment.Key())
		case property.IndexSegment:
			in = in.Item(segment.Index())
		}
	}
	return in
}

// Fail reports that an input is wrong. The reason follows the path, and says what to do.
func (c *Check) Fail(in Input, format string, args ...any) {
	if in.HasSecret() && in.note == "" {
		in = in.WithNote("secret")
	}
	c.failures = append(c.failures, perrors.InputPropertyErrorDetails{
		PropertyPath: in.String(), Reason: fmt.Sprintf(format, args...),
	})
}

// Failed reports whether an input is wrong.
func (c *Check) Failed() bool { return len(c.failures) > 0 }

// err returns all failures as the engine prints them: one on a line, under its property path.
func (c *Check) err() error {
	if !c.Failed() {
		return nil
	}
	slices.SortStableFunc(c.failures, func(a, b perrors.InputPropertyErrorDetails) int {
		return strings.Compare(a.PropertyPath, b.PropertyPath)
	})
	count := "1 input is wrong"
	if n := len(c.failures); n > 1 {
		count = fmt.Sprintf("%d inputs are wrong", n)
	}
	return rpcerror.WrapDetailedError(
		perrors.NewInputPropertiesError(count+"; the component registers nothing", c.failures...))
}
