package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
)

var scalingLives = []life{
	{
		name: "scalable target", kind: "aws:appautoscaling/target:Target",
		program: func(w *world) inputs {
			return inputs{
				"serviceNamespace": "dynamodb", "resourceId": "table/" + w.table("scaled", provisionedTable).id,
				"scalableDimension": "dynamodb:table:ReadCapacityUnits", "minCapacity": 1, "maxCapacity": 10,
			}
		},
		unknown: []string{"arn", "roleArn"},
		change:  inputs{"maxCapacity": 40},
		replace: inputs{"resourceId": "table/other", "scalableDimension": "dynamodb:table:WriteCapacityUnits"},
		meddle: func(ctx context.Context, w *world, l *live) error {
			_, err := w.scaling.RegisterScalableTarget(ctx, &scaling.RegisterScalableTargetInput{
				ServiceNamespace: "dynamodb", ResourceId: aws.String(l.id),
				ScalableDimension: "dynamodb:table:ReadCapacityUnits", MinCapacity: aws.Int32(5), MaxCapacity: aws.Int32(40),
			})
			return err
		},
		drift: []string{"minCapacity"}, noImport: true,
	},
	{
		name: "scaling policy", kind: "aws:appautoscaling/policy:Policy",
		program: func(w *world) inputs {
			target := w.up("aws:appautoscaling/target:Target", "reads", inputs{
				"serviceNamespace": "dynamodb", "resourceId": "table/" + w.table("scaled", provisionedTable).id + "/index/g",
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
		meddle: func(ctx context.Context, w *world, l *live) error {
			return putScaling(ctx, w.session, &scalingPolicy{
				Name: aws.String(l.id), PolicyType: aws.String("TargetTrackingScaling"),
				ResourceID: aws.String(l.out("resourceId")), ServiceNamespace: aws.String("dynamodb"),
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
