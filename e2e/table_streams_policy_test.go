package e2e

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// TestStreamPolicyOutlivesTheStream switches a stream to another view, off and on again, and reads every stream that
// the table has had, and its policy.
func TestStreamPolicyOutlivesTheStream(t *testing.T) {
	t.Parallel()
	team := deployIntents(t, nil)
	args := pd.PrivateTableArgs{StreamViewType: ptr(pd.StreamViewTypeNewImage)}
	network := pd.NetworkArgs{StreamsEndpoint: pulumi.BoolRef(true)}
	var arns []string
	records := map[string][]string{}
	step := func(name, item string, view *pd.StreamViewType, protection pd.PolicyProtection) map[string]int {
		t.Helper()
		args.StreamViewType, args.PolicyProtection = view, ptr(protection)
		team.Workspace().SetProgram(tableWithNetwork(args, network))
		outputs, changes := team.up(t)
		team.put(t, outputs["endpoint"].(string), outputs["tableArn"].(string), item)
		if stream, on := outputs["stream"].(string); on && records[stream] == nil {
			arns, records[stream] = append(arns, stream), []string{item}
		} else if on {
			records[stream] = append(records[stream], item)
		}
		for _, stream := range arns {
			for _, statement := range parsePolicy(t, team.policyOf(t, stream)).Statement {
				assert.Equal(t, iam.Values{stream}, statement.Resource, name)
			}
			_, err := team.readStream(t, gate.Internet, stream)
			require.ErrorContains(t, err, "AccessDeniedException", "%s: %s", name, stream)
			inside, err := team.readStream(t, outputs["streams"].(string), stream)
			require.NoError(t, err, "%s: %s", name, stream)
			assert.Equal(t, records[stream], inside, "%s: %s", name, stream)
		}
		team.requireNoChange(t)
		return changes
	}
	step("on", "ada", ptr(pd.StreamViewTypeNewImage), pd.PolicyProtectionAdministrators)
	changes := step("another view", "bob", ptr(pd.StreamViewTypeKeysOnly), pd.PolicyProtectionAdministrators)
	assert.Equal(t, 1, changes["replace"]+changes["create-replacement"], "the stream's policy alone: %v", changes)
	changes = step("protected", "cleo", ptr(pd.StreamViewTypeKeysOnly), pd.PolicyProtectionEverywhere)
	assert.Zero(t, changes["replace"]+changes["create-replacement"], "a change of the policy is in place: %v", changes)
	step("off", "dora", nil, pd.PolicyProtectionEverywhere)
	step("on again", "eve", ptr(pd.StreamViewTypeKeysOnly), pd.PolicyProtectionEverywhere)
	assert.Len(t, arns, 3, "each time it is another stream")

	args.Enforcement = ptr(pd.EnforcementObserve)
	args.PolicyProtection = nil
	team.Workspace().SetProgram(tableWithNetwork(args, network))
	preview, err := team.Preview(t.Context())
	require.NoError(t, err)
	assert.Contains(t, preview.StdOut+preview.StdErr, "a policy that the stream has from an earlier enforcement stays attached")
	args.Enforcement, args.StreamViewType = nil, nil
	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.NoError(t, err)
	team.requireNothingLeft(t)
	operations := team.allowedOperations(t)
	gone := slices.Index(operations, "DeleteTable")
	require.GreaterOrEqual(t, gone, 0)
	assert.NotContains(t, operations[:gone], "DeleteResourcePolicy")
}
