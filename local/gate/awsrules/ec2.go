package awsrules

import (
	"context"
	"net/url"
)

// EC2 checks a request to Amazon EC2 in an account and a Region, and mends moto's response to it.
func (e *Enforcer) EC2(ctx context.Context, account, region string, form url.Values) (Plan, error) {
	switch form.Get("Action") {
	case "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress",
		"UpdateSecurityGroupRuleDescriptionsIngress", "UpdateSecurityGroupRuleDescriptionsEgress":
		return e.describedRules(account, region, form), nil
	case "DescribeSecurityGroups":
		return Plan{Edit: e.describeGroups(account, region)}, nil
	case "DescribeVpcEndpoints":
		return Plan{Edit: nameEndpoints}, nil
	case "CreateVpcEndpoint", "ModifyVpcEndpoint":
		plan, err := e.gatewayRoutes(ctx, account, region, form)
		plan.Edit = nameEndpoints
		return plan, err
	default:
		return Plan{}, nil
	}
}
