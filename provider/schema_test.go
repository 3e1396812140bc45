package provider

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/version"
)

func schemaOf(t *testing.T) schema.PackageSpec {
	t.Helper()
	server, err := New()
	require.NoError(t, err)
	spec, err := p.GetSchema(t.Context(), Name, version.Version, server)
	require.NoError(t, err)
	return spec
}

func TestSchemaIsCommitted(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../schema.yaml")
	require.NoError(t, err)
	var tree any
	require.NoError(t, yaml.Unmarshal(text, &tree))
	committed, err := json.Marshal(tree)
	require.NoError(t, err)
	inferred, err := json.Marshal(schemaOf(t))
	require.NoError(t, err)
	assert.JSONEq(t, string(inferred), string(committed), "run make generate, and commit what it writes")
}

func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	spec := schemaOf(t)
	properties := func(where string, of map[string]schema.PropertySpec) {
		for name, property := range of {
			assert.NotEmpty(t, property.Description, "%s.%s", where, name)
		}
	}
	for name, resource := range spec.Resources {
		assert.NotEmpty(t, resource.Description, name)
		properties(name, resource.InputProperties)
		properties(name, resource.Properties)
	}
	for name, function := range spec.Functions {
		assert.NotEmpty(t, function.Description, name)
		properties(name, function.Inputs.Properties)
	}
	for name, named := range spec.Types {
		properties(name, named.Properties)
		for _, value := range named.Enum {
			assert.NotEmpty(t, value.Description, "%s %v", name, value.Value)
		}
		if len(named.Enum) == 0 {
			assert.NotEmpty(t, named.Description, name)
		}
	}
}

func TestSchemaRefersToNoOtherPackage(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(schemaOf(t))
	require.NoError(t, err)
	for _, part := range strings.Split(string(text), `"$ref":"`)[1:] {
		assert.True(t, strings.HasPrefix(part, "#/types/"+Name+":"),
			"a consumer's SDK would depend on another package: %.60s", part)
	}
}

func TestPlainIsWhatTakesNoOutput(t *testing.T) {
	t.Parallel()
	spec := schemaOf(t)
	table := spec.Resources[token("PrivateTable")].InputProperties
	for name, plain := range map[string]bool{
		"partitionKey": true, "network": true, "perimeter": true, "deletionProtection": true, "guardrail": true,
		"vpcId": false, "tableName": false, "tags": false, "administratorPrincipalArns": false,
	} {
		assert.Equal(t, plain, table[name].Plain, name)
	}
	assert.False(t, table["administratorPrincipalArns"].Items.Plain, "an Output goes inside the list")
	assert.False(t, table["tags"].AdditionalProperties.Plain, "an Output goes inside the map")
	assert.False(t, spec.Types[token("Key")].Properties["name"].Plain)
	assert.True(t, spec.Types[token("Key")].Properties["type"].Plain)
	assert.NotContains(t, spec.Resources[token("PrivateTable")].Required, "clientSecurityGroupId",
		"it is absent for a VPC that is adopted")
}

func TestWhatConflictsHasNoDefault(t *testing.T) {
	t.Parallel()
	spec := schemaOf(t)
	for where, properties := range map[string]map[string]schema.PropertySpec{
		"PrivateNetwork": spec.Resources[token("PrivateNetwork")].InputProperties,
		"PrivateTable":   spec.Resources[token("PrivateTable")].InputProperties,
		"Network":        spec.Types[token("Network")].Properties,
	} {
		for _, name := range []string{
			"cidrBlock", "availabilityZoneCount", "natGateways", "existing", "endpointAccess", "interfaceEndpoint",
			"streamsEndpoint", "network", "vpcId", "vpcEndpointId", "vpcStreamsEndpointId",
		} {
			assert.Nil(t, properties[name].Default, "SDKs would send %s.%s though nobody gave it", where, name)
		}
	}
}
