package provider

import (
	"errors"
	"fmt"
	"net/netip"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Origin is where a request comes from.
type Origin struct {
	VpcID                     *string       `pulumi:"vpcId,optional"`
	VpcEndpointID             *string       `pulumi:"vpcEndpointId,optional"`
	VpcEndpointType           *EndpointType `pulumi:"vpcEndpointType,optional"`
	VpcEndpointAccountID      *string       `pulumi:"vpcEndpointAccountId,optional"`
	VpcEndpointOrganizationID *string       `pulumi:"vpcEndpointOrganizationId,optional"`
	IPAddress                 *string       `pulumi:"ipAddress,optional"`
	Via                       []string      `pulumi:"via,optional"`
}

// Annotate documents the type.
func (o *Origin) Annotate(an infer.Annotator) {
	an.Describe(&o, "Where a request comes from.")
	an.Describe(&o.VpcID, "The VPC of the VPC endpoint that the request comes through. Needs `vpcEndpointId`.")
	an.Describe(&o.VpcEndpointID, "The VPC endpoint that the request comes through. Needs `vpcId`.")
	an.Describe(&o.VpcEndpointType, "The type of that endpoint. Needed only if `endpointPolicy` has a Principal other "+
		"than `*`, which means less at a gateway endpoint.")
	an.Describe(&o.VpcEndpointAccountID, "The account that owns the endpoint. Needed only if a policy tests "+
		"`aws:VpceAccount`, as that of a table with the perimeter `account` does.")
	an.Describe(&o.VpcEndpointOrganizationID, "The organization of that account, such as `o-a1b2c3d4e5`, or `none`. "+
		"Needed only if a policy tests `aws:VpceOrgID`, as that of a table with the perimeter `organization` does.")
	an.Describe(&o.IPAddress, "The caller's address: the private one through an endpoint (`aws:VpcSourceIp`), and "+
		"otherwise the public one (`aws:SourceIp`). Needed only if a policy tests it.")
	an.Describe(&o.Via, "The AWS services that pass the request on with the caller's own credentials, the first one "+
		"first, such as `athena.amazonaws.com`. Such a request no longer carries the caller's VPC, so it conflicts with "+
		"`vpcId` and `vpcEndpointId`.")
}

// EndpointType is a type of VPC endpoint.
type EndpointType string

// The types.
const (
	EndpointTypeGateway   EndpointType = "gateway"
	EndpointTypeInterface EndpointType = "interface"
)

// Values lists the types for the schema.
func (EndpointType) Values() []infer.EnumValue[EndpointType] {
	return []infer.EnumValue[EndpointType]{
		{Name: "Gateway", Value: EndpointTypeGateway, Description: "A gateway endpoint. In its policy an account as " +
			"Principal means the root user of that account."},
		{Name: "Interface", Value: EndpointTypeInterface, Description: "An interface endpoint. Its policy names " +
			"principals as the policy of a table does."},
	}
}

// endpointTypes are the types in the evaluator's words.
var endpointTypes = map[EndpointType]iam.EndpointType{
	"": iam.UnknownEndpoint, EndpointTypeGateway: iam.GatewayEndpoint, EndpointTypeInterface: iam.InterfaceEndpoint,
}

// read returns the origin of a caller's request.
func (o *Origin) read(caller iam.Caller, errs *inputErrors) iam.Origin {
	origin := iam.Origin{
		VPC: valueOr(o.VpcID, ""), Endpoint: valueOr(o.VpcEndpointID, ""),
		EndpointAccount: valueOr(o.VpcEndpointAccountID, ""), IP: valueOr(o.IPAddress, ""), Via: o.Via,
	}
	for _, input := range []struct {
		name  string
		given bool
	}{
		{"origin.vpcEndpointType", o.VpcEndpointType != nil},
		{"origin.vpcEndpointAccountId", o.VpcEndpointAccountID != nil},
		{"origin.vpcEndpointOrganizationId", o.VpcEndpointOrganizationID != nil},
	} {
		if input.given && o.VpcEndpointID == nil {
			errs.add(input.name, errors.New("needs origin.vpcEndpointId"))
		}
	}
	if kind := valueOr(o.VpcEndpointType, ""); endpointTypes[kind] == iam.UnknownEndpoint && o.VpcEndpointType != nil {
		errs.add("origin.vpcEndpointType", fmt.Errorf("must be gateway or interface, got %q", kind))
	}
	if account := o.VpcEndpointAccountID; account != nil && !iam.IsAccountID(*account) {
		errs.add("origin.vpcEndpointAccountId", fmt.Errorf("must be an account id of 12 digits, got %q", *account))
	}
	if o.IPAddress != nil {
		_, err := netip.ParseAddr(*o.IPAddress)
		errs.add("origin.ipAddress", err)
	}
	for i, name := range o.Via {
		if service, err := iam.ParseCaller(name); err != nil || service.Kind != iam.ServiceCaller {
			errs.add(fmt.Sprintf("origin.via[%d]", i),
				fmt.Errorf("must be the name of a service, such as athena.amazonaws.com, got %q", name))
		}
	}
	if len(*errs) == 0 {
		errs.add("origin", origin.Check(caller))
	}
	return origin
}
