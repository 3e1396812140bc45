package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSCPLevel(t *testing.T) {
	t.Parallel()
	deny := NamedDocument{"guardrail", statement(Deny, "", nil)}
	tests := []struct {
		name, why string
		level     Level
		want      string
	}{
		{
			"no policy", "FullAWSAccess allows everything", SCPLevel("root", home),
			`allowed by statement [0] of identity policy "everything"`,
		},
		{
			"a guardrail", "its Deny overrides FullAWSAccess", SCPLevel("root", home, deny),
			`explicitly denied by statement [0] of service control policy "guardrail"`,
		},
		{
			"another account", "the level does not apply", SCPLevel("root", abroad, deny),
			`allowed by statement [0] of identity policy "everything"`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			decision, err := readTable("arn:aws:iam::"+home+":role/app", Documents{
				Identity: []NamedDocument{Everything()}, SCP: []Level{test.level},
			}).evaluate()
			require.NoError(t, err)
			assert.Equal(t, test.want, decision.String(), test.why)
		})
	}
}
