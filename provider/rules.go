package provider

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

var rules = map[string]inputs.Rules{
	token("PrivateNetwork"): {
		Strings:  networkStrings,
		Together: func(c *inputs.Check, props property.Map) { checkNetwork(c, inputs.Path{}, props) },
	},
	token("PrivateTable"): {
		Strings: inputs.Join(inputs.Below("network", networkStrings), intentStrings, map[string]func(string) error{
			"partitionKey.name":             inputs.AttributeName,
			"sortKey.name":                  inputs.AttributeName,
			"vpcId":                         inputs.VPCID,
			"vpcEndpointId":                 inputs.VPCEndpointID,
			"vpcStreamsEndpointId":          inputs.VPCEndpointID,
			"tableName":                     inputs.TableName,
			"kmsKeyArn":                     inputs.KMSKeyARN,
			"guardrail.targetIds[]":         inputs.TargetID,
			"ttlAttribute":                  inputs.AttributeName,
			"globalSecondaryIndexes[].name": inputs.IndexName,
			"globalSecondaryIndexes[].partitionKey.name":  inputs.AttributeName,
			"globalSecondaryIndexes[].sortKey.name":       inputs.AttributeName,
			"globalSecondaryIndexes[].nonKeyAttributes[]": inputs.AttributeName,
			"localSecondaryIndexes[].name":                inputs.IndexName,
			"localSecondaryIndexes[].sortKey.name":        inputs.AttributeName,
			"localSecondaryIndexes[].nonKeyAttributes[]":  inputs.AttributeName,
		}),
		Together: checkTable,
	},
	token("OrgGuardrail"): {
		Strings: map[string]func(string) error{
			"targets[].targetId":           inputs.TargetID,
			"targets[].vpcs[].vpcId":       inputs.VPCID,
			"targets[].vpcs[].region":      inputs.Region,
			"breakGlassPrincipalArns[]":    policy.CheckGuardrailPrincipal,
			"deployerPrincipalArns[]":      policy.CheckGuardrailPrincipal,
			"exemptions[].principalArns[]": policy.CheckGuardrailPrincipal,
			"exemptions[].reason":          inputs.Reason,
			"excludeTableArns[]":           policy.CheckTableARN,
		},
		Together: checkGuardrail,
	},
}
