package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
)

// sessionContext finds the role of a session, whose ARN leaves out the role's path. Any other ARN is its own issuer.
// Source: terraform-provider-aws, internal/service/iam/session_context_data_source.go.
var sessionContext = newFunction("aws:iam/getSessionContext:getSessionContext",
	func(ctx context.Context, s *session, args sdk.GetSessionContextArgs) (*sdk.GetSessionContextResult, error) {
		result := &sdk.GetSessionContextResult{Arn: args.Arn, Id: args.Arn, IssuerArn: args.Arn}
		_, path, assumed := strings.Cut(args.Arn, ":assumed-role/")
		if !assumed {
			return result, nil
		}
		name, session, found := strings.Cut(path, "/")
		if !found {
			return nil, fmt.Errorf("%q is not the ARN of a session", args.Arn)
		}
		role, err := s.iam.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(name)})
		if err != nil {
			return nil, fmt.Errorf("get role %s: %w", name, err)
		}
		result.IssuerArn, result.IssuerId = aws.ToString(role.Role.Arn), aws.ToString(role.Role.RoleId)
		result.IssuerName, result.SessionName = name, session
		return result, nil
	}, "id")
