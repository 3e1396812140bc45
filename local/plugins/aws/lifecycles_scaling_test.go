package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
)

var scalingLifecycles = []lifecycle{
	{
		name: "scalable target", token: "aws:appautoscaling/target:Target",
		program: func(h *harness) inputs {
			return inputs{
				"serviceNamespace": "dynamodb", "resourceId": "table/" + h.table("scaled", provisionedTable).id,
				"scalableDimension": "dynamodb:table:ReadCapacityUnits", "minCapacity": 1, "maxCapacity": 10,
			}
		},
		unknown: []string{"arn", "roleArn"},
		change:  inputs{"maxCapacity": 40},
		replace: inputs{"resourceId": "table/other", "scalableDimension": "dynamodb:table:WriteCapacityUnits"},
		changeOutside: func(ctx context.Context, h *harness, d *deployed) error {
			_, err := h.scaling.RegisterScalableTarget(ctx, &scaling.RegisterScalableTargetInput{
				ServiceNamespace: "dynamodb", ResourceId: aws.String(d.id),
				ScalableDimension: "dynamodb:table:ReadCapacityUnits", MinCapacity: aws.Int32(5), MaxCapacity: aws.Int32(40),
			})
			return err
		},
		drift: []string{"minCapacity"}, noImport: true,
	},
	{
		name: "scaling policy", token: "aws:appautoscaling/policy:Policy",
		program: func(h *harness) inputs {
			target := h.up("aws:appautoscaling/target:Target", "reads", inputs{
				"serviceNamespace": "dynamodb", "resourceId": "table/" + h.table("scaled", provisionedTable).id + "/index/g",
				"scalableDimension": "dynamodb:index:ReadCapacityUnits", "minCapacity": 1, "maxCapacity": 10,
			})
			return inputs{
				"serviceNamespace": "dynamodb", "resourceId": target.id,
				"scalableDimension": "dynamodb:index:ReadCapacityUnits", "policyType": "TargetTrackingScaling",
				"targetTrackingScalingPolicyConfiguration": inputs{
					"predefinedMetricSpecification": inputs{"predefinedMetricType": "DynamoDBReadCapacityUtilization"},
					"targetValue":                   70,
				},
			}
		},
		unknown: []string{"arn", "alarmArns"},
		change: inputs{"targetTrackingScalingPolicyConfiguration": inputs{
			"predefinedMetricSpecification": inputs{"predefinedMetricType": "DynamoDBReadCapacityUtilization"},
			"targetValue":                   52.5, "scaleInCooldown": 60, "scaleOutCooldown": 30, "disableScaleIn": true,
		}},
		replace: inputs{"name": "other", "resourceId": "table/other"},
		changeOutside: func(ctx context.Context, h *harness, d *deployed) error {
			return putScaling(ctx, h.session, &scalingPolicy{
				Name: aws.String(d.id), PolicyType: aws.String("TargetTrackingScaling"),
				ResourceID: aws.String(d.out("resourceId")), ServiceNamespace: aws.String("dynamodb"),
				ScalableDimension: aws.String("dynamodb:index:ReadCapacityUnits"),
				Tracking: &targetTracking{
					TargetValue:      90,
					PredefinedMetric: &predefinedMetric{Type: "DynamoDBReadCapacityUtilization"},
				},
			})
		},
		drift: []string{"targetTrackingScalingPolicyConfiguration"}, noImport: true,
	},
}

var provisionedTable = inputs{
	"billingMode": "PROVISIONED", "readCapacity": 2, "writeCapacity": 2, "globalSecondaryIndexes": []any{inputs{
		"name": "g", "hashKey": "pk", "projectionType": "ALL", "readCapacity": 2, "writeCapacity": 2,
	}},
}
