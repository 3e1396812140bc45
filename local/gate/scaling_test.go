package gate

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestScalingPasses: a request to Application Auto Scaling names DynamoDB in its body, and is none of DynamoDB's.
func TestScalingPasses(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	name, _, _ := h.table()
	client := scaling.NewFromConfig(configOf(h.gate.Internet(), bootstrap))
	resource := "table/" + name
	_, err := client.RegisterScalableTarget(t.Context(), &scaling.RegisterScalableTargetInput{
		ServiceNamespace: types.ServiceNamespaceDynamodb, ResourceId: &resource,
		ScalableDimension: types.ScalableDimensionDynamoDBTableReadCapacityUnits,
		MinCapacity:       aws.Int32(1), MaxCapacity: aws.Int32(10),
	})
	require.NoError(t, err)
	found, err := client.DescribeScalableTargets(t.Context(), &scaling.DescribeScalableTargetsInput{
		ServiceNamespace: types.ServiceNamespaceDynamodb, ResourceIds: []string{resource},
	})
	require.NoError(t, err)
	assert.Len(t, found.ScalableTargets, 1)
}
