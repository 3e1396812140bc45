package main

import (
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/appautoscaling"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

type scalingPolicy struct {
	Name              *string         `pulumi:"name"`
	PolicyType        *string         `pulumi:"policyType"`
	ResourceID        *string         `pulumi:"resourceId"`
	ScalableDimension *string         `pulumi:"scalableDimension"`
	ServiceNamespace  *string         `pulumi:"serviceNamespace"`
	Tracking          *targetTracking `pulumi:"targetTrackingScalingPolicyConfiguration"`

	AlarmARNs []string `pulumi:"alarmArns"`
	ARN       *string  `pulumi:"arn"`
}

// targetTracking is the official type without customized metrics.
type targetTracking struct {
	DisableScaleIn   *bool             `pulumi:"disableScaleIn"`
	PredefinedMetric *predefinedMetric `pulumi:"predefinedMetricSpecification"`
	ScaleInCooldown  *int32            `pulumi:"scaleInCooldown"`
	ScaleOutCooldown *int32            `pulumi:"scaleOutCooldown"`
	TargetValue      float64           `pulumi:"targetValue"`
}

type predefinedMetric struct {
	Type  string  `pulumi:"predefinedMetricType"`
	Label *string `pulumi:"resourceLabel"`
}

var scalingPolicies = resourceType[scalingPolicy]{
	official: contract.ResourceOf[sdk.PolicyArgs, sdk.Policy]("aws:appautoscaling/policy:Policy"),
	// Source: terraform-provider-aws, internal/service/appautoscaling/policy.go, resourcePolicy. Its id is its name, which
	// policies of other resources may have too.
	traits: contract.Traits{
		"name": {Replace: true},
		"policyType": {
			Default: string(types.PolicyTypeStepScaling),
			Valid:   contract.OneOf("StepScaling", "TargetTrackingScaling", "PredictiveScaling"),
		},
		"resourceId":        {Replace: true},
		"scalableDimension": {Replace: true},
		"serviceNamespace":  {Replace: true, Valid: contract.OneOf(scalesDynamoDB...)},
	},
	autoName: "name",
	gone:     []string{"ObjectNotFoundException"},

	create: func(ctx context.Context, s *session, want *scalingPolicy) (string, error) {
		if err := putScaling(ctx, s, want); err != nil {
			return "", err
		}
		return *want.Name, nil
	},

	read: func(ctx context.Context, s *session, id string, prior *scalingPolicy) (*scalingPolicy, error) {
		found, err := findScalingPolicy(ctx, s, id, prior)
		if err != nil || found == nil {
			return nil, err
		}
		p := &scalingPolicy{
			Name:              found.PolicyName,
			PolicyType:        aws.String(string(found.PolicyType)),
			ResourceID:        found.ResourceId,
			ScalableDimension: aws.String(string(found.ScalableDimension)),
			ServiceNamespace:  aws.String(string(found.ServiceNamespace)),
			Tracking:          trackingOf(found.TargetTrackingScalingPolicyConfiguration),
			AlarmARNs:         []string{},
			ARN:               found.PolicyARN,
		}
		for _, a := range found.Alarms {
			p.AlarmARNs = append(p.AlarmARNs, aws.ToString(a.AlarmARN))
		}
		return p, nil
	},

	update: func(ctx context.Context, s *session, _ string, _, want *scalingPolicy) error {
		return putScaling(ctx, s, want)
	},

	// Read it first: the emulator rejects the deletion of a policy that is gone as invalid.
	remove: func(ctx context.Context, s *session, id string, last *scalingPolicy) error {
		found, err := findScalingPolicy(ctx, s, id, last)
		if err != nil || found == nil {
			return wrap(err, "reading Application Auto Scaling Scaling Policy (%s)", id)
		}
		_, err = s.scaling.DeleteScalingPolicy(ctx, &scaling.DeleteScalingPolicyInput{
			PolicyName: found.PolicyName, ResourceId: found.ResourceId,
			ScalableDimension: found.ScalableDimension, ServiceNamespace: found.ServiceNamespace,
		})
		return wrap(err, "deleting Application Auto Scaling Scaling Policy (%s)", id)
	},
}

var errStepScaling = errors.New("policyType must be TargetTrackingScaling: without it the official provider makes a " +
	"policy of the type StepScaling, which the stand-in for local AWS does not implement")

// putScaling creates or changes a policy.
func putScaling(ctx context.Context, s *session, want *scalingPolicy) error {
	if *want.PolicyType != string(types.PolicyTypeTargetTrackingScaling) {
		return errStepScaling
	}
	in := &scaling.PutScalingPolicyInput{
		PolicyName:        want.Name,
		PolicyType:        types.PolicyType(*want.PolicyType),
		ResourceId:        want.ResourceID,
		ScalableDimension: types.ScalableDimension(aws.ToString(want.ScalableDimension)),
		ServiceNamespace:  types.ServiceNamespace(aws.ToString(want.ServiceNamespace)),
	}
	if t := want.Tracking; t != nil {
		in.TargetTrackingScalingPolicyConfiguration = &types.TargetTrackingScalingPolicyConfiguration{
			DisableScaleIn:   aws.Bool(aws.ToBool(t.DisableScaleIn)),
			ScaleInCooldown:  t.ScaleInCooldown,
			ScaleOutCooldown: t.ScaleOutCooldown,
			TargetValue:      aws.Float64(t.TargetValue),
		}
		if m := t.PredefinedMetric; m != nil {
			in.TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification = &types.PredefinedMetricSpecification{
				PredefinedMetricType: types.MetricType(m.Type), ResourceLabel: m.Label,
			}
		}
	}
	_, err := s.scaling.PutScalingPolicy(ctx, in)
	return wrap(err, "putting Application Auto Scaling Scaling Policy (%s)", aws.ToString(want.Name))
}

func trackingOf(t *types.TargetTrackingScalingPolicyConfiguration) *targetTracking {
	if t == nil {
		return nil
	}
	out := &targetTracking{
		DisableScaleIn: aws.Bool(aws.ToBool(t.DisableScaleIn)), TargetValue: aws.ToFloat64(t.TargetValue),
		ScaleInCooldown: t.ScaleInCooldown, ScaleOutCooldown: t.ScaleOutCooldown,
	}
	if m := t.PredefinedMetricSpecification; m != nil {
		out.PredefinedMetric = &predefinedMetric{Type: string(m.PredefinedMetricType), Label: m.ResourceLabel}
	}
	return out
}

// findScalingPolicy also compares the name: the emulator lists every policy of the resource.
func findScalingPolicy(ctx context.Context, s *session, name string, last *scalingPolicy) (
	*types.ScalingPolicy, error,
) {
	if last.ServiceNamespace == nil {
		return nil, nil
	}
	pages := scaling.NewDescribeScalingPoliciesPaginator(s.scaling, &scaling.DescribeScalingPoliciesInput{
		PolicyNames:       []string{name},
		ResourceId:        last.ResourceID,
		ScalableDimension: types.ScalableDimension(aws.ToString(last.ScalableDimension)),
		ServiceNamespace:  types.ServiceNamespace(*last.ServiceNamespace),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(page.ScalingPolicies, func(p types.ScalingPolicy) bool {
			return aws.ToString(p.PolicyName) == name && aws.ToString(p.ResourceId) == aws.ToString(last.ResourceID)
		})
		if at >= 0 {
			return &page.ScalingPolicies[at], nil
		}
	}
	return nil, nil
}
