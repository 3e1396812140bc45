package gate

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTagsAreOverwritten sets one tag of a table more often than a page of tags holds. With one tag for each time, the
// gate would read that page for ever, and answer nothing about the table.
func TestTagsAreOverwritten(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	name, arn, _ := h.table()
	client := h.tables(h.gate.Internet(), bootstrap)
	for i := range 12 {
		_, err := client.TagResource(t.Context(), &dynamodb.TagResourceInput{ResourceArn: &arn, Tags: []types.Tag{
			{Key: aws.String("team"), Value: aws.String(strings.Repeat("a", i+1))},
			{Key: aws.String("tier"), Value: aws.String("data")},
		}})
		require.NoError(t, err)
	}
	found, err := client.ListTagsOfResource(t.Context(), &dynamodb.ListTagsOfResourceInput{ResourceArn: &arn})
	require.NoError(t, err)
	assert.Len(t, found.Tags, 2)
	assert.Contains(t, found.Tags, types.Tag{Key: aws.String("team"), Value: aws.String(strings.Repeat("a", 12))})
	require.NoError(t, h.get(h.gate.Internet(), bootstrap, name))
}
