package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestCheckAccess asks policies from a program; nothing is deployed, and AWS is not asked.
func TestCheckAccess(t *testing.T) {
	t.Parallel()
	outputs, _ := deploy(t, examples+"yaml/check-access", nil).up(t)
	assert.Equal(t, map[string]any{
		"fromTheInternet": "dynamodb:GetItem is explicitly denied by statement DenyDataOutside of resource policy " +
			`"resourcePolicy"`,
		"fromInside": `dynamodb:GetItem is allowed by statement [0] of identity policy "everything"`,
	}, outputs)
}
