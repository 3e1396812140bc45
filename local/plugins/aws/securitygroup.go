package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

type securityGroup struct {
	Description         *string `pulumi:"description"`
	Egress              []rule  `pulumi:"egress"`
	Ingress             []rule  `pulumi:"ingress"`
	Name                *string `pulumi:"name"`
	RevokeRulesOnDelete *bool   `pulumi:"revokeRulesOnDelete"`
	VpcID               *string `pulumi:"vpcId"`
	tagged

	ARN     *string `pulumi:"arn"`
	OwnerID *string `pulumi:"ownerId"`
}

var securityGroups = resourceType[securityGroup]{
	official: contract.ResourceOf[sdk.SecurityGroupArgs, sdk.SecurityGroup]("aws:ec2/securityGroup:SecurityGroup"),
	// Source: terraform-provider-aws, internal/service/ec2/vpc_security_group.go, resourceSecurityGroup. Both lists of
	// rules are Optional and Computed: while the program leaves a list out, a rule that was added outside Pulumi is not
	// seen.
	traits: contract.Traits{
		"description":         {Default: "Managed by Pulumi", Replace: true},
		"egress":              {Set: true, Shared: true, Whole: true, Fields: contract.Traits{"self": {Default: false}}},
		"ingress":             {Set: true, Shared: true, Whole: true, Fields: contract.Traits{"self": {Default: false}}},
		"name":                {Replace: true},
		"revokeRulesOnDelete": {Default: false, WriteOnly: true},
		"vpcId":               {Replace: true, Shared: true},
	},
	autoName: "name",
	gone:     []string{"InvalidGroup.NotFound", "InvalidGroupId.NotFound"},

	create: func(ctx context.Context, s *session, want *securityGroup) (string, error) {
		out, err := s.ec2.CreateSecurityGroup(ctx, &ec2.CreateSecurityGroupInput{
			Description:       want.Description,
			GroupName:         want.Name,
			VpcId:             want.VpcID,
			TagSpecifications: tagSpec(types.ResourceTypeSecurityGroup, want.TagsAll),
		})
		if err != nil {
			return "", fmt.Errorf("creating Security Group (%s): %w", aws.ToString(want.Name), err)
		}
		id := *out.GroupId
		wait := ec2.NewSecurityGroupExistsWaiter(s.ec2,
			func(o *ec2.SecurityGroupExistsWaiterOptions) { o.MinDelay = pollInterval })
		if err := wait.Wait(ctx, &ec2.DescribeSecurityGroupsInput{GroupIds: []string{id}}, timeout); err != nil {
			return id, fmt.Errorf("waiting for Security Group (%s) create: %w", id, err)
		}
		if err := revokeDefault(ctx, s, id); err != nil {
			return id, err
		}
		return id, setRules(ctx, s, id, &securityGroup{}, want)
	},

	read: readSecurityGroup,

	update: func(ctx context.Context, s *session, id string, now, want *securityGroup) error {
		if err := s.retag(ctx, "Security Group", id, now.tagged, want.tagged); err != nil {
			return err
		}
		return setRules(ctx, s, id, now, want)
	},

	remove: func(ctx context.Context, s *session, id string, last *securityGroup) error {
		if aws.ToBool(last.RevokeRulesOnDelete) {
			now, err := readSecurityGroup(ctx, s, id, last)
			if err != nil || now == nil {
				return err
			}
			if err := setRules(ctx, s, id, now, &securityGroup{}); err != nil {
				return err
			}
		}
		_, err := s.ec2.DeleteSecurityGroup(ctx, &ec2.DeleteSecurityGroupInput{GroupId: aws.String(id)})
		return wrap(err, "deleting Security Group (%s)", id)
	},
}

func readSecurityGroup(ctx context.Context, s *session, id string, prior *securityGroup) (*securityGroup, error) {
	out, err := s.ec2.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{GroupIds: []string{id}})
	if err != nil || len(out.SecurityGroups) == 0 {
		return nil, err
	}
	found := out.SecurityGroups[0]
	return &securityGroup{
		Description: found.Description,
		Egress:      gather(grantsIn(found.IpPermissionsEgress), prior.Egress, id),
		Ingress:     gather(grantsIn(found.IpPermissions), prior.Ingress, id),
		Name:        found.GroupName,
		VpcID:       found.VpcId,
		tagged:      tagMap(found.Tags),
		ARN:         s.arn(aws.ToString(found.OwnerId), "security-group/"+id),
		OwnerID:     found.OwnerId,
	}, nil
}

// revokeDefault takes away the rule that AWS gives a new group, which lets everything out.
func revokeDefault(ctx context.Context, s *session, id string) error {
	_, err := s.ec2.RevokeSecurityGroupEgress(ctx, &ec2.RevokeSecurityGroupEgressInput{
		GroupId: aws.String(id), IpPermissions: []types.IpPermission{{
			IpProtocol: aws.String("-1"), IpRanges: []types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}},
		}},
	})
	if err != nil {
		return fmt.Errorf("revoking default IPv4 egress rule for Security Group (%s): %w", id, err)
	}
	_, err = s.ec2.RevokeSecurityGroupEgress(ctx, &ec2.RevokeSecurityGroupEgressInput{
		GroupId: aws.String(id), IpPermissions: []types.IpPermission{{
			IpProtocol: aws.String("-1"), Ipv6Ranges: []types.Ipv6Range{{CidrIpv6: aws.String("::/0")}},
		}},
	})
	if errorCode(err) == "InvalidPermission.NotFound" || errorCode(err) == "InvalidParameterValue" {
		return nil // a VPC without IPv6 has none
	}
	return wrap(err, "revoking default IPv6 egress rule for Security Group (%s)", id)
}

// setRules revokes before it authorizes: two rules that differ only in their description cannot exist side by side.
func setRules(ctx context.Context, s *session, id string, now, want *securityGroup) error {
	addOut, dropOut := ruleChanges(now.Egress, want.Egress, id)
	addIn, dropIn := ruleChanges(now.Ingress, want.Ingress, id)
	group := aws.String(id)
	for _, step := range []struct {
		rules     []types.IpPermission
		verb, way string
		call      func(rules []types.IpPermission) error
	}{
		{dropIn, "revoking", "ingress", func(rules []types.IpPermission) error {
			in := &ec2.RevokeSecurityGroupIngressInput{GroupId: group, IpPermissions: rules}
			_, err := s.ec2.RevokeSecurityGroupIngress(ctx, in)
			return err
		}},
		{addIn, "authorizing", "ingress", func(rules []types.IpPermission) error {
			in := &ec2.AuthorizeSecurityGroupIngressInput{GroupId: group, IpPermissions: rules}
			_, err := s.ec2.AuthorizeSecurityGroupIngress(ctx, in)
			return err
		}},
		{dropOut, "revoking", "egress", func(rules []types.IpPermission) error {
			in := &ec2.RevokeSecurityGroupEgressInput{GroupId: group, IpPermissions: rules}
			_, err := s.ec2.RevokeSecurityGroupEgress(ctx, in)
			return err
		}},
		{addOut, "authorizing", "egress", func(rules []types.IpPermission) error {
			in := &ec2.AuthorizeSecurityGroupEgressInput{GroupId: group, IpPermissions: rules}
			_, err := s.ec2.AuthorizeSecurityGroupEgress(ctx, in)
			return err
		}},
	} {
		if len(step.rules) == 0 {
			continue
		}
		if err := step.call(step.rules); err != nil {
			return fmt.Errorf("updating Security Group (%s) %s rules: %s Security Group (%s) rules: %w",
				id, step.way, step.verb, step.way, err)
		}
	}
	return nil
}
