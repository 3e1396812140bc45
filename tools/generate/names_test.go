package main

import (
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInLanguage(t *testing.T) {
	t.Parallel()
	const text = "With `vpcId` or `existing.subnetIds`, not `none`, `observe`, `dynamodb:GetItem`, `arn.other`."
	const example = "\n\n## Example Usage\n\nA template with `vpcId` in it.\n"
	spec := schema.PackageSpec{
		Name: "a",
		Resources: map[string]schema.ResourceSpec{"a:index:R": {
			ObjectTypeSpec: schema.ObjectTypeSpec{Description: text + example},
			InputProperties: map[string]schema.PropertySpec{
				"vpcId": {Description: text}, "existing": {}, "subnetIds": {}, "observe": {},
			},
		}},
		Types: map[string]schema.ComplexTypeSpec{"a:index:E": {Enum: []schema.EnumValueSpec{{Value: "none"}, {Value: "observe"}}}},
	}
	for _, test := range []struct {
		name naming
		want string
		why  string
	}{
		{nil, text, "TypeScript and YAML have the schema's names"},
		{pythonName, "With `vpc_id` or `existing.subnet_ids`, not `none`, `observe`, `dynamodb:GetItem`, `arn.other`.", "values stay"},
		{goName, "With `VpcId` or `Existing.SubnetIds`, not `none`, `observe`, `dynamodb:GetItem`, `arn.other`.", "values stay"},
	} {
		named, err := inLanguage(spec, test.name)
		require.NoError(t, err)
		resource := named.Resources["a:index:R"]
		assert.Equal(t, test.want+example, resource.Description, test.why)
		assert.Equal(t, test.want, resource.InputProperties["vpcId"].Description, test.why)
	}
}
