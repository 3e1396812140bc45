package provider

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// dynamicInputs are the inputs of the intent that may be Outputs.
func (a *PrivateTableArgs) dynamicInputs() dynamicInputs {
	all := dynamicInputs{
		pathAdministrators:         a.AdministratorPrincipalArns,
		pathBreakGlass:             a.BreakGlassPrincipalArns,
		pathAdditionalVpcs:         a.AdditionalVpcIDs,
		pathAdditionalVpcEndpoints: a.AdditionalVpcEndpointIDs,
		pathPerimeterAccounts:      a.PerimeterAccountIDs,
		pathOrganization:           a.OrganizationID,
		pathTableName:              a.TableName,
		pathNetworkOrganization:    valueOr(a.Network, Network{}).OrganizationID,
	}
	for i, exemption := range a.Exemptions {
		all[pathExempt(i)] = exemption.PrincipalArns
	}
	for i, exemption := range a.ExemptServices {
		all[pathExemptServices(i)] = exemption.Services
	}
	for i, grant := range a.Grants {
		all[pathGrant(i, "principals")] = grant.Principals
		all[pathGrant(i, "services")] = grant.Services
		all[pathGrant(i, "sourceAccountIds")] = grant.SourceAccountIDs
		all[pathGrant(i, "sourceArns")] = grant.SourceArns
	}
	return all
}

// The paths of those inputs.
const (
	pathAdministrators         = "administratorPrincipalArns"
	pathBreakGlass             = "breakGlassPrincipalArns"
	pathAdditionalVpcs         = "additionalVpcIds"
	pathAdditionalVpcEndpoints = "additionalVpcEndpointIds"
	pathPerimeterAccounts      = "perimeterAccountIds"
	pathOrganization           = "organizationId"
	pathTableName              = "tableName"
	pathNetworkOrganization    = "network.organizationId"
	pathVpc                    = "vpcId"
	pathVpcEndpoint            = "vpcEndpointId"
	pathStreamsEndpoint        = "vpcStreamsEndpointId"
	pathExistingVpc            = "network.existing.vpcId"
	pathExistingEndpoint       = "network.existing.vpcEndpointId"
	pathInterfaceEndpoint      = "network.interfaceEndpoint" // says whether there is one; its id is no input
)

func pathExempt(i int) string { return fmt.Sprintf("exemptions[%d].principalArns", i) }

func pathExemptServices(i int) string { return fmt.Sprintf("exemptServices[%d].services", i) }

func pathGrant(i int, list string) string { return fmt.Sprintf("grants[%d].%s", i, list) }

// intent returns what a reading of the inputs means in the account that the table is deployed to. The table's own VPC
// and endpoints stand under the paths of their inputs, whether they were given or built.
func (a *PrivateTableArgs) intent(read inputValues, to deployment) policy.Intent {
	intent := policy.Intent{
		Perimeter:   a.perimeter(read, to.account),
		Enforcement: policy.Enforcement(valueOr(a.Enforcement, defaultEnforcement)),
		Exemptions: []policy.Exemption{
			policy.Administrators(read[pathAdministrators]), policy.BreakGlass(read[pathBreakGlass]),
		},
		Movement:         a.Movement.origin(),
		ActionStyle:      policy.ActionStyle(valueOr(a.ActionStyle, defaultActionStyle)),
		PolicyProtection: policy.Protection(valueOr(a.PolicyProtection, defaultPolicyProtection)),
	}
	intent.Exemptions = append(intent.Exemptions, a.scalingExemption(to)...)
	for i, given := range a.Exemptions {
		intent.Exemptions = append(intent.Exemptions, open(policy.Exemption{
			Principals: read[pathExempt(i)], Reason: given.Reason, Path: pathExempt(i),
		}, given.Access))
	}
	for i, given := range a.ExemptServices {
		intent.Exemptions = append(intent.Exemptions, open(policy.Exemption{
			Services: read[pathExemptServices(i)], Reason: given.Reason, Path: pathExemptServices(i),
		}, given.Access))
	}
	for i, given := range a.Grants {
		intent.Grants = append(intent.Grants, policy.Grant{
			Principals:     read[pathGrant(i, "principals")],
			Services:       read[pathGrant(i, "services")],
			Actions:        given.actions(),
			SourceAccounts: read[pathGrant(i, "sourceAccountIds")],
			SourceARNs:     read[pathGrant(i, "sourceArns")],
			Reason:         given.Reason,
			Path:           fmt.Sprintf("grants[%d]", i),
		})
	}
	return intent
}

// perimeter returns what counts as inside. The perimeters account and organization also list the table's own VPC: AWS
// does not say that a gateway endpoint sets their condition keys.
func (a *PrivateTableArgs) perimeter(read inputValues, account string) policy.Perimeter {
	perimeter := policy.Perimeter{
		Kind:      policy.PerimeterKind(valueOr(a.Perimeter, defaultPerimeter)),
		VPCs:      read[pathAdditionalVpcs],
		Endpoints: read[pathAdditionalVpcEndpoints],
	}
	switch perimeter.Kind {
	case policy.PerimeterVPCs:
		perimeter.IDs = read[pathVpc]
	case policy.PerimeterEndpoints:
		perimeter.IDs = slices.Concat(read[pathVpcEndpoint], read[pathInterfaceEndpoint], read[pathStreamsEndpoint])
	case policy.PerimeterAccount:
		perimeter.IDs = read[pathPerimeterAccounts]
		if a.PerimeterAccountIDs == nil { // a list that turns out to be empty trusts nobody, and is refused
			perimeter.IDs = []string{account}
		}
	case policy.PerimeterOrganization:
		perimeter.IDs = read[pathOrganization]
	}
	if perimeter.Kind == policy.PerimeterAccount || perimeter.Kind == policy.PerimeterOrganization {
		perimeter.VPCs = slices.Concat(read[pathVpc], perimeter.VPCs)
	}
	return perimeter
}

// resolve reads the inputs once all are known, the table's own VPC and endpoints included.
func (a *PrivateTableArgs) resolve(network tableNetwork) pulumi.Output {
	all := a.dynamicInputs()
	all[pathVpc], all[pathVpcEndpoint] = network.VpcID, network.VpcEndpointID
	if a.buildsInterface() {
		all[pathInterfaceEndpoint] = network.InterfaceEndpointID
	}
	if a.carriesStreams() {
		all[pathStreamsEndpoint] = network.StreamsEndpointID
	}
	return all.resolve()
}
