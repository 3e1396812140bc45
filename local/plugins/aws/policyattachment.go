package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/organizations"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/organizations"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

type policyAttachment struct {
	PolicyID *string `pulumi:"policyId"`
	TargetID *string `pulumi:"targetId"`
}

var policyAttachments = resourceType[policyAttachment]{
	official: contract.ResourceOf[sdk.PolicyAttachmentArgs, sdk.PolicyAttachment](
		"aws:organizations/policyAttachment:PolicyAttachment"),
	// Source: terraform-provider-aws, internal/service/organizations/policy_attachment.go, resourcePolicyAttachment.
	traits: contract.Traits{"policyId": {Replace: true}, "targetId": {Replace: true}},
	gone:   []string{noOrganizationsPolicy, "PolicyNotAttachedException", "TargetNotFoundException"},

	create: func(ctx context.Context, s *session, want *policyAttachment) (string, error) {
		_, err := s.organizations.AttachPolicy(ctx,
			&organizations.AttachPolicyInput{PolicyId: want.PolicyID, TargetId: want.TargetID})
		if err != nil {
			return "", fmt.Errorf("creating Organizations Policy Attachment (%s:%s): %w", *want.TargetID, *want.PolicyID, err)
		}
		return *want.TargetID + ":" + *want.PolicyID, nil
	},

	read: func(ctx context.Context, s *session, id string, _ *policyAttachment) (*policyAttachment, error) {
		target, policy, ok := strings.Cut(id, ":")
		if !ok {
			return nil, fmt.Errorf("%q is not of the form TARGET:POLICY", id)
		}
		pages := organizations.NewListTargetsForPolicyPaginator(s.organizations,
			&organizations.ListTargetsForPolicyInput{PolicyId: &policy})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, found := range page.Targets {
				if *found.TargetId == target {
					return &policyAttachment{PolicyID: &policy, TargetID: &target}, nil
				}
			}
		}
		return nil, nil
	},

	update: func(context.Context, *session, string, *policyAttachment, *policyAttachment) error {
		return nil // every change replaces it
	},

	remove: func(ctx context.Context, s *session, id string, last *policyAttachment) error {
		_, err := s.organizations.DetachPolicy(ctx,
			&organizations.DetachPolicyInput{PolicyId: last.PolicyID, TargetId: last.TargetID})
		return wrap(err, "deleting Organizations Policy Attachment (%s)", id)
	},
}
