package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestAllDeniesActionsThatNoListNames(t *testing.T) {
	t.Parallel()
	intent := fixture.Special()
	intent.Enforcement, intent.ActionStyle = policy.EnforceAll, policy.ActionNames
	intent.Exemptions = append(intent.Exemptions,
		// The first overlaps the deployer and adds an action to it. The second overlaps break-glass.
		policy.Exemption{Principals: []string{fixture.Roles + "ci/*"}, Actions: []string{"CreateBackup"}, Reason: "backups from CI"},
		policy.Exemption{Principals: []string{fixture.Roles + "break-*"}, Actions: []string{"CreateBackup"}, Reason: "drills"},
		policy.Exemption{Services: []string{"glue.amazonaws.com"}, Actions: []string{"DescribeTable"}, Reason: "zero-ETL"},
		policy.Exemption{
			Services: []string{"redshift.amazonaws.com"}, Actions: []string{"DescribeTable"}, Reason: "zero-ETL to Redshift",
		},
	)
	intent.Grants = []policy.Grant{{
		Services: []string{"glue.amazonaws.com"}, SourceAccounts: []string{"111122223333"},
		Actions: []string{"DescribeTable", "CreateBackup"}, Reason: "zero-ETL",
	}}
	table, err := intent.TablePolicy(fixture.Orders)
	require.NoError(t, err)
	fixture.Golden(t, "table-all-overlaps", table)
	documents := iam.Documents{Resource: []iam.AttachedDocument{{Name: "table", To: fixture.Orders, Document: table}}}
	for _, caller := range []string{fixture.Ordinary, fixture.Deployer, fixture.BackupRole, fixture.Consumer, fixture.Roles + "ci/other"} {
		for _, action := range []string{"SearchVectors", "ReadEverythingFromNextYear"} {
			assert.False(t, fixture.Decide(t, caller, "dynamodb:"+action, fixture.Orders, iam.Origin{}, documents).Allowed(), "%s %s", caller, action)
		}
	}
	assert.True(t, fixture.Decide(t, fixture.BreakGlass, "dynamodb:SearchVectors", fixture.Orders, iam.Origin{}, documents).Allowed(),
		"an overlapping pattern matches break-glass, which stays exempt from everything")
	assert.True(t, fixture.Decide(t, fixture.Deployer, "dynamodb:CreateBackup", fixture.Orders, iam.Origin{}, documents).Allowed(), "a principal that matches two patterns is exempt from what either opens")
	assert.True(t, fixture.Decide(t, fixture.Deployer, "dynamodb:UpdateTable", fixture.Orders, iam.Origin{}, documents).Allowed())
	assert.False(t, fixture.Decide(t, fixture.Roles+"ci/other", "dynamodb:UpdateTable", fixture.Orders, iam.Origin{}, documents).Allowed(),
		"it matches one pattern only")

	glue, err := iam.ParseCaller("glue.amazonaws.com")
	require.NoError(t, err)
	context, err := iam.NewContext(map[string][]string{"aws:SourceAccount": {"111122223333"}})
	require.NoError(t, err)
	for action, want := range map[string]bool{"DescribeTable": true, "CreateBackup": false} {
		decision, err := iam.Evaluate(iam.Request{
			Action: "dynamodb:" + action, Resource: fixture.Orders, Caller: glue, Context: context,
		}, documents)
		require.NoError(t, err)
		assert.Equal(t, want, decision.Allowed(), "%s: %s", action, decision)
	}
}
