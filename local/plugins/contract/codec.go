package contract

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/mapper"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

var codec = mapper.New(&mapper.Opts{
	Tags: []string{"pulumi"}, IgnoreMissing: true, IgnoreUnrecognized: true,
})

// Decode fills a struct with pulumi tags. Secrets are unwrapped, and an unknown value leaves its field empty.
func Decode(in property.Map, into any) error {
	obj, _ := goValue(property.New(in)).(map[string]any)
	if err := codec.Decode(obj, into); err != nil {
		return fmt.Errorf("decode properties: %w", err)
	}
	return nil
}

// Encode returns the property map of a struct with pulumi tags. A nil field is left out.
func Encode(from any) (property.Map, error) {
	obj, err := codec.Encode(from)
	if err != nil {
		return property.Map{}, fmt.Errorf("encode properties: %w", err)
	}
	return resource.FromResourcePropertyMap(resource.NewPropertyMapFromMap(obj)), nil
}

// goValue converts a value to what encoding/json would decode. Nulls and unknown values are nil.
func goValue(v property.Value) any {
	switch {
	case v.IsBool():
		return v.AsBool()
	case v.IsNumber():
		return v.AsNumber()
	case v.IsString():
		return v.AsString()
	case v.IsArray():
		out := []any{}
		for _, e := range v.AsArray().All {
			out = append(out, goValue(e))
		}
		return out
	case v.IsMap():
		out := map[string]any{}
		for k, e := range v.AsMap().All {
			if x := goValue(e); x != nil {
				out[k] = x
			}
		}
		return out
	default:
		return nil
	}
}

// propertyValue is the inverse of goValue, for the constants in a [Trait].
func propertyValue(x any) property.Value {
	if x == nil {
		return property.Value{}
	}
	return resource.FromResourcePropertyValue(resource.NewPropertyValue(x))
}
