package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/blang/semver"
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "make generate"

// sdk is one language's package: its folder and what generates it.
type sdk struct {
	language string
	folder   string
	name     naming // of properties in descriptions, if it is not the schema's
	generate func(*schema.Package) (map[string][]byte, error)
}

func sdks() []sdk {
	return []sdk{
		{
			language: "go",
			folder:   filepath.Join("sdk", "go", "privatedynamodb"),
			name:     goName,
			generate: func(pkg *schema.Package) (map[string][]byte, error) {
				return golang.GeneratePackage(tool, pkg, nil)
			},
		},
		{
			language: "nodejs",
			folder:   filepath.Join("sdk", "nodejs"),
			generate: func(pkg *schema.Package) (map[string][]byte, error) {
				return nodejs.GeneratePackage(tool, pkg, nil, nil, false, ownTypesOnly{})
			},
		},
		{
			language: "python",
			folder:   filepath.Join("sdk", "python"),
			name:     pythonName,
			generate: func(pkg *schema.Package) (map[string][]byte, error) {
				return python.GeneratePackage(tool, pkg, nil, ownTypesOnly{})
			},
		},
	}
}

// writeSDKs generates every SDK anew. The schema is bound once for each, since a generator leaves its marks
// on it.
func writeSDKs(root string, spec schema.PackageSpec) error {
	for _, sdk := range sdks() {
		named, err := inLanguage(spec, sdk.name)
		if err != nil {
			return fmt.Errorf("name properties for %s: %w", sdk.language, err)
		}
		pkg, diagnostics, err := schema.BindSpec(named, ownTypesOnly{}, schema.ValidationOptions{})
		if err != nil {
			return fmt.Errorf("bind schema: %w", err)
		}
		if diagnostics.HasErrors() {
			return fmt.Errorf("bind schema: %w", diagnostics)
		}
		files, err := sdk.generate(pkg)
		if err != nil {
			return fmt.Errorf("generate %s sdk: %w", sdk.language, err)
		}
		if err := complete(root, sdk.language, spec, files); err != nil {
			return fmt.Errorf("complete %s sdk: %w", sdk.language, err)
		}
		if err := replace(filepath.Join(root, sdk.folder), files); err != nil {
			return fmt.Errorf("write %s sdk: %w", sdk.language, err)
		}
	}
	return nil
}

// byHand are the files in an SDK's folder that its generator does not know: the Go module's own, and the
// versions of what the Node package is built with.
var byHand = []string{"go.mod", "go.sum", "package-lock.json"}

// replace makes a folder hold these files, those that are kept by hand, and no other. It leaves alone what is
// right already, so that make finds nothing to build again.
func replace(folder string, files map[string][]byte) error {
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // public files
		return err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	if err := fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if _, generated := files[name]; generated || slices.Contains(byHand, name) {
			return nil
		}
		return root.Remove(name)
	}); err != nil {
		return err
	}
	for name, text := range files {
		if present, err := root.ReadFile(name); err == nil && bytes.Equal(present, text) {
			continue
		}
		if err := errors.Join(root.MkdirAll(path.Dir(name), 0o755), root.WriteFile(name, text, 0o644)); err != nil {
			return err
		}
	}
	return nil
}

// ownTypesOnly loads no other package. A consumer's SDK depends on the Pulumi SDK alone, so a schema that
// refers to another package is a mistake.
type ownTypesOnly struct{}

func refused(name string) error { return fmt.Errorf("the schema must not refer to package %s", name) }

func (ownTypesOnly) LoadPackage(name string, _ *semver.Version) (*schema.Package, error) {
	return nil, refused(name)
}

func (ownTypesOnly) LoadPackageV2(_ context.Context, to *schema.PackageDescriptor) (*schema.Package, error) {
	return nil, refused(to.Name)
}

func (ownTypesOnly) LoadPackageReference(name string, _ *semver.Version) (schema.PackageReference, error) {
	return nil, refused(name)
}

func (ownTypesOnly) LoadPackageReferenceV2(
	_ context.Context, to *schema.PackageDescriptor,
) (schema.PackageReference, error) {
	return nil, refused(to.Name)
}
