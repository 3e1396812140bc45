package gate

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestScalingTags: an ordinary provider lists the tags of a scalable target whenever it reads one. moto cannot.
func TestScalingTags(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	name, _, _ := h.table()
	client := scaling.NewFromConfig(configOf(h.gate.Internet(), bootstrap))
	register := func(dimension types.ScalableDimension, tags map[string]string) *string {
		made, err := client.RegisterScalableTarget(t.Context(), &scaling.RegisterScalableTargetInput{
			ServiceNamespace: types.ServiceNamespaceDynamodb, ResourceId: aws.String("table/" + name),
			ScalableDimension: dimension, MinCapacity: aws.Int32(1), MaxCapacity: aws.Int32(10), Tags: tags,
		})
		require.NoError(t, err)
		return made.ScalableTargetARN
	}
	list := func(arn *string) map[string]string {
		found, err := client.ListTagsForResource(t.Context(), &scaling.ListTagsForResourceInput{ResourceARN: arn})
		require.NoError(t, err)
		return found.Tags
	}
	plain := register(types.ScalableDimensionDynamoDBTableReadCapacityUnits, nil)
	assert.Empty(t, list(plain))
	tagged := register(types.ScalableDimensionDynamoDBTableWriteCapacityUnits, map[string]string{"team": "a"})
	assert.Equal(t, map[string]string{"team": "a"}, list(tagged))
	assert.Empty(t, list(plain), "another dimension is another target")
	_, err := client.TagResource(t.Context(), &scaling.TagResourceInput{
		ResourceARN: tagged, Tags: map[string]string{"team": "b", "tier": "data"},
	})
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"team": "b", "tier": "data"}, list(tagged))
	_, err = client.UntagResource(t.Context(), &scaling.UntagResourceInput{ResourceARN: tagged, TagKeys: []string{"tier"}})
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"team": "b"}, list(tagged))
	_, err = client.ListTagsForResource(t.Context(), &scaling.ListTagsForResourceInput{ResourceARN: aws.String(*plain + "x")})
	h.refused(err, "ResourceNotFoundException", *plain+"x")
}
