package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudcontrol"
)

// cloudControlResource reads a resource of any type through Cloud Control API.
// Source: terraform-provider-aws, internal/service/cloudcontrol/resource_data_source.go, dataSourceResource.
var cloudControlResource = newFunction("aws:cloudcontrol/getResource:getResource",
	func(ctx context.Context, s *session, args sdk.LookupResourceArgs) (*sdk.LookupResourceResult, error) {
		found, err := s.cloudControl.GetResource(ctx, &cloudcontrol.GetResourceInput{
			Identifier: &args.Identifier, RoleArn: args.RoleArn, TypeName: &args.TypeName, TypeVersionId: args.TypeVersionId,
		})
		if gone := (*types.ResourceNotFoundException)(nil); errors.As(err, &gone) {
			err = errors.New("couldn't find resource")
		}
		if err != nil {
			return nil, fmt.Errorf("reading Cloud Control API (%s) Resource (%s): %w", args.TypeName, args.Identifier, err)
		}
		return &sdk.LookupResourceResult{
			Id: aws.ToString(found.ResourceDescription.Identifier), Identifier: args.Identifier,
			Properties: aws.ToString(found.ResourceDescription.Properties), RoleArn: args.RoleArn,
			TypeName: args.TypeName, TypeVersionId: args.TypeVersionId,
		}, nil
	})
