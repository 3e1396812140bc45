package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/appautoscaling"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// scalableTarget has no tags.
type scalableTarget struct {
	MaxCapacity       *int    `pulumi:"maxCapacity"`
	MinCapacity       *int    `pulumi:"minCapacity"`
	ResourceID        *string `pulumi:"resourceId"`
	RoleARN           *string `pulumi:"roleArn"`
	ScalableDimension *string `pulumi:"scalableDimension"`
	ServiceNamespace  *string `pulumi:"serviceNamespace"`

	ARN *string `pulumi:"arn"`
}

// scalesDynamoDB lists the namespaces that the stand-in can scale.
var scalesDynamoDB = []string{string(types.ServiceNamespaceDynamodb)}

var scalableTargets = resourceType[scalableTarget]{
	official: contract.ResourceOf[sdk.TargetArgs, sdk.Target]("aws:appautoscaling/target:Target"),
	// Source: terraform-provider-aws, internal/service/appautoscaling/target.go, resourceTarget. Its id is the scaled
	// resource's, so the targets for reads and for writes have the same id.
	traits: contract.Traits{
		"resourceId":        {Replace: true},
		"roleArn":           {Shared: true},
		"scalableDimension": {Replace: true},
		"serviceNamespace":  {Replace: true, Valid: contract.OneOf(scalesDynamoDB...)},
	},
	gone: []string{"ObjectNotFoundException"},

	create: func(ctx context.Context, s *session, want *scalableTarget) (string, error) {
		if err := register(ctx, s, want); err != nil {
			return "", fmt.Errorf("creating Application AutoScaling Target (%s): %w", aws.ToString(want.ResourceID), err)
		}
		return *want.ResourceID, nil
	},

	importID: func(_ context.Context, _ *session, words string, prior *scalableTarget) (string, error) {
		parts := strings.Split(words, "/")
		if len(parts) < 4 {
			return "", fmt.Errorf("unexpected format (%q), expected "+
				"<service-namespace>/<resource-id>/<scalable-dimension>", words)
		}
		last := len(parts) - 1
		prior.ServiceNamespace, prior.ScalableDimension = &parts[0], &parts[last]
		return strings.Join(parts[1:last], "/"), nil
	},

	read: readTarget,

	update: func(ctx context.Context, s *session, id string, now, want *scalableTarget) error {
		if !differ(now.MaxCapacity, want.MaxCapacity) && !differ(now.MinCapacity, want.MinCapacity) &&
			!differ(now.RoleARN, want.RoleARN) {
			return nil
		}
		return wrap(register(ctx, s, want), "updating Application AutoScaling Target (%s)", id)
	},

	// Read it first: the emulator rejects the deletion of a target that is gone as invalid.
	remove: func(ctx context.Context, s *session, id string, last *scalableTarget) error {
		found, err := readTarget(ctx, s, id, last)
		if err != nil || found == nil {
			return wrap(err, "reading Application AutoScaling Target (%s)", id)
		}
		_, err = s.scaling.DeregisterScalableTarget(ctx, &scaling.DeregisterScalableTargetInput{
			ResourceId:        found.ResourceID,
			ScalableDimension: types.ScalableDimension(aws.ToString(found.ScalableDimension)),
			ServiceNamespace:  types.ServiceNamespace(aws.ToString(found.ServiceNamespace)),
		})
		return wrap(err, "deleting Application AutoScaling Target (%s)", id)
	},
}

// register creates or changes a target.
func register(ctx context.Context, s *session, want *scalableTarget) error {
	_, err := s.scaling.RegisterScalableTarget(ctx, &scaling.RegisterScalableTargetInput{
		MaxCapacity:       aws.Int32(int32(aws.ToInt(want.MaxCapacity))), //nolint:gosec // AWS refuses what does not fit
		MinCapacity:       aws.Int32(int32(aws.ToInt(want.MinCapacity))), //nolint:gosec // likewise
		ResourceId:        want.ResourceID,
		RoleARN:           roleOf(want),
		ScalableDimension: types.ScalableDimension(aws.ToString(want.ScalableDimension)),
		ServiceNamespace:  types.ServiceNamespace(aws.ToString(want.ServiceNamespace)),
	})
	return err
}

func readTarget(ctx context.Context, s *session, id string, prior *scalableTarget) (*scalableTarget, error) {
	if prior.ServiceNamespace == nil || prior.ScalableDimension == nil {
		return nil, nil
	}
	out, err := s.scaling.DescribeScalableTargets(ctx, &scaling.DescribeScalableTargetsInput{
		ResourceIds:       []string{id},
		ScalableDimension: types.ScalableDimension(*prior.ScalableDimension),
		ServiceNamespace:  types.ServiceNamespace(*prior.ServiceNamespace),
	})
	if err != nil || len(out.ScalableTargets) == 0 {
		return nil, err
	}
	found := out.ScalableTargets[0]
	return &scalableTarget{
		MaxCapacity:       aws.Int(int(aws.ToInt32(found.MaxCapacity))),
		MinCapacity:       aws.Int(int(aws.ToInt32(found.MinCapacity))),
		ResourceID:        found.ResourceId,
		RoleARN:           aws.String(aws.ToString(found.RoleARN)),
		ScalableDimension: aws.String(string(found.ScalableDimension)),
		ServiceNamespace:  aws.String(string(found.ServiceNamespace)),
		ARN:               found.ScalableTargetARN,
	}, nil
}

// roleOf returns nil for the role that AWS chooses.
func roleOf(t *scalableTarget) *string {
	if aws.ToString(t.RoleARN) == "" {
		return nil
	}
	return t.RoleARN
}
