package policy

import (
	"fmt"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// EndpointPolicy renders the policy of the gateway endpoint: principals of one account may reach
// resources of that account. It stops a workload in the VPC from carrying data to a table elsewhere, with
// credentials from elsewhere.
//
// The principal is always "*", since a gateway endpoint takes an account or role there to mean root
// alone; conditions narrow it. aws:SourceVpc has no place here: everything that reaches the endpoint comes
// from its VPC. Source: "Control access to VPC endpoints using endpoint policies".
func EndpointPolicy(account string) (iam.Document, error) {
	if !iam.IsAccountID(account) {
		return iam.Document{}, fmt.Errorf("render endpoint policy: %q is not an account id", account)
	}
	return endpointPolicy("Account", "aws:PrincipalAccount", "aws:ResourceAccount", account), nil
}

// OrganizationEndpointPolicy renders the policy of an endpoint that serves an organization: principals of its
// accounts may reach resources of its accounts.
func OrganizationEndpointPolicy(organization string) (iam.Document, error) {
	if !organizationID.MatchString(organization) {
		return iam.Document{}, fmt.Errorf("render endpoint policy: %q is not an organization id", organization)
	}
	return endpointPolicy("Organization", "aws:PrincipalOrgID", "aws:ResourceOrgID", organization), nil
}

// endpointPolicy allows the tableless actions apart: a request that names no resource has no owner of one.
// DescribeEndpoints is authorised only when it comes through an endpoint, and SDKs call it. Source:
// "Internetwork traffic privacy in DynamoDB".
func endpointPolicy(own, principalKey, resourceKey, id string) iam.Document {
	var tableless iam.Values
	for _, action := range actions {
		if action.Tableless {
			tableless = append(tableless, action.String())
		}
	}
	allow := func(sid string, actions iam.Values, keys ...string) iam.Statement {
		tests := map[string]iam.Values{}
		for _, key := range keys {
			tests[key] = iam.Values{id}
		}
		return iam.Statement{
			Sid: sid, Effect: iam.Allow, Principal: iam.Principal{Everyone: true}, Action: actions, Resource: iam.Values{"*"},
			Condition: iam.Conditions{"StringEquals": tests},
		}
	}
	return iam.Document{Version: iam.Version, Statement: []iam.Statement{
		allow("AllowOwn"+own, iam.Values{"dynamodb:*"}, principalKey, resourceKey),
		allow("AllowTableless", tableless, principalKey),
	}}
}
