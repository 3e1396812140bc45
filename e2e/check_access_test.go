package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestCheckAccess evaluates policies in a program. Nothing is deployed, and AWS is not called.
func TestCheckAccess(t *testing.T) {
	t.Parallel()
	outputs, _ := deploy(t, examples+"yaml/check-access", nil).up(t)
	assert.Equal(t, map[string]any{
		"fromTheInternet": "dynamodb:GetItem is explicitly denied by statement DenyDataOutside of resource policy " +
			`"resourcePolicy"`,
		"fromInside": `dynamodb:GetItem is allowed by statement [0] of identity policy "everything"`,
	}, outputs)
}
