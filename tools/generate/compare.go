package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// compare prints how the schema of one file differs from that of an earlier one, for programs that exist: a line for
// each change that can break one, and then for each addition.
func compare(out io.Writer, earlier, later string) error {
	var specs [2]schema.PackageSpec
	for i, path := range []string{earlier, later} {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, &specs[i]); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	var d differences
	d.compare(specs[0], specs[1])
	for _, list := range []struct {
		title string
		lines []string
	}{{"Breaking changes", d.breaking}, {"Additions", d.added}} {
		if _, err := fmt.Fprintf(out, "## %s: %d\n\n", list.title, len(list.lines)); err != nil {
			return err
		}
		for _, line := range list.lines {
			if _, err := fmt.Fprintf(out, "- %s\n", line); err != nil {
				return err
			}
		}
		if len(list.lines) > 0 {
			if _, err := fmt.Fprintln(out); err != nil {
				return err
			}
		}
	}
	return nil
}

// differences are what two schemas differ in.
type differences struct{ breaking, added []string }

func (d *differences) breaks(format string, args ...any) {
	d.breaking = append(d.breaking, fmt.Sprintf(format, args...))
}

func (d *differences) adds(format string, args ...any) {
	d.added = append(d.added, fmt.Sprintf(format, args...))
}

func (d *differences) compare(was, is schema.PackageSpec) {
	pairs(d, "resource", was.Resources, is.Resources, func(name string, was, is schema.ResourceSpec) {
		d.inputs(name, was.InputProperties, is.InputProperties, was.RequiredInputs, is.RequiredInputs)
		d.outputs(name, was.Properties, is.Properties, was.Required, is.Required)
	})
	pairs(d, "function", was.Functions, is.Functions, func(name string, was, is schema.FunctionSpec) {
		before, after := objectOf(was.Inputs), objectOf(is.Inputs)
		d.inputs(name, before.Properties, after.Properties, before.Required, after.Required)
		if was.ReturnType != nil && is.ReturnType != nil {
			before, after = objectOf(was.ReturnType.ObjectTypeSpec), objectOf(is.ReturnType.ObjectTypeSpec)
			d.outputs(name, before.Properties, after.Properties, before.Required, after.Required)
		}
	})
	pairs(d, "type", was.Types, is.Types, func(name string, was, is schema.ComplexTypeSpec) {
		// A type may be of inputs or of outputs. What breaks either is named.
		d.inputs(name, was.Properties, is.Properties, was.Required, is.Required)
		for _, value := range was.Enum {
			if !slices.ContainsFunc(is.Enum, func(v schema.EnumValueSpec) bool { return v.Value == value.Value }) {
				d.breaks("%s: the value %v is gone", name, value.Value)
			}
		}
		for _, value := range is.Enum {
			if !slices.ContainsFunc(was.Enum, func(v schema.EnumValueSpec) bool { return v.Value == value.Value }) {
				d.adds("%s: the value %v", name, value.Value)
			}
		}
	})
}

func objectOf(spec *schema.ObjectTypeSpec) schema.ObjectTypeSpec {
	if spec == nil {
		return schema.ObjectTypeSpec{}
	}
	return *spec
}

// pairs compares what is in both, and names what is in one alone.
func pairs[T any](d *differences, kind string, was, is map[string]T, compare func(string, T, T)) {
	for _, name := range slices.Sorted(maps.Keys(was)) {
		if after, found := is[name]; found {
			compare(name, was[name], after)
		} else {
			d.breaks("the %s %s is gone", kind, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(is)) {
		if _, found := was[name]; !found {
			d.adds("the %s %s", kind, name)
		}
	}
}

func (d *differences) inputs(of string, was, is map[string]schema.PropertySpec, required, requires []string) {
	d.properties(of, was, is)
	for _, name := range requires {
		if _, existed := was[name]; !slices.Contains(required, name) {
			if existed {
				d.breaks("%s.%s is required, and was not", of, name)
			} else {
				d.breaks("%s.%s is new, and required", of, name)
			}
		}
	}
}

func (d *differences) outputs(of string, was, is map[string]schema.PropertySpec, required, requires []string) {
	d.properties(of+" (output)", was, is)
	for _, name := range required {
		if _, still := is[name]; still && !slices.Contains(requires, name) {
			d.breaks("%s (output).%s may be absent, and never was", of, name)
		}
	}
}

func (d *differences) properties(of string, was, is map[string]schema.PropertySpec) {
	pairs(d, "property of "+of+":", was, is, func(name string, was, is schema.PropertySpec) {
		if !reflect.DeepEqual(was.TypeSpec, is.TypeSpec) {
			d.breaks("%s.%s has another type: %s, and had %s", of, name, typeText(is.TypeSpec), typeText(was.TypeSpec))
		}
		if !reflect.DeepEqual(was.Default, is.Default) {
			d.breaks("%s.%s has another default: %v, and had %v", of, name, is.Default, was.Default)
		}
	})
}

func typeText(spec schema.TypeSpec) string {
	text, err := json.Marshal(spec)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
