#!/bin/sh
# Puts the Pulumi CLI and its YAML language host into the folder given: those on PATH where they are
# recent enough, else built from their Go modules.
set -eu
mkdir -p "$1"
into=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
wanted=$(cd "$here" && go list -m -f '{{.Version}}' github.com/pulumi/pulumi/pkg/v3)

# A CLI on PATH counts when it is at least the wanted version and brings its YAML host.
found=$(pulumi version 2>/dev/null || true)
if [ -n "$found" ] && command -v pulumi-language-yaml >/dev/null &&
	[ "$(printf '%s\n%s\n' "$wanted" "$found" | sort -V | head -n 1)" = "$wanted" ]; then
	echo "using pulumi $found from PATH"
	ln -sf "$(command -v pulumi)" "$into/pulumi"
	ln -sf "$(command -v pulumi-language-yaml)" "$into/pulumi-language-yaml"
	exit 0
fi

echo "building the Pulumi CLI $wanted and its YAML host from source, once; this takes a few minutes"
cd "$here"
go build -o "$into/" \
	-ldflags "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$wanted" \
	github.com/pulumi/pulumi/pkg/v3/cmd/pulumi \
	github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml
