package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	var exemption policy.Exemption
	for _, access := range []string{"read", "backup", "transact", "audit"} {
		require.NoError(t, exemption.Open(access))
	}
	assert.Equal(t, []policy.Class{policy.ClassRead}, exemption.Access)
	assert.Contains(t, exemption.Actions, "GetResourcePolicy", "an auditor reads how a table is guarded")
	assert.Contains(t, exemption.Actions, "ConditionCheckItem", "a transaction checks")
	require.ErrorContains(t, exemption.Open("account"),
		`access "account" is unknown: give one of audit, autoscaling, backup, transact, read, write, stream`)
}

func TestOpensData(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		exemption policy.Exemption
		want      bool
	}{
		{"a class of data", "it returns items", policy.Exemption{Access: []policy.Class{policy.ClassRead}}, true},
		{"change records", "they hold the items", policy.Exemption{Access: []policy.Class{policy.ClassStream}}, true},
		{"one action of data", "an item is data", policy.Exemption{Actions: []string{"GetItem"}}, true},
		{
			"a copy", "what the copy holds is read with another call",
			policy.Exemption{Access: []policy.Class{policy.ClassMovement}},
			false,
		},
		{"metadata", "it holds no item", policy.Exemption{Actions: []string{"DescribeTable"}}, false},
		{"nothing", "an exemption may open no action", policy.Exemption{}, false},
		{"an administrator", "it deploys, and reads nothing", policy.Administrators(nil), false},
		{"break-glass", "it is exempt from every class", policy.BreakGlass(nil), true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, test.exemption.OpensData(), test.why)
		})
	}
}

func TestInputPath(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "breakGlassPrincipalArns[2]", policy.BreakGlass(nil).InputPath(2))
	assert.Empty(t, policy.Exemption{}.InputPath(2), "an exemption that no input holds has no path")
}
