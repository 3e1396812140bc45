package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/e2e/testdata/transforms/program"
)

// TestTransforms sets a name that the component does not expose, in every language that has transforms. YAML has none.
func TestTransforms(t *testing.T) {
	t.Parallel()
	for name, operate := range map[string]func(*testing.T, deployment, string) map[string]int{
		"go":         goProgram(program.Deploy),
		"typescript": inline("node", "testdata/inline/inline.js", "testdata/transforms/index.js"),
		"python":     inline(pythonVenv+"/bin/python", "testdata/inline/inline.py", "testdata/transforms/main.py"),
	} {
		t.Run(name, func(t *testing.T) {
			team := deploy(t, "testdata/transforms", values("administratorRoleArn", pipeline))
			operate(t, team, "up")
			found, err := team.EC2.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{})
			require.NoError(t, err)
			var names []string
			for _, group := range found.SecurityGroups {
				names = append(names, *group.GroupName)
			}
			assert.Contains(t, names, "acme-orders-client")
			assert.Equal(t, []string{"same"}, operations(operate(t, team, "preview")))
		})
	}
}
