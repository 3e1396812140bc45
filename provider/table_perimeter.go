package provider

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Perimeter says by what a request is recognised as coming from inside.
type Perimeter string

// The perimeters, as package policy knows them.
const (
	PerimeterVpcs         = Perimeter(policy.PerimeterVPCs)
	PerimeterEndpoints    = Perimeter(policy.PerimeterEndpoints)
	PerimeterAccount      = Perimeter(policy.PerimeterAccount)
	PerimeterOrganization = Perimeter(policy.PerimeterOrganization)
)

// Values lists the perimeters for the schema.
func (Perimeter) Values() []infer.EnumValue[Perimeter] {
	return []infer.EnumValue[Perimeter]{
		{Name: "Vpcs", Value: PerimeterVpcs, Description: "Every VPC endpoint of the VPC is inside " +
			"(`aws:SourceVpc`). An endpoint can be replaced without a change of policy."},
		{Name: "Endpoints", Value: PerimeterEndpoints, Description: "Only the table's own VPC endpoints are inside " +
			"(`aws:SourceVpce`): the gateway endpoint, and the interface endpoints that are built or named with it. Another " +
			"endpoint of the same VPC, with another policy, is outside."},
		{Name: "Account", Value: PerimeterAccount, Description: "Every VPC endpoint that the listed accounts own is " +
			"inside (`aws:VpceAccount`), and the table's own VPC. A shared VPC belongs to the account that shares it."},
		{Name: "Organization", Value: PerimeterOrganization, Description: "Every VPC endpoint of an account in the " +
			"organization is inside (`aws:VpceOrgID`), and the table's own VPC."},
	}
}
