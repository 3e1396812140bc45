package provider

import (
	"maps"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// valueOr returns the value, or the default where none is given.
func valueOr[T any](given *T, fallback T) T {
	if given == nil {
		return fallback
	}
	return *given
}

func ptr[T any](value T) *T { return &value }

// stringList returns the list, or an empty one where none is given.
func stringList(given pulumi.StringArrayInput) pulumi.StringArrayOutput {
	if given == nil {
		return pulumi.StringArray{}.ToStringArrayOutput()
	}
	return given.ToStringArrayOutput()
}

// listOf returns a string as a list of one. The list is empty where the string is null, and nil where none is given.
func listOf(given pulumi.StringPtrInput) pulumi.StringArrayInput {
	if given == nil {
		return nil
	}
	return given.ToStringPtrOutput().ApplyT(func(text *string) []string {
		if text == nil {
			return nil
		}
		return []string{*text}
	}).(pulumi.StringArrayOutput)
}

// stringPtr returns the string, or null where none is given.
func stringPtr(given pulumi.StringPtrInput) pulumi.StringPtrOutput {
	if given == nil {
		return pulumi.All().ApplyT(func([]any) *string { return nil }).(pulumi.StringPtrOutput)
	}
	return given.ToStringPtrOutput()
}

// await returns a text once another value is known too.
func await(text pulumi.StringOutput, other pulumi.Output) pulumi.StringOutput {
	return pulumi.All(text, other).ApplyT(func(values []any) string { return values[0].(string) }).(pulumi.StringOutput)
}

// duringConstruct returns the value of an output, in a list, as an output that Construct waits for, with whatever is
// applied to it. Pulumi waits for an output that comes from a resource. It does not wait for one that comes from an
// input, unless an output of the component or an input of a child needs it: a warning would come too late, or not at
// all.
func duringConstruct(ctx *pulumi.Context, output pulumi.Output) pulumi.ArrayOutput {
	begun, resolve, _ := ctx.NewOutput()
	resolve(true)
	return pulumi.All(output, begun)
}

// named adds the Name tag that the AWS console shows, unless the user gave one.
func named(tags pulumi.StringMapInput, name string) pulumi.StringMapInput {
	if tags == nil {
		return pulumi.StringMap{"Name": pulumi.String(name)}
	}
	return tags.ToStringMapOutput().ApplyT(func(given map[string]string) map[string]string {
		all := map[string]string{"Name": name}
		maps.Copy(all, given)
		return all
	}).(pulumi.StringMapOutput)
}
