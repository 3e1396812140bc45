package gate

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
)

// TestSameTagAgain: moto keeps each of a key's tags, and has no last page of them once they fill one. A gate that read
// on would answer nobody who asks about the table.
func TestSameTagAgain(t *testing.T) {
	t.Parallel()
	s := newScene(t, Options{})
	name, arn, _ := s.table()
	client := s.tables(s.gate.Internet(), bootstrap)
	key, value := "team", "orders"
	for range 25 {
		_, err := client.TagResource(t.Context(), &dynamodb.TagResourceInput{
			ResourceArn: &arn, Tags: []types.Tag{{Key: &key, Value: &value}},
		})
		require.NoError(t, err)
	}
	require.NoError(t, s.get(s.gate.Internet(), bootstrap, name))
}
