package awsstate

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestStorageARN(t *testing.T) {
	t.Parallel()
	const table = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
	assert.Equal(t, table, StorageARN(table))
	assert.Equal(t, table+"/stream/2026-01-01T00:00:00.000/orders", StorageARN(table+"/stream/2026-01-01T00:00:00.000"))
}
