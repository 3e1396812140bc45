package policy_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
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
		`access "account" is unknown: give one of audit, autoscaling, backup, restore, transact, read, write, stream`)
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

// The presets are what AWS's own policies list; a change here wants a look at those.
func TestPresets(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		actions   []string
		data      bool
	}{
		{
			"backup", "AWSBackupServiceRolePolicyForBackup, v30",
			[]string{"DescribeTable", "CreateBackup", "ListTagsOfResource", "StartAwsBackupJob", "DescribeBackup", "DeleteBackup"},
			false,
		},
		{
			"restore", "AWSBackupServiceRolePolicyForRestores, v35, and the right to restore to a point in time",
			[]string{
				"Scan", "Query", "UpdateItem", "PutItem", "GetItem", "DeleteItem", "BatchWriteItem", "DescribeTable",
				"RestoreTableFromBackup", "RestoreTableFromAwsBackup", "RestoreTableToPointInTime",
			},
			true,
		},
		{"autoscaling", "AWSApplicationAutoscalingDynamoDBTablePolicy", []string{"DescribeTable", "UpdateTable"}, false},
		{
			"transact", "Using IAM with DynamoDB transactions",
			[]string{"ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "UpdateItem"},
			true,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var e policy.Exemption
			require.NoError(t, e.Open(test.name))
			assert.ElementsMatch(t, test.actions, e.Actions, test.why)
			assert.Equal(t, test.data, e.OpensData(), test.why)
			for _, name := range e.Actions {
				assert.Equal(t, name, policy.ActionNamed(name).Name, "it is an action")
			}
		})
	}
}

// An exemption opens every action that it names in a service control policy, also those that no table policy can name.
func TestExemptionsOpenEveryActionInAGuardrail(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, access, action string }{
		{"a backup", "the role of AWS Backup starts a job on the table", "backup", "StartAwsBackupJob"},
		{"the backup's tags", "AWS Backup copies them", "backup", "ListTagsOfResource"},
		{"the backup's copy", "a backup of DynamoDB's own", "backup", "CreateBackup"},
		{"the table's settings", "AWS Backup reads them first", "backup", "DescribeTable"},
		{"an old backup", "AWS Backup deletes what has expired", "backup", "DeleteBackup"},
		{"the restored items, read", "a restore checks what it wrote", "restore", "Scan"},
		{"a point in time", "a recovery restores to one", "restore", "RestoreTableToPointInTime"},
		{"a restore", "it is authorised on the backup", "restore", "RestoreTableFromBackup"},
		{"a restore by AWS Backup", "it is an action of its own", "restore", "RestoreTableFromAwsBackup"},
		{"the restored items", "a restore writes the table that it makes", "restore", "BatchWriteItem"},
		{"movement", "the class has actions that table policies reject", "movement", "CreateGlobalTable"},
		{"shape", "the class has actions that table policies may reject", "shape", "DeleteTableReplica"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			exemption := policy.Exemption{Principals: []string{fixture.BackupRole}, Reason: "backups"}
			require.NoError(t, exemption.Open(test.access))
			g := fixture.Guardrail()
			g.Exemptions = append(g.Exemptions, exemption)
			scp, err := g.SCP()
			require.NoError(t, err)
			intent := fixture.Plain()
			intent.Exemptions = append(intent.Exemptions, exemption)
			about, err := intent.TableGuardrail(fixture.Orders)
			require.NoError(t, err)
			for _, statement := range slices.Concat(scp.Statement, about.Statement) {
				if slices.Contains(statement.Action, "dynamodb:"+test.action) {
					assert.Contains(t, statement.Condition["ArnNotLike"]["aws:PrincipalArn"], fixture.BackupRole, test.why)
				}
			}
			for _, document := range []iam.Document{scp, about} {
				documents := iam.Documents{SCP: []iam.Level{
					iam.SCPLevel("guardrail", fixture.Account, iam.NamedDocument{Name: "guardrail", Document: document}),
				}}
				decide := func(caller string) bool {
					return fixture.Decide(t, caller, "dynamodb:"+test.action, fixture.Orders, iam.Origin{}, documents).Allowed()
				}
				assert.True(t, decide(fixture.BackupRole), test.why)
				class := policy.ActionNamed(test.action).Class
				open := class == policy.ClassDescribe || class == policy.ClassAccount
				assert.Equal(t, open, decide(fixture.Ordinary), "it is open to nobody else, unless it is about no table's data")
			}
		})
	}
}

func TestStillDenied(t *testing.T) {
	t.Parallel()
	opens := func(access string) policy.Exemption {
		e := policy.Exemption{Principals: []string{fixture.BackupRole}, Reason: "backups"}
		_ = e.Open(access)
		return e
	}
	all, wildcard := fixture.Plain(), fixture.Plain()
	all.Enforcement = policy.EnforceAll
	wildcard.Enforcement, wildcard.ActionStyle = policy.EnforceAll, policy.ActionWildcard
	tests := []struct {
		name, why string
		intent    policy.Intent
		exemption policy.Exemption
		want      []string
	}{
		{"a backup", "AWS does not list the job for table policies", all, opens("backup"), []string{"StartAwsBackupJob"}},
		{"a restore", "the other restores are not authorised on the table", all, opens("restore"), []string{"RestoreTableFromAwsBackup"}},
		{"an audit", "table policies take all of it", all, opens("audit"), nil},
		{"with wildcards", "nothing is denied that is not named", wildcard, opens("backup"), nil},
		{"data alone", "nothing is denied that is not named", fixture.Plain(), opens("backup"), nil},
		{"break-glass", "it escapes every statement", all, policy.BreakGlass([]string{fixture.BreakGlass}), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, test.intent.StillDenied(test.exemption), test.why)
		})
	}
}
