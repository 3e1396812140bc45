package policy

import "fmt"

// EndpointPolicyLimit is the size in characters up to which AWS accepts a VPC endpoint's policy, white
// space included. Source: "AWS PrivateLink quotas".
const EndpointPolicyLimit = 20480

// EndpointPolicy renders the policy of the gateway endpoint: principals of one account may reach
// resources of that account. It stops a workload in the VPC from carrying data to a table elsewhere, with
// credentials from elsewhere.
//
// The principal is always "*", since a gateway endpoint takes an account or role there to mean root
// alone; conditions narrow it. aws:SourceVpc has no place here: everything that reaches the endpoint comes
// from its VPC. Source: "Control access to VPC endpoints using endpoint policies".
func EndpointPolicy(account string) (Document, error) {
	if !accountID.MatchString(account) {
		return Document{}, fmt.Errorf("render endpoint policy: %q is not an account id", account)
	}
	return endpointPolicy("Account", "aws:PrincipalAccount", "aws:ResourceAccount", account), nil
}

// OrganizationEndpointPolicy renders the policy of an endpoint that serves an organization: principals of its
// accounts may reach resources of its accounts.
func OrganizationEndpointPolicy(organization string) (Document, error) {
	if !organizationID.MatchString(organization) {
		return Document{}, fmt.Errorf("render endpoint policy: %q is not an organization id", organization)
	}
	return endpointPolicy("Organization", "aws:PrincipalOrgID", "aws:ResourceOrgID", organization), nil
}

// endpointPolicy allows the tableless actions apart: a request that names no resource has no owner of one.
// DescribeEndpoints is authorised only when it comes through an endpoint, and SDKs call it. Source:
// "Internetwork traffic privacy in DynamoDB".
func endpointPolicy(own, principalKey, resourceKey, id string) Document {
	var tableless Values
	for _, action := range actions {
		if action.Tableless {
			tableless = append(tableless, action.String())
		}
	}
	allow := func(sid string, actions Values, keys ...string) Statement {
		tests := map[string]Values{}
		for _, key := range keys {
			tests[key] = Values{id}
		}
		return Statement{
			Sid: sid, Effect: Allow, Principal: Principal{Everyone: true}, Action: actions, Resource: Values{"*"},
			Condition: Conditions{"StringEquals": tests},
		}
	}
	return Document{Version: Version, Statement: []Statement{
		allow("AllowOwn"+own, Values{"dynamodb:*"}, principalKey, resourceKey),
		allow("AllowTableless", tableless, principalKey),
	}}
}
