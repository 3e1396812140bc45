package awsstate

import (
	"cmp"
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// GroupRule is a rule of a security group that lets in or out another group, or a prefix list.
type GroupRule struct {
	Group    string
	Egress   bool
	Protocol string
	From, To int32  // -1 for none
	Source   string // the id of the group or of the prefix list
}

// DescribedRule is a rule with its id and description.
type DescribedRule struct {
	GroupRule

	ID, Description string
}

// GroupRules reads the rules of some security groups, or of all, whose sources are groups and prefix lists.
func (s *State) GroupRules(ctx context.Context, account, region string, groups ...string) ([]DescribedRule, error) {
	in := &ec2.DescribeSecurityGroupRulesInput{}
	if len(groups) > 0 {
		in.Filters = []types.Filter{{Name: aws.String("group-id"), Values: groups}}
	}
	var rules []DescribedRule
	pages := ec2.NewDescribeSecurityGroupRulesPaginator(s.ec2(account, region), in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the rules of security groups: %w", err)
		}
		for _, r := range page.SecurityGroupRules {
			source := aws.ToString(r.PrefixListId)
			if g := r.ReferencedGroupInfo; g != nil {
				source = cmp.Or(source, aws.ToString(g.GroupId))
			}
			if source == "" {
				continue
			}
			rules = append(rules, DescribedRule{
				ID: aws.ToString(r.SecurityGroupRuleId), Description: aws.ToString(r.Description),
				GroupRule: GroupRule{
					aws.ToString(r.GroupId), aws.ToBool(r.IsEgress), aws.ToString(r.IpProtocol), portOf(r.FromPort),
					portOf(r.ToPort), source,
				},
			})
		}
	}
	return rules, nil
}

func portOf(port *int32) int32 {
	if port == nil {
		return -1
	}
	return *port
}

// SetRuleDescription gives a rule a description. moto keeps one of a rule for a group or a prefix list only in a
// modification of the rule.
func (s *State) SetRuleDescription(ctx context.Context, account, region string, rule DescribedRule) error {
	to := &types.SecurityGroupRuleRequest{
		Description: &rule.Description, FromPort: &rule.From, IpProtocol: &rule.Protocol, ToPort: &rule.To,
	}
	if len(rule.Source) > 3 && rule.Source[:3] == "pl-" {
		to.PrefixListId = &rule.Source
	} else {
		to.ReferencedGroupId = &rule.Source
	}
	_, err := s.ec2(account, region).ModifySecurityGroupRules(ctx, &ec2.ModifySecurityGroupRulesInput{
		GroupId:            &rule.Group,
		SecurityGroupRules: []types.SecurityGroupRuleUpdate{{SecurityGroupRuleId: &rule.ID, SecurityGroupRule: to}},
	})
	return err
}
