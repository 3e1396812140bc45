package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/organizations"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

type organizationsPolicy struct {
	Content     *string `pulumi:"content"`
	Description *string `pulumi:"description"`
	Name        *string `pulumi:"name"`
	Type        *string `pulumi:"type"`
	tagged

	ARN *string `pulumi:"arn"`
}

// noOrganizationsPolicy is the error code for a policy that does not exist.
const noOrganizationsPolicy = "PolicyNotFoundException"

var organizationsPolicies = resourceType[organizationsPolicy]{
	official: contract.ResourceOf[sdk.PolicyArgs, sdk.Policy]("aws:organizations/policy:Policy"),
	// Source: terraform-provider-aws, internal/service/organizations/policy.go, resourcePolicy.
	traits: contract.Traits{
		"content": {Policy: true, Valid: contract.JSON},
		"type": {
			Replace: true, Default: string(types.PolicyTypeServiceControlPolicy),
			Valid: contract.OneOf("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY", "TAG_POLICY", "BACKUP_POLICY",
				"AISERVICES_OPT_OUT_POLICY", "CHATBOT_POLICY", "DECLARATIVE_POLICY_EC2", "SECURITYHUB_POLICY",
				"INSPECTOR_POLICY", "UPGRADE_ROLLOUT_POLICY", "BEDROCK_POLICY", "S3_POLICY", "NETWORK_SECURITY_DIRECTOR_POLICY"),
		},
	},
	autoName: "name",
	gone:     []string{noOrganizationsPolicy},

	create: func(ctx context.Context, s *session, want *organizationsPolicy) (string, error) {
		out, err := s.organizations.CreatePolicy(ctx, &organizations.CreatePolicyInput{
			Content:     want.Content,
			Description: aws.String(aws.ToString(want.Description)),
			Name:        want.Name,
			Type:        types.PolicyType(*want.Type),
			Tags:        organizationsTags(want.TagsAll),
		})
		if err != nil {
			return "", fmt.Errorf("creating Organizations Policy (%s): %w", aws.ToString(want.Name), err)
		}
		return *out.Policy.PolicySummary.Id, nil
	},

	read: func(ctx context.Context, s *session, id string, _ *organizationsPolicy) (*organizationsPolicy, error) {
		out, err := s.organizations.DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: &id})
		if err != nil {
			return nil, err
		}
		summary := out.Policy.PolicySummary
		found := &organizationsPolicy{
			Content: out.Policy.Content, Name: summary.Name, ARN: summary.Arn, Type: aws.String(string(summary.Type)),
		}
		if aws.ToString(summary.Description) != "" {
			found.Description = summary.Description
		}
		tags, err := s.organizations.ListTagsForResource(ctx,
			&organizations.ListTagsForResourceInput{ResourceId: &id})
		if err != nil {
			return nil, err
		}
		found.TagsAll = map[string]string{}
		for _, tag := range tags.Tags {
			if !isAWSTag(*tag.Key) {
				found.TagsAll[*tag.Key] = *tag.Value
			}
		}
		return found, nil
	},

	update: func(ctx context.Context, s *session, id string, now, want *organizationsPolicy) error {
		if err := s.retagPolicy(ctx, id, now.tagged, want.tagged); err != nil {
			return err
		}
		in := &organizations.UpdatePolicyInput{PolicyId: &id}
		if differ(now.Content, want.Content) {
			in.Content = want.Content
		}
		if differ(now.Description, want.Description) {
			in.Description = aws.String(aws.ToString(want.Description))
		}
		if differ(now.Name, want.Name) {
			in.Name = want.Name
		}
		if in.Content == nil && in.Description == nil && in.Name == nil {
			return nil
		}
		_, err := s.organizations.UpdatePolicy(ctx, in)
		return wrap(err, "updating Organizations Policy (%s)", id)
	},

	remove: func(ctx context.Context, s *session, id string, _ *organizationsPolicy) error {
		_, err := s.organizations.DeletePolicy(ctx, &organizations.DeletePolicyInput{PolicyId: &id})
		return wrap(err, "deleting Organizations Policy (%s)", id)
	},
}

func (s *session) retagPolicy(ctx context.Context, id string, now, want tagged) error {
	set, remove := tagChanges(now.TagsAll, want.TagsAll)
	if len(set) > 0 {
		if _, err := s.organizations.TagResource(ctx, &organizations.TagResourceInput{
			ResourceId: &id, Tags: organizationsTags(set),
		}); err != nil {
			return err
		}
	}
	if len(remove) == 0 {
		return nil
	}
	_, err := s.organizations.UntagResource(ctx,
		&organizations.UntagResourceInput{ResourceId: &id, TagKeys: remove})
	return err
}

func organizationsTags(tags map[string]string) []types.Tag {
	var list []types.Tag
	for key, value := range tags {
		list = append(list, types.Tag{Key: aws.String(key), Value: aws.String(value)})
	}
	return list
}
