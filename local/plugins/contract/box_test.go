package contract

import (
	"reflect"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// The types of a small SDK, in the form of the official ones: an args struct whose ElementType has the tags, and a
// resource struct of outputs.
type (
	boxArgs struct {
		Name   string            `pulumi:"name"`
		Size   *int              `pulumi:"size"`
		Weight *float64          `pulumi:"weight"`
		Open   *bool             `pulumi:"open"`
		Tags   map[string]string `pulumi:"tags"`
		Doors  []door            `pulumi:"doors"`
		Lock   *lock             `pulumi:"lock"`
		Policy *string           `pulumi:"policy"`
		Exotic *string           `pulumi:"exotic"`
	}
	door struct {
		Color string  `pulumi:"color"`
		Sign  *string `pulumi:"sign"`
	}
	lock struct {
		On   bool `pulumi:"on"`
		Days *int `pulumi:"days"`
		Key  *int `pulumi:"key"`
	}
	BoxArgs struct{ Name pulumi.StringInput }
	Box     struct {
		pulumi.CustomResourceState
		Arn    pulumi.StringOutput      `pulumi:"arn"`
		Name   pulumi.StringOutput      `pulumi:"name"`
		Size   pulumi.IntOutput         `pulumi:"size"`
		Open   pulumi.BoolPtrOutput     `pulumi:"open"`
		Tags   pulumi.StringMapOutput   `pulumi:"tags"`
		Doors  pulumi.StringArrayOutput `pulumi:"doors"`
		Policy pulumi.StringPtrOutput   `pulumi:"policy"`
		Self   *Box                     `pulumi:"self"`
	}
)

func (BoxArgs) ElementType() reflect.Type { return reflect.TypeFor[boxArgs]() }

var (
	box    = ResourceOf[BoxArgs, Box]("test:index:Box")
	mine   = func() Type { t := box.Inputs; t.Fields = t.Fields[:len(t.Fields)-1]; return t }() // all but exotic
	traits = Traits{
		"name":   {Replace: true},
		"size":   {Unset: 1.0},
		"doors":  {Set: true, Fields: Traits{"color": {Valid: OneOf("red", "blue")}}},
		"policy": {Policy: true, Valid: JSON},
		"weight": {Shared: true},
		"lock":   {Unset: map[string]any{"on": false}, Fields: Traits{"days": {Unset: 35}, "key": {Shared: true}}},
	}
)

type m = map[string]any

func props(x m) property.Map {
	return resource.FromResourcePropertyMap(resource.NewPropertyMapFromMap(x))
}
