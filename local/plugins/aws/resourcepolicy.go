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
		"confirmRemoveSelfResourceAccess": {WriteOnly: true, Unset: false, Planned: false},
		"policy":                          {Policy: true, Valid: frameworkPolicy},
		"resourceArn":                     {Replace: true, Valid: frameworkARN},
	},
	recomputes: map[string][]string{"policy": {"revisionId"}, "resourceArn": {"revisionId"}},
	framework:  true,
	gone:       noPolicy,

	create: func(ctx context.Context, s *session, want *resourcePolicy) (string, error) {
		arn := *want.ResourceARN
		if err := putPolicy(ctx, s, want); err != nil {
			return "", fmt.Errorf("creating DynamoDB Resource Policy (%s): %w", arn, err)
		}
		return arn, wrap(waitForPolicy(ctx, s, arn), "waiting for DynamoDB Resource Policy (%s) create", arn)
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
		return wrap(putPolicy(ctx, s, want), "updating DynamoDB Resource Policy (%s)", id)
	},

	remove: func(ctx context.Context, s *session, id string, _ *resourcePolicy) error {
		_, err := s.dynamodb.DeleteResourcePolicy(ctx,
			&dynamodb.DeleteResourcePolicyInput{ResourceArn: aws.String(id)})
		return wrap(err, "deleting DynamoDB Resource Policy (%s)", id)
	},
}

// frameworkARN and frameworkPolicy have the words of Terraform's plugin framework.
func frameworkARN(_ string, value any) string {
	if contract.ARN("", value) == "" {
		return ""
	}
	return fmt.Sprintf("Invalid ARN Value. The provided value cannot be parsed as an ARN.\n\n"+
		"Path: resource_arn\nValue: %v", value)
}

func frameworkPolicy(_ string, value any) string {
	if contract.JSON("", value) == "" {
		return ""
	}
	return fmt.Sprintf("Invalid IAM Policy Value. The provided value is not valid JSON string format (RFC 7159).\n\n"+
		"Path: policy\nValue: %v", value)
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
