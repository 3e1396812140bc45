package provider

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNamesOfComponents(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, why, table, network string }{
		{"t", "Pulumi adds a suffix, with which the table's name is long enough", "", ""},
		{"db", "as it is here", "", ""},
		{"sg-x", "the groups' names start otherwise", "", ""},
		{strings.Repeat("n", 230), "the longest one", "", ""},
		{
			strings.Repeat("n", 250), "a suffix makes it too long", "tableName: is required",
			"needs a component with a shorter name",
		},
		{"näh", "AWS takes no such name of a group", "tableName: is required", "needs a component of another name"},
		{"a%b", "nor this", "tableName: is required", "needs a component of another name"},
	} {
		t.Run(test.name[:min(len(test.name), 10)], func(t *testing.T) {
			t.Parallel()
			cloud := existingVPC()
			cloud.endpoint = endpointInAWS()
			for _, c := range []struct {
				component string
				inputs    values
				want      string
			}{
				{"PrivateTable", plus(least, values{"vpcId": str("vpc-0a1b")}), test.table},
				{"PrivateTable", plus(least, values{"tableName": str("orders")}), test.network},
				{"PrivateNetwork", values{}, test.network},
			} {
				_, err := cloud.construct(t, c.component, test.name, c.inputs, true)
				if c.want == "" {
					require.NoError(t, err, test.why)
				} else {
					assert.Contains(t, strings.Join(failures(t, err), "\n"), c.want, test.why)
				}
			}
			for _, group := range cloud.ofType(securityGroupType) {
				assert.False(t, strings.HasPrefix(group.Name, "sg-"), group.Name)
			}
		})
	}
}
