package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCompare changes the schema in ways that break programs, and in ways that do not.
func TestCompare(t *testing.T) {
	t.Parallel()
	const table, path = "private-dynamodb:index:PrivateTable", "../../schema.json"
	for _, test := range []struct {
		name   string
		change func(*schema.PackageSpec)
		want   string
	}{
		{"nothing", func(*schema.PackageSpec) {}, "## Breaking changes: 0\n\n## Additions: 0\n\n"},
		{"an input is gone", func(s *schema.PackageSpec) { delete(s.Resources[table].InputProperties, "tags") }, "PrivateTable: tags is gone"},
		{"an output is gone", func(s *schema.PackageSpec) { delete(s.Resources[table].Properties, "tableArn") }, "(output): tableArn is gone"},
		{"an input is required", func(s *schema.PackageSpec) {
			r := s.Resources[table]
			r.RequiredInputs = append(r.RequiredInputs, "tags")
			s.Resources[table] = r
		}, "PrivateTable.tags is required, and was not"},
		{"an output may be absent", func(s *schema.PackageSpec) {
			r := s.Resources[table]
			r.Required = nil
			s.Resources[table] = r
		}, "tableArn may be absent, and never was"},
		{"another type", func(s *schema.PackageSpec) {
			p := s.Resources[table].InputProperties["tableName"]
			p.Type = "number"
			s.Resources[table].InputProperties["tableName"] = p
		}, `PrivateTable.tableName has another type: {"type":"number"}, and had {"type":"string"}`},
		{"another default", func(s *schema.PackageSpec) {
			p := s.Resources[table].InputProperties["deletionProtection"]
			p.Default = false
			s.Resources[table].InputProperties["deletionProtection"] = p
		}, "PrivateTable.deletionProtection has another default: false, and had true"},
		{"a value is gone", func(s *schema.PackageSpec) {
			e := s.Types["private-dynamodb:index:Enforcement"]
			e.Enum = e.Enum[1:]
			s.Types["private-dynamodb:index:Enforcement"] = e
		}, "Enforcement: the value "},
		{"a function is gone", func(s *schema.PackageSpec) { delete(s.Functions, "private-dynamodb:index:checkAccess") }, "checkAccess is gone"},
		{"a resource is new", func(s *schema.PackageSpec) { s.Resources["a:index:B"] = schema.ResourceSpec{} }, "## Breaking changes: 0\n\n## Additions: 1\n\n- the resource a:index:B"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			var spec schema.PackageSpec
			require.NoError(t, json.Unmarshal(text, &spec))
			test.change(&spec)
			text, err = json.Marshal(spec)
			require.NoError(t, err)
			changed := filepath.Join(t.TempDir(), "schema.json")
			require.NoError(t, os.WriteFile(changed, text, 0o600))
			var out strings.Builder
			require.NoError(t, compare(&out, path, changed))
			assert.Contains(t, out.String(), test.want)
		})
	}
}
