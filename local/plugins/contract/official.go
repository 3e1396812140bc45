package contract

import (
	"reflect"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Official is a resource type as the official plugin serves it.
type Official struct {
	Token   string
	Inputs  Type
	Outputs Type
	// Component is true for a resource that the plugin builds from other resources.
	Component bool
}

// ResourceOf reads a resource type from the SDK's args struct and resource struct.
func ResourceOf[Args pulumi.Input, Res any](token string) Official {
	var args Args
	return Official{Token: token, Inputs: Of(args.ElementType()), Outputs: Of(reflect.TypeFor[Res]())}
}

// Subset lists every field of mine that the official type lacks or declares with another type. A stand-in's own structs
// must have none.
func Subset(path string, mine, official Type) []string {
	if mine.Kind == Any { // an interface such as pulumi.StringMapInput, which does not say what it carries
		return nil
	}
	if mine.Kind != official.Kind {
		return []string{path + " is " + article(mine.Kind) + " here and " + article(official.Kind) + " officially"}
	}
	var wrong []string
	if mine.Elem != nil {
		wrong = append(wrong, Subset(path+"[]", *mine.Elem, *official.Elem)...)
	}
	for _, f := range mine.Fields {
		o, ok := official.Field(f.Name)
		if !ok {
			wrong = append(wrong, path+"."+f.Name+" does not exist officially")
			continue
		}
		wrong = append(wrong, Subset(path+"."+f.Name, f.Type, o.Type)...)
	}
	return wrong
}
