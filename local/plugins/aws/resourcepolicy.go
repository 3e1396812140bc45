package main

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

type resourcePolicy struct {
	ConfirmRemoveSelfResourceAccess *bool   `pulumi:"confirmRemoveSelfResourceAccess"`
	Policy                          *string `pulumi:"policy"`
	ResourceARN                     *string `pulumi:"resourceArn"`

	RevisionID *string `pulumi:"revisionId"`
}

// noPolicy lists the error codes for a table without a policy, and for a table that does not exist.
var noPolicy = []string{"PolicyNotFoundException", "ResourceNotFoundException"}

var resourcePolicies = resourceType[resourcePolicy]{
	official: contract.ResourceOf[sdk.ResourcePolicyArgs, sdk.ResourcePolicy](
		"aws:dynamodb/resourcePolicy:ResourcePolicy"),
	// Source: terraform-provider-aws, internal/service/dynamodb/resource_policy.go, resourceResourcePolicy.
	traits: contract.Traits{
		"confirmRemoveSelfResourceAccess": {WriteOnly: true, Unset: false},
		"policy":                          {Policy: true},
		"resourceArn":                     {Replace: true},
	},
	recomputes: map[string][]string{"policy": {"revisionId"}},
	framework:  true,
	gone:       noPolicy,

	create: func(ctx context.Context, s *session, want *resourcePolicy) (string, error) {
		if err := putPolicy(ctx, s, want); err != nil {
			return "", err
		}
		return *want.ResourceARN, waitForPolicy(ctx, s, *want.ResourceARN)
	},

	read: func(ctx context.Context, s *session, id string, _ *resourcePolicy) (*resourcePolicy, error) {
		out, err := s.dynamodb.GetResourcePolicy(ctx, &dynamodb.GetResourcePolicyInput{ResourceArn: aws.String(id)})
		if err != nil {
			return nil, err
		}
		return &resourcePolicy{Policy: out.Policy, ResourceARN: aws.String(id), RevisionID: out.RevisionId}, nil
	},

	update: func(ctx context.Context, s *session, id string, _, want *resourcePolicy) error {
		want.ResourceARN = aws.String(id)
		return putPolicy(ctx, s, want)
	},

	remove: func(ctx context.Context, s *session, id string, _ *resourcePolicy) error {
		_, err := s.dynamodb.DeleteResourcePolicy(ctx,
			&dynamodb.DeleteResourcePolicyInput{ResourceArn: aws.String(id)})
		return err
	},
}

func putPolicy(ctx context.Context, s *session, want *resourcePolicy) error {
	out, err := s.dynamodb.PutResourcePolicy(ctx, &dynamodb.PutResourcePolicyInput{
		ConfirmRemoveSelfResourceAccess: aws.ToBool(want.ConfirmRemoveSelfResourceAccess),
		Policy:                          want.Policy,
		ResourceArn:                     want.ResourceARN,
	})
	if err != nil {
		return err
	}
	want.RevisionID = out.RevisionId
	return nil
}

// waitForPolicy waits until AWS returns the policy that it was given, which takes some seconds.
func waitForPolicy(ctx context.Context, s *session, arn string) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	for {
		_, err := s.dynamodb.GetResourcePolicy(ctx, &dynamodb.GetResourcePolicyInput{ResourceArn: aws.String(arn)})
		if err == nil || errorCode(err) != "PolicyNotFoundException" {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the policy of %s: %w", arn, ctx.Err())
		case <-time.After(pollInterval):
		}
	}
}
