package awsstate

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
)

// ScalableTarget is a table or an index whose capacity Application Auto Scaling changes.
type ScalableTarget struct{ ARN, Resource, Dimension string }

// ScalableTargets lists the scalable targets of DynamoDB in an account and a Region.
func (s *State) ScalableTargets(ctx context.Context, account, region string) ([]ScalableTarget, error) {
	var targets []ScalableTarget
	client := scaling.NewFromConfig(s.clientConfig(account, region))
	pages := scaling.NewDescribeScalableTargetsPaginator(client, &scaling.DescribeScalableTargetsInput{
		ServiceNamespace: types.ServiceNamespaceDynamodb,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list scalable targets: %w", err)
		}
		for _, t := range page.ScalableTargets {
			targets = append(targets,
				ScalableTarget{aws.ToString(t.ScalableTargetARN), aws.ToString(t.ResourceId), string(t.ScalableDimension)})
		}
	}
	return targets, nil
}
