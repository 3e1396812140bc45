package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/organizations"
)

// organizationsPolicyOf reads a policy of the organization.
//
// Source: terraform-provider-aws, internal/service/organizations/policy_data_source.go.
var organizationsPolicyOf = newFunction("aws:organizations/getPolicy:getPolicy",
	func(ctx context.Context, s *session, args sdk.LookupPolicyArgs) (*sdk.LookupPolicyResult, error) {
		out, err := s.organizations.DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: &args.PolicyId})
		if err != nil {
			return nil, err
		}
		summary := out.Policy.PolicySummary
		return &sdk.LookupPolicyResult{
			Arn: aws.ToString(summary.Arn), AwsManaged: summary.AwsManaged, Content: aws.ToString(out.Policy.Content),
			Description: aws.ToString(summary.Description), Id: args.PolicyId, Name: aws.ToString(summary.Name),
			PolicyId: args.PolicyId, Type: string(summary.Type),
		}, nil
	})

// policiesForTarget lists the policies that are attached to a part of the organization.
//
// Source: terraform-provider-aws, internal/service/organizations/policies_for_target_data_source.go.
var policiesForTarget = newFunction("aws:organizations/getPoliciesForTarget:getPoliciesForTarget",
	func(
		ctx context.Context, s *session, args sdk.GetPoliciesForTargetArgs,
	) (*sdk.GetPoliciesForTargetResult, error) {
		result := &sdk.GetPoliciesForTargetResult{
			Filter: args.Filter, Id: args.TargetId, Ids: []string{}, TargetId: args.TargetId,
		}
		pages := organizations.NewListPoliciesForTargetPaginator(s.organizations, &organizations.ListPoliciesForTargetInput{
			TargetId: &args.TargetId, Filter: types.PolicyType(args.Filter),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, policy := range page.Policies {
				result.Ids = append(result.Ids, aws.ToString(policy.Id))
			}
		}
		return result, nil
	})
