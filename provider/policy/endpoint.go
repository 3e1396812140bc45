package policy

import (
	"fmt"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// EndpointPolicy renders the policy of a VPC endpoint that serves one account: principals of the account may reach
// resources of the account. It stops a workload in the VPC from carrying data to a table of another account with
// credentials of that account.
//
// The principal is always "*", since a gateway endpoint takes an account or a role there to mean root alone. Conditions
// narrow it. A condition on aws:SourceVpc would add nothing: every request that reaches the endpoint comes from its
// VPC. Source: "Control access to VPC endpoints using endpoint policies".
func EndpointPolicy(account string) (iam.Document, error) {
	if !iam.IsAccountID(account) {
		return iam.Document{}, fmt.Errorf("render endpoint policy: %q is not an account id", account)
	}
	return endpointPolicy("Account", "aws:PrincipalAccount", "aws:ResourceAccount", account), nil
}

// OrganizationEndpointPolicy renders the policy of a VPC endpoint that serves an organization: principals of its
// accounts may reach resources of its accounts.
func OrganizationEndpointPolicy(organization string) (iam.Document, error) {
	if !organizationID.MatchString(organization) {
		return iam.Document{}, fmt.Errorf("render endpoint policy: %q is not an organization id", organization)
	}
	return endpointPolicy("Organization", "aws:PrincipalOrgID", "aws:ResourceOrgID", organization), nil
}

// endpointPolicy renders a policy that compares two condition keys with one id. It allows the tableless actions in a
// statement without the resource key, which is absent where a request names no resource. DescribeEndpoints is one of
// them: it is authorised only when it comes through an endpoint, and SDKs call it. Source: "Internetwork traffic
// privacy in DynamoDB".
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
