package e2e

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// TestNothingIsLost tries updates that would lose a table or its policy, and then makes them on purpose.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	table := pd.PrivateTableArgs{DeletionProtection: pulumi.BoolRef(true)}
	team := deployIntents(t, nil)
	declare := func() { team.Workspace().SetProgram(intents{"orders": table}.program) }
	declare()
	outputs, _ := team.up(t)
	arn := outputs["orders"].(map[string]any)["arn"].(string)
	table.SortKey = &pd.KeyArgs{Name: pulumi.String("placedAt"), Type: pd.AttributeTypeS}
	declare()
	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.Error(t, err)
	shown := preview.StdOut + preview.StdErr + err.Error()
	assert.Contains(t, shown, `sortKey: was not given when the table was created, and is "placedAt (S)" now: that takes another `+
		"table, and what this one holds would be lost; to do so on purpose copy the data, set deletionProtection to false, "+
		"update, and change sortKey then")
	assert.NotContains(t, shown, "marked for protection", "the engine's message names a flag that no program sets")

	table.SortKey = nil
	table.Enforcement = ptr(pd.EnforcementObserve)
	declare()
	preview, err = team.Preview(t.Context(), optpreview.SuppressProgress())
	require.NoError(t, err)
	assert.Contains(t, preview.StdOut, "OBSERVED ONLY: nothing is refused")
	assert.Equal(t, 2, preview.ChangeSummary[apitype.OpDelete], "the policy, and the record of the table's identity: %v", preview.ChangeSummary)
	table.Enforcement, table.PolicyProtection = nil, ptr(pd.PolicyProtectionNone)
	declare()
	preview, err = team.Preview(t.Context(), optpreview.SuppressProgress())
	require.NoError(t, err)
	assert.Contains(t, preview.StdOut, "REMOVABLE by ")
	table.PolicyProtection = nil

	_, err = team.Destroy(t.Context(), optdestroy.SuppressProgress())
	require.ErrorContains(t, err, "protected")
	team.policyOf(t, arn)

	table.DeletionProtection = pulumi.BoolRef(false)
	declare()
	team.up(t)
	table.SortKey = &pd.KeyArgs{Name: pulumi.String("placedAt"), Type: pd.AttributeTypeS}
	declare()
	outputs, changes := team.up(t)
	assert.NotEqual(t, arn, outputs["orders"].(map[string]any)["arn"], "%v", changes)
	team.policyOf(t, outputs["orders"].(map[string]any)["arn"].(string))
	team.requireNoChange(t)

	table.DeletionProtection, table.SortKey = pulumi.BoolRef(true), nil
	declare()
	_, err = team.Preview(t.Context(), optpreview.SuppressProgress())
	require.ErrorContains(t, err, `sortKey: was "placedAt (S)" when the table was created, and is not given now`)

	table.SortKey = &pd.KeyArgs{Name: pulumi.String("placedAt"), Type: pd.AttributeTypeS}
	declare()
	outputs, _ = team.up(t)
	table.DeletionProtection, table.SortKey = pulumi.BoolRef(false), nil
	declare()
	_, err = team.Up(t.Context(), optup.SuppressProgress())
	require.ErrorContains(t, err, "ValidationException", "deletion protection is off in the same update")
	team.policyOf(t, outputs["orders"].(map[string]any)["arn"].(string))
}

// TestAnotherRegionIsRefused previews in a shell that has another Region: every resource would be made anew there.
func TestAnotherRegionIsRefused(t *testing.T) {
	t.Parallel()
	team := deploy(t, examples+"yaml/feature-team", featureTeamConfig)
	outputs, _ := team.up(t)
	require.NoError(t, team.Workspace().SetEnvVars(map[string]string{"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"}))
	preview, err := team.Preview(t.Context(), optpreview.SuppressProgress())
	require.Error(t, err)
	assert.Contains(t, preview.StdOut+preview.StdErr+err.Error(), "the table is in the Region us-east-1, and this update is for "+
		"the Region eu-west-1: every resource of the stack would be made anew there; use the credentials and the Region of the table")
	require.NoError(t, team.Workspace().SetEnvVars(map[string]string{"AWS_REGION": workspace.Region, "AWS_DEFAULT_REGION": workspace.Region}))
	team.requireNoChange(t)
	assert.NotEmpty(t, team.tablePolicy(t, outputs))
}
