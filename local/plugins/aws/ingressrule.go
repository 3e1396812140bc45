package main

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// ingressRule is a rule with one source that is a resource of its own.
type ingressRule struct {
	CidrIpv4          *string `pulumi:"cidrIpv4"`
	CidrIpv6          *string `pulumi:"cidrIpv6"`
	Description       *string `pulumi:"description"`
	FromPort          *int32  `pulumi:"fromPort"`
	IPProtocol        *string `pulumi:"ipProtocol"`
	PrefixListID      *string `pulumi:"prefixListId"`
	ReferencedGroupID *string `pulumi:"referencedSecurityGroupId"`
	SecurityGroupID   *string `pulumi:"securityGroupId"`
	ToPort            *int32  `pulumi:"toPort"`
	tagged

	ARN    *string `pulumi:"arn"`
	RuleID *string `pulumi:"securityGroupRuleId"`
}

var ingressRules = resourceType[ingressRule]{
	official: contract.ResourceOf[sdk.SecurityGroupIngressRuleArgs, sdk.SecurityGroupIngressRule](
		"aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"),
	// Source: terraform-provider-aws, internal/service/ec2/vpc_security_group_ingress_rule.go,
	// securityGroupIngressRuleResource. Port -1 means none. The official provider replaces the rule when the kind of its
	// source changes; here AWS refuses the change.
	traits: contract.Traits{
		"fromPort":        {Unset: anyPort},
		"securityGroupId": {Replace: true},
		"toPort":          {Unset: anyPort},
	},
	framework: true,
	gone: []string{
		"InvalidGroup.NotFound", "InvalidPermission.NotFound", "InvalidSecurityGroupRuleId.NotFound",
	},

	create: func(ctx context.Context, s *session, want *ingressRule) (string, error) {
		out, err := s.ec2.AuthorizeSecurityGroupIngress(ctx, &ec2.AuthorizeSecurityGroupIngressInput{
			GroupId:           want.SecurityGroupID,
			IpPermissions:     []types.IpPermission{want.permission()},
			TagSpecifications: tagSpec(types.ResourceTypeSecurityGroupRule, want.TagsAll),
		})
		if err != nil {
			return "", err
		}
		if len(out.SecurityGroupRules) != 1 {
			return "", errOneSource
		}
		made := out.SecurityGroupRules[0]
		want.RuleID = made.SecurityGroupRuleId
		want.ARN = s.arn(aws.ToString(made.GroupOwnerId), "security-group-rule/"+*made.SecurityGroupRuleId)
		return *want.RuleID, nil
	},

	read: func(ctx context.Context, s *session, id string, _ *ingressRule) (*ingressRule, error) {
		out, err := s.ec2.DescribeSecurityGroupRules(ctx,
			&ec2.DescribeSecurityGroupRulesInput{SecurityGroupRuleIds: []string{id}})
		if err != nil || len(out.SecurityGroupRules) == 0 {
			return nil, err
		}
		found := out.SecurityGroupRules[0]
		r := &ingressRule{
			CidrIpv4:        found.CidrIpv4,
			CidrIpv6:        found.CidrIpv6,
			Description:     found.Description,
			FromPort:        port(found.FromPort),
			IPProtocol:      found.IpProtocol,
			PrefixListID:    found.PrefixListId,
			SecurityGroupID: found.GroupId,
			ToPort:          port(found.ToPort),
			tagged:          tagMap(found.Tags),
			ARN:             s.arn(aws.ToString(found.GroupOwnerId), "security-group-rule/"+id),
			RuleID:          found.SecurityGroupRuleId,
		}
		if g := found.ReferencedGroupInfo; g != nil {
			r.ReferencedGroupID = g.GroupId
		}
		return r, nil
	},

	update: func(ctx context.Context, s *session, id string, now, want *ingressRule) error {
		want.ARN, want.RuleID = now.ARN, now.RuleID
		if err := s.retag(ctx, id, now.tagged, want.tagged); err != nil {
			return err
		}
		if now.rule() != want.rule() {
			if _, err := s.ec2.ModifySecurityGroupRules(ctx, &ec2.ModifySecurityGroupRulesInput{
				GroupId: want.SecurityGroupID,
				SecurityGroupRules: []types.SecurityGroupRuleUpdate{{
					SecurityGroupRuleId: aws.String(id),
					SecurityGroupRule: &types.SecurityGroupRuleRequest{
						CidrIpv4: want.CidrIpv4, CidrIpv6: want.CidrIpv6, Description: want.Description,
						FromPort: want.FromPort, IpProtocol: want.IPProtocol, PrefixListId: want.PrefixListID,
						ReferencedGroupId: want.ReferencedGroupID, ToPort: want.ToPort,
					},
				}},
			}); err != nil {
				return err
			}
		}
		return nil
	},

	remove: func(ctx context.Context, s *session, id string, last *ingressRule) error {
		_, err := s.ec2.RevokeSecurityGroupIngress(ctx, &ec2.RevokeSecurityGroupIngressInput{
			GroupId: last.SecurityGroupID, SecurityGroupRuleIds: []string{id},
		})
		return err
	},
}

const anyPort = -1

var errOneSource = errors.New(
	"exactly one of cidrIpv4, cidrIpv6, prefixListId and referencedSecurityGroupId must be set")

// port returns nil for the port that means none.
func port(p *int32) *int32 {
	if p == nil || *p == anyPort {
		return nil
	}
	return p
}

// rule returns the rule as a value without pointers.
func (r *ingressRule) rule() grant {
	g := grant{ports: ports{
		protocol: aws.ToString(r.IPProtocol),
		from:     contract.ValueOr(r.FromPort, anyPort), to: contract.ValueOr(r.ToPort, anyPort),
		description: aws.ToString(r.Description),
	}}
	for kind, source := range map[string]*string{
		"cidr": r.CidrIpv4, "cidr6": r.CidrIpv6, "list": r.PrefixListID, "group": r.ReferencedGroupID,
	} {
		if source != nil {
			g.kind, g.source = kind, *source
		}
	}
	return g
}

func (r *ingressRule) permission() types.IpPermission { return r.rule().permission() }
