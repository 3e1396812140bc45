package provider

import (
	"errors"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumix"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// EndpointAccess says whose principals an endpoint lets through, and to whose tables.
type EndpointAccess string

// The accesses.
const (
	EndpointAccessAccount      EndpointAccess = "account"
	EndpointAccessOrganization EndpointAccess = "organization"
)

// Values lists the accesses for the schema.
func (EndpointAccess) Values() []infer.EnumValue[EndpointAccess] {
	return []infer.EnumValue[EndpointAccess]{
		{Name: "Account", Value: EndpointAccessAccount, Description: "Principals of this account, to tables of this " +
			"account."},
		{Name: "Organization", Value: EndpointAccessOrganization, Description: "Principals of the organization's accounts, " +
			"to tables of its accounts."},
	}
}

// endpointDocument renders the policy of a new endpoint. organization lists one id, or none.
func (a *PrivateNetworkArgs) endpointDocument(account string, organization []string) (iam.Document, error) {
	if valueOr(a.EndpointAccess, defaultEndpointAccess) == EndpointAccessAccount {
		return policy.EndpointPolicy(account)
	}
	if len(organization) == 0 {
		return iam.Document{}, errors.New("organizationId: is given, but its value is null")
	}
	return policy.OrganizationEndpointPolicy(organization[0])
}

// endpointPolicy renders the policy of a new endpoint as JSON.
func (a *PrivateNetworkArgs) endpointPolicy(account pulumi.StringOutput) pulumi.StringOutput {
	return pulumi.All(account, stringList(listOf(a.OrganizationID))).ApplyT(func(values []any) (string, error) {
		document, err := a.endpointDocument(values[0].(string), values[1].([]string))
		if err != nil {
			return "", err
		}
		return document.JSON()
	}).(pulumi.StringOutput)
}

// adoptsEndpoint reports whether the gateway endpoint exists already.
func (a *PrivateNetworkArgs) adoptsEndpoint() bool {
	return a.Existing != nil && a.Existing.VpcEndpointID != nil
}

// report reports what the gateway endpoint's policy lets through, whether it is ours or adopted.
func (n *PrivateNetwork) report(ctx *pulumi.Context, args *PrivateNetworkArgs, child pulumi.InvokeOption) {
	account := aws.GetCallerIdentityOutput(ctx, aws.GetCallerIdentityOutputArgs{}, child).AccountId()
	organization := stringList(listOf(args.OrganizationID))
	n.AccessReport = pulumix.Apply3Err(account, n.EndpointPolicy, organization,
		func(account, text string, organization []string) (AccessSummary, error) {
			evidence := proof.Evidence{Network: &proof.NetworkEvidence{
				EndpointPolicy: text, Account: account, Organization: strings.Join(organization, ""),
			}}
			made, err := prove(evidence)
			if err != nil {
				return AccessSummary{}, err
			}
			return made.summary()
		})
}
