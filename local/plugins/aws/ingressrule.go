package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

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
	// securityGroupIngressRuleResource. Port -1 means none. Another kind of source is another
	// rule.
	traits: contract.Traits{
		"cidrIpv4":        {Valid: ipv4Source},
		"fromPort":        {Unset: anyPort},
		"securityGroupId": {Replace: true},
		"toPort":          {Unset: anyPort},
	},
	framework: true,
	valid:     oneSource,
	replaces: func(changes map[string]p.PropertyDiff, state, in property.Map) bool {
		for name := range sources {
			if contract.Touches(changes, name) && state.Get(name).IsNull() != in.Get(name).IsNull() {
				return true
			}
		}
		return false
	},
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
			return "", fmt.Errorf("creating VPC Security Group Rule: %w", err)
		}
		if len(out.SecurityGroupRules) != 1 {
			return "", errOneSource
		}
		made := out.SecurityGroupRules[0]
		want.RuleID = made.SecurityGroupRuleId
		want.ARN, err = s.ruleARN(ctx, made.GroupOwnerId, *want.RuleID)
		return *want.RuleID, err
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
			RuleID:          found.SecurityGroupRuleId,
		}
		if g := found.ReferencedGroupInfo; g != nil {
			r.ReferencedGroupID = g.GroupId
		}
		r.ARN, err = s.ruleARN(ctx, found.GroupOwnerId, id)
		return r, err
	},

	update: func(ctx context.Context, s *session, id string, now, want *ingressRule) error {
		want.ARN, want.RuleID = now.ARN, now.RuleID
		if err := s.retag(ctx, "Security Group Ingress Rule", id, now.tagged, want.tagged); err != nil {
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
				return fmt.Errorf("updating VPC Security Group Rule (%s): %w", id, err)
			}
		}
		return nil
	},

	remove: func(ctx context.Context, s *session, id string, last *ingressRule) error {
		_, err := s.ec2.RevokeSecurityGroupIngress(ctx, &ec2.RevokeSecurityGroupIngressInput{
			GroupId: last.SecurityGroupID, SecurityGroupRuleIds: []string{id},
		})
		return wrap(err, "deleting VPC Security Group Rule (%s)", id)
	},
}

// ruleARN returns the ARN of a rule. The emulator does not say whose it is.
func (s *session) ruleARN(ctx context.Context, owner *string, id string) (*string, error) {
	if owner == nil {
		caller, err := s.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			return nil, err
		}
		owner = caller.Account
	}
	return s.arn(aws.ToString(owner), "security-group-rule/"+id), nil
}

// sources are the inputs of which a rule has exactly one, and their names in Terraform.
var sources = map[string]string{
	"cidrIpv4": "cidr_ipv4", "cidrIpv6": "cidr_ipv6", "prefixListId": "prefix_list_id",
	"referencedSecurityGroupId": "referenced_security_group_id",
}

func oneSource(in property.Map) []p.CheckFailure {
	var given []string
	for name := range sources {
		if !in.Get(name).IsNull() {
			given = append(given, name)
		}
	}
	slices.Sort(given)
	failure := p.CheckFailure{Property: "cidrIpv4", Reason: "Invalid Attribute Combination. " + errOneSource.Error()}
	switch len(given) {
	case 0:
		failure.Reason = "Missing Attribute Configuration. " + errOneSource.Error()
	case 1:
		return nil
	default:
		failure.Property = given[0]
	}
	return []p.CheckFailure{failure}
}

func ipv4Source(_ string, value any) string {
	text, _ := value.(string)
	if _, block, err := net.ParseCIDR(text); err != nil || block.String() != text {
		return "Invalid Attribute Value. Attribute cidr_ipv4 value must be a valid IPv4 CIDR that represents a network " +
			"address, got: " + text
	}
	return ""
}

const anyPort = -1

//nolint:staticcheck // Terraform's words
var errOneSource = errors.New("Exactly one of these attributes must be configured: " +
	"[cidr_ipv4,cidr_ipv6,prefix_list_id,referenced_security_group_id]")

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
