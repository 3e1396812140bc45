// Package version holds the version of this repository: of the plugin, its schema and the SDKs.
//
// The file VERSION is the only place where it is written by hand. make generate writes it into the schema, the SDKs,
// the lock files and the examples. It is embedded rather than set by the linker, because Pulumi builds a source plugin
// with a plain go build.
package version

import (
	_ "embed"
	"strings"
)

//go:embed VERSION
var file string

// Version is the version of the package, without a leading v.
var Version = strings.TrimSpace(file)
