package provider

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Perimeter says by what a request is recognised as coming from inside.
type Perimeter string

// The perimeters, as package policy knows them.
const (
	PerimeterVpcs      = Perimeter(policy.PerimeterVPCs)
	PerimeterEndpoints = Perimeter(policy.PerimeterEndpoints)
)

// Values lists the perimeters for the schema.
func (Perimeter) Values() []infer.EnumValue[Perimeter] {
	return []infer.EnumValue[Perimeter]{
		{Name: "Vpcs", Value: PerimeterVpcs, Description: "Every VPC endpoint of the VPC is inside " +
			"(`aws:SourceVpc`). An endpoint can be replaced without a change of policy."},
		{Name: "Endpoints", Value: PerimeterEndpoints, Description: "Only this VPC endpoint is inside " +
			"(`aws:SourceVpce`). Another endpoint of the same VPC, with another policy, is outside."},
	}
}
