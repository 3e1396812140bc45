package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
)

// followers are the files that name the version of our own packages, and that nothing else generates: lock files, and
// the requirements of the examples in Python, which name the file of a wheel.
var followers = []string{
	"sdk/nodejs/package-lock.json", "examples/*/*/package-lock.json", "examples/*/*/requirements.txt",
}

var (
	// lockedVersion is the version of our Node package in a lock file: its own, or that of the packed SDK.
	lockedVersion = regexp.MustCompile(
		`("(?:name": "pulumi-private-dynamodb",|node_modules/pulumi-private-dynamodb": \{)\s*"version": ")[^"]*"`)
	wheel = regexp.MustCompile(`(pulumi_private_dynamodb-)[^-\s]+(-py3-none-any\.whl)`)
)

// writeFollowers writes the version into the followers.
func writeFollowers(root string, version semver.Version) error {
	for _, pattern := range followers {
		paths, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			return err
		}
		for _, path := range paths {
			if err := writeVersion(path, version); err != nil {
				return fmt.Errorf("write version: %w", err)
			}
		}
	}
	return nil
}

func writeVersion(path string, version semver.Version) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	changed := lockedVersion.ReplaceAll(text, []byte(`${1}`+version.String()+`"`))
	changed = wheel.ReplaceAll(changed, []byte(`${1}`+python.PypiVersion(version)+`${2}`))
	if bytes.Equal(changed, text) {
		return nil
	}
	return os.WriteFile(path, changed, 0o644) //nolint:gosec // a public file
}
