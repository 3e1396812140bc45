package provider

import (
	"embed"
	"fmt"
	"path"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// exampleFiles are a program in each language for each component and function, named after it. Their folder begins
// with an underscore, so that no tool takes it for a package of this module.
//
//go:embed _examples
var exampleFiles embed.FS

// exampleLanguages are the ends of the files' names, and the languages as Pulumi's generators and registry name them.
var exampleLanguages = []struct{ suffix, language string }{
	{".ts", "typescript"}, {".py", "python"}, {".go", "go"}, {".yaml", "yaml"},
}

// addExamples appends the examples to the descriptions of components and functions. The marks between braces are those
// that Pulumi's generators look for: each SDK shows the program of its language alone.
func addExamples(spec *schema.PackageSpec) error {
	for name, resource := range spec.Resources {
		text, err := example(name)
		if err != nil {
			return err
		}
		resource.Description += text
		spec.Resources[name] = resource
	}
	for name, function := range spec.Functions {
		text, err := example(name)
		if err != nil {
			return err
		}
		function.Description += text
		spec.Functions[name] = function
	}
	return nil
}

func example(name string) (string, error) {
	file := strings.ToLower(name[strings.LastIndex(name, ":")+1:])
	var text strings.Builder
	text.WriteString("\n\n## Example Usage\n\n{{% examples %}}\n\n{{% example %}}\n\n")
	for _, l := range exampleLanguages {
		program, err := exampleFiles.ReadFile(path.Join("_examples", file+l.suffix))
		if err != nil {
			return "", fmt.Errorf("example of %s: %w", name, err)
		}
		fmt.Fprintf(&text, "```%s\n%s```\n\n", l.language, program)
	}
	text.WriteString("{{% /example %}}\n\n{{% /examples %}}\n")
	return text.String(), nil
}
