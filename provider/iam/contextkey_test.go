package iam

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAKeyThatAWSSetsIsNeverTakenForAbsent(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(alwaysSet)) {
		role := &evaluation{Request: Request{Caller: Caller{Kind: RoleCaller}}}
		assert.Equal(t, name != "aws:vpcsourceip", alwaysSet[name](role),
			"%s: a role that calls from the internet sends all but a VPC's address", name)
	}
}
