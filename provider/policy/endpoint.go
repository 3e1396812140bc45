package policy

import "fmt"

// EndpointPolicyLimit is the size in characters up to which AWS accepts a VPC endpoint's policy, white
// space included. Source: "AWS PrivateLink quotas".
const EndpointPolicyLimit = 20480

// tableless are the calls that read metadata of the account and name no resource, so that
// aws:ResourceAccount may be absent from them. DescribeEndpoints is authorised only when it comes through
// an endpoint, and SDKs call it. Source: service authorization reference, rows without a resource type;
// "Internetwork traffic privacy in DynamoDB".
var tableless = Values{
	"dynamodb:DescribeEndpoints",
	"dynamodb:DescribeLimits",
	"dynamodb:DescribeReservedCapacity",
	"dynamodb:DescribeReservedCapacityOfferings",
	"dynamodb:GetAbacStatus",
	"dynamodb:ListBackups",
	"dynamodb:ListContributorInsights",
	"dynamodb:ListExports",
	"dynamodb:ListGlobalTables",
	"dynamodb:ListImports",
	"dynamodb:ListTables",
}

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
	own := Values{account}
	return Document{
		Version: Version,
		Statement: []Statement{
			{
				Sid:       "AllowOwnAccount",
				Effect:    Allow,
				Principal: Principal{Everyone: true},
				Action:    Values{"dynamodb:*"},
				Resource:  Values{"*"},
				Condition: Conditions{"StringEquals": {
					"aws:PrincipalAccount": own,
					"aws:ResourceAccount":  own,
				}},
			},
			{
				Sid:       "AllowTableless",
				Effect:    Allow,
				Principal: Principal{Everyone: true},
				Action:    tableless,
				Resource:  Values{"*"},
				Condition: Conditions{"StringEquals": {"aws:PrincipalAccount": own}},
			},
		},
	}, nil
}
