package inputs

import (
	"context"
	"strconv"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Find is the value at a path, and its location. Where there is none, the value is null.
func Find(props property.Map, path string) (property.Value, Path) {
	value, at := property.New(props), Path{}
	for _, step := range strings.FieldsFunc(path, func(c rune) bool { return strings.ContainsRune(".[]", c) }) {
		index, err := strconv.Atoi(step)
		switch {
		case err == nil && value.IsArray() && index < value.AsArray().Len():
			value, at = value.AsArray().Get(index), at.Index(index)
		case err != nil && value.IsMap():
			value, at = value.AsMap().Get(step), at.Field(step)
		default:
			return property.New(property.Null), Path{path: path, pattern: path, Secret: at.Secret}
		}
		at = at.At(value)
	}
	return value, at
}

// The checker rides along in the context, so that a component can read its raw inputs and report what it finds
// wrong with them under their paths.
type checkerKey struct{}

func with(ctx context.Context, c *Check) context.Context {
	return context.WithValue(ctx, checkerKey{}, c)
}

func From(ctx context.Context) *Check {
	if c, rides := ctx.Value(checkerKey{}).(*Check); rides {
		return c
	}
	return &Check{covered: &sync.Map{}}
}

// Text is the text of a value that is known.
func Text(value property.Value) string {
	if value.IsString() {
		return value.AsString()
	}
	return ""
}
