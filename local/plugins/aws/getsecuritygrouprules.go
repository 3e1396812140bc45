package main

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
)

// securityGroupRuleIDs lists the ids of rules. An empty list is a valid result, and the result's own id is the Region.
// Source: terraform-provider-aws, internal/service/ec2/vpc_security_group_rules_data_source.go.
var securityGroupRuleIDs = newFunction("aws:vpc/getSecurityGroupRules:getSecurityGroupRules",
	func(ctx context.Context, s *session, args sdk.GetSecurityGroupRulesArgs) (*sdk.GetSecurityGroupRulesResult, error) {
		in := &ec2.DescribeSecurityGroupRulesInput{Filters: tagFilters(args.Tags)}
		for _, f := range args.Filters {
			in.Filters = append(in.Filters, filter(f.Name, f.Values...))
		}
		found, err := findSecurityGroupRules(ctx, s, in)
		if err != nil {
			return nil, err
		}
		out := &sdk.GetSecurityGroupRulesResult{Filters: args.Filters, Id: s.region, Ids: []string{}, Tags: args.Tags}
		for _, r := range found {
			out.Ids = append(out.Ids, aws.ToString(r.SecurityGroupRuleId))
		}
		return out, nil
	})

// securityGroupRule finds the one rule that matches; none or several is an error.
// Source: terraform-provider-aws, internal/service/ec2/vpc_security_group_rule_data_source.go.
var securityGroupRule = newFunction("aws:vpc/getSecurityGroupRule:getSecurityGroupRule",
	func(ctx context.Context, s *session, args sdk.GetSecurityGroupRuleArgs) (*sdk.GetSecurityGroupRuleResult, error) {
		in := &ec2.DescribeSecurityGroupRulesInput{}
		if args.SecurityGroupRuleId != nil {
			in.SecurityGroupRuleIds = []string{*args.SecurityGroupRuleId}
		}
		for _, f := range args.Filters {
			in.Filters = append(in.Filters, filter(f.Name, f.Values...))
		}
		found, err := findSecurityGroupRules(ctx, s, in)
		switch {
		case errorCode(err) == "InvalidSecurityGroupRuleId.NotFound", err == nil && len(found) == 0:
			return nil, errors.New("no matching Security Group Rule found")
		case err != nil:
			return nil, err
		case len(found) > 1:
			return nil, errors.New("multiple Security Group Rules matched; use additional constraints to reduce matches to a " +
				"single Security Group Rule")
		}
		r := found[0]
		id := aws.ToString(r.SecurityGroupRuleId)
		out := &sdk.GetSecurityGroupRuleResult{
			Arn: *s.arn(aws.ToString(r.GroupOwnerId), "security-group-rule/"+id), CidrIpv4: aws.ToString(r.CidrIpv4),
			CidrIpv6: aws.ToString(r.CidrIpv6), Description: aws.ToString(r.Description), Filters: args.Filters,
			FromPort: int(aws.ToInt32(r.FromPort)), Id: id, IpProtocol: aws.ToString(r.IpProtocol),
			IsEgress: aws.ToBool(r.IsEgress), PrefixListId: aws.ToString(r.PrefixListId),
			SecurityGroupId: aws.ToString(r.GroupId), SecurityGroupRuleId: id, Tags: tagMap(r.Tags).TagsAll,
			ToPort: int(aws.ToInt32(r.ToPort)),
		}
		if g := r.ReferencedGroupInfo; g != nil {
			out.ReferencedSecurityGroupId = aws.ToString(g.GroupId)
		}
		return out, nil
	})

func findSecurityGroupRules(
	ctx context.Context, s *session, in *ec2.DescribeSecurityGroupRulesInput,
) ([]types.SecurityGroupRule, error) {
	var found []types.SecurityGroupRule
	pages := ec2.NewDescribeSecurityGroupRulesPaginator(s.ec2, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		found = append(found, page.SecurityGroupRules...)
	}
	return found, nil
}
