package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// readme is the page of a package, where npm, PyPI and pkg.go.dev show it.
//
//go:embed readme.md.tmpl
var readme string

// How a package is installed, and the file of its example, from the folder above the package: a test compares both.
var readmes = map[string]struct{ Install, Fence, File string }{
	"go": {
		Install: "go get github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb",
		Fence:   "go", File: "../../provider/_examples/privatetable.go",
	},
	"nodejs": {
		Install: "npm install pulumi-private-dynamodb @pulumi/aws",
		Fence:   "typescript", File: "../provider/_examples/privatetable.ts",
	},
	"python": {
		Install: "pip install pulumi-private-dynamodb pulumi-aws",
		Fence:   "python", File: "../provider/_examples/privatetable.py",
	},
}

// complete adds to an SDK what its registry wants and Pulumi's generator does not write: the page, the licence, and in
// the manifests what would otherwise be wrong.
func complete(root, language string, spec schema.PackageSpec, files map[string][]byte) error {
	licence, err := os.ReadFile(filepath.Join(root, "LICENSE"))
	if err != nil {
		return err
	}
	files["LICENSE"] = licence // pkg.go.dev shows no documentation of a module without one in its folder
	page, err := packagePage(language, spec)
	if err != nil {
		return err
	}
	files["README.md"] = page
	switch language {
	case "nodejs":
		return completeNode(files)
	case "python":
		return completePython(files)
	}
	return nil
}

func packagePage(language string, spec schema.PackageSpec) ([]byte, error) {
	text, err := template.New("readme").Parse(readme)
	if err != nil {
		return nil, err
	}
	values := readmes[language]
	description := spec.Resources["private-dynamodb:index:PrivateTable"].Description
	_, program, found := strings.Cut(description, "```"+values.Fence+"\n")
	if !found {
		return nil, fmt.Errorf("readme of %s: PrivateTable has no example", language)
	}
	program, _, _ = strings.Cut(program, "```")
	var page bytes.Buffer
	err = text.Execute(&page, map[string]string{
		"Program": program, "Install": values.Install, "Fence": values.Fence,
		"Example":    values.File,
		"Repository": spec.Repository, "Description": strings.TrimPrefix(spec.Description, spec.Name+": "),
	})
	return page.Bytes(), err
}

// completeNode makes npm pack refuse where the package is not compiled: it would pack TypeScript that no program can
// import. The compiled package is in a folder of its own, with this manifest.
func completeNode(files map[string][]byte) error {
	const build = `"build": "tsc"`
	return replaceOnce(files, "package.json", build, build+`,
        "prepack": "node -e \"require('fs').existsSync('index.js') || (console.error('This folder has sources. '`+
		` + 'Run make sdk: it packs what they compile to.'), process.exit(1))\""`)
}

// completePython writes the licence as PEP 639 has it, and moves the page to where pyproject.toml says that it is.
func completePython(files map[string][]byte) error {
	delete(files, "pulumi_private_dynamodb/README.md")
	return errors.Join(
		replaceOnce(files, "pyproject.toml", "  [project.license]\n    text = \"Apache-2.0\"\n", ""),
		replaceOnce(files, "pyproject.toml", "  readme = ",
			"  license = \"Apache-2.0\"\n  license-files = [\"LICENSE\"]\n  readme = "),
		// The first version of setuptools that reads such a licence.
		replaceOnce(files, "pyproject.toml", `"setuptools>=61.0"`, `"setuptools>=77.0"`),
	)
}

func replaceOnce(files map[string][]byte, name, was, is string) error {
	if bytes.Count(files[name], []byte(was)) != 1 {
		return fmt.Errorf("%s: %q must be in it once", name, was)
	}
	files[name] = bytes.Replace(files[name], []byte(was), []byte(is), 1)
	return nil
}
