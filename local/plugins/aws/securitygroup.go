package main

import (
	"context"

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
		"egress":              {Set: true, Shared: true},
		"ingress":             {Set: true, Shared: true},
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
			return "", err
		}
		id := *out.GroupId
		wait := ec2.NewSecurityGroupExistsWaiter(s.ec2,
			func(o *ec2.SecurityGroupExistsWaiterOptions) { o.MinDelay = pollInterval })
		if err := wait.Wait(ctx, &ec2.DescribeSecurityGroupsInput{GroupIds: []string{id}}, timeout); err != nil {
			return id, err
		}
		// AWS gives a new group a rule that lets everything out. The official provider removes it, so that a group has only
		// the rules of the program.
		now, err := readSecurityGroup(ctx, s, id, &securityGroup{})
		if err != nil || now == nil {
			return id, err
		}
		if err := setRules(ctx, s, id, now, &securityGroup{}); err != nil {
			return id, err
		}
		return id, setRules(ctx, s, id, &securityGroup{}, want)
	},

	read: readSecurityGroup,

	update: func(ctx context.Context, s *session, id string, now, want *securityGroup) error {
		if err := s.retag(ctx, id, now.tagged, want.tagged); err != nil {
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
		return err
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

// setRules revokes before it authorizes: two rules that differ only in their description cannot exist side by side.
func setRules(ctx context.Context, s *session, id string, now, want *securityGroup) error {
	addOut, dropOut := ruleChanges(now.Egress, want.Egress, id)
	addIn, dropIn := ruleChanges(now.Ingress, want.Ingress, id)
	group := aws.String(id)
	if len(dropOut) > 0 {
		if _, err := s.ec2.RevokeSecurityGroupEgress(ctx, &ec2.RevokeSecurityGroupEgressInput{
			GroupId: group, IpPermissions: dropOut,
		}); err != nil {
			return err
		}
	}
	if len(dropIn) > 0 {
		if _, err := s.ec2.RevokeSecurityGroupIngress(ctx, &ec2.RevokeSecurityGroupIngressInput{
			GroupId: group, IpPermissions: dropIn,
		}); err != nil {
			return err
		}
	}
	if len(addOut) > 0 {
		if _, err := s.ec2.AuthorizeSecurityGroupEgress(ctx, &ec2.AuthorizeSecurityGroupEgressInput{
			GroupId: group, IpPermissions: addOut,
		}); err != nil {
			return err
		}
	}
	if len(addIn) > 0 {
		if _, err := s.ec2.AuthorizeSecurityGroupIngress(ctx, &ec2.AuthorizeSecurityGroupIngressInput{
			GroupId: group, IpPermissions: addIn,
		}); err != nil {
			return err
		}
	}
	return nil
}
