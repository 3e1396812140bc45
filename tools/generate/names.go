package main

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// naming turns the name of a property into that of a language.
type naming func(string) string

func pythonName(name string) string { return python.PyName(name) }

func goName(name string) string {
	return string(unicode.ToUpper(rune(name[0]))) + name[1:]
}

// quotedPath is a property in a description, or several with dots between: `vpcId`, `existing.subnetIds`.
var quotedPath = regexp.MustCompile("`[a-z][A-Za-z0-9]*(?:\\.[a-z][A-Za-z0-9]*)*`")

// inLanguage returns the schema with the properties that descriptions name in the words of a language: `vpcId` is
// `vpc_id` in Python and `VpcId` in Go. Whatever is no property, such as a value, stays.
func inLanguage(spec schema.PackageSpec, name naming) (schema.PackageSpec, error) {
	if name == nil {
		return spec, nil
	}
	text, err := json.Marshal(spec)
	if err != nil {
		return spec, err
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		return spec, err
	}
	known, values := words(spec)
	rename := func(quoted string) string {
		parts := strings.Split(strings.Trim(quoted, "`"), ".")
		for i, part := range parts {
			if !known[part] || len(parts) == 1 && values[part] {
				return quoted
			}
			parts[i] = name(part)
		}
		return "`" + strings.Join(parts, ".") + "`"
	}
	describe(tree, func(text string) string { return quotedPath.ReplaceAllStringFunc(text, rename) })
	if text, err = json.Marshal(tree); err != nil {
		return spec, err
	}
	var named schema.PackageSpec
	return named, json.Unmarshal(text, &named)
}

// describe changes every description of a schema, up to its example.
func describe(tree any, change func(string) string) {
	switch tree := tree.(type) {
	case map[string]any:
		for key, value := range tree {
			if text, is := value.(string); is && key == "description" {
				prose, example, found := strings.Cut(text, "\n\n## Example Usage\n")
				text = change(prose)
				if found {
					text += "\n\n## Example Usage\n" + example
				}
				tree[key] = text
				continue
			}
			describe(value, change)
		}
	case []any:
		for _, value := range tree {
			describe(value, change)
		}
	}
}

// words are the names of all properties of a schema, and the values of its enums, which may be the same word.
func words(spec schema.PackageSpec) (properties, values map[string]bool) {
	properties, values = map[string]bool{}, map[string]bool{}
	add := func(of map[string]schema.PropertySpec) {
		for name := range of {
			properties[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(spec.Resources)) {
		add(spec.Resources[name].InputProperties)
		add(spec.Resources[name].Properties)
	}
	for _, function := range spec.Functions {
		if function.Inputs != nil {
			add(function.Inputs.Properties)
		}
		if function.ReturnType != nil && function.ReturnType.ObjectTypeSpec != nil {
			add(function.ReturnType.ObjectTypeSpec.Properties)
		}
	}
	for _, named := range spec.Types {
		add(named.Properties)
		for _, value := range named.Enum {
			if text, is := value.Value.(string); is {
				values[text] = true
			}
		}
	}
	return properties, values
}
