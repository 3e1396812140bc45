package policy_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// inventedData are names that AWS might give to calls which read, write or move data.
var inventedData = []string{
	"BulkGetItems", "CopyTable", "FetchItems", "MergeItems", "StartBulkPutItems", "StartTableClone", "StreamItems",
	"BatchQuery", "BatchExecuteQuery", "PartiQLMerge", "PartiQLExport", "QueryVectors", "QueryAcrossTables", "ScanSegments",
	"SearchText", "SelectItems", "ReadTable", "WriteTable", "ExportItems", "ExportTableToS3Tables",
	"RestoreItems", "ReplicateItems", "SnapshotTable", "DumpTable", "DownloadTable", "UploadItems", "UpsertItems",
	"InsertItems", "TransferTable", "TransactExecute", "ExecuteQuery", "RetrieveItems", "ReplayChanges", "ShareTable",
	"SyncTable", "MigrateTable", "MoveItems", "GetItems", "GetItemHistory", "DuplicateTable", "PublishTable", "UnloadTable",
}

// invented are names of other calls that no list has.
var invented = []string{
	"ArchiveTable", "AttachIndex", "ConvertTable", "DecryptTable", "DetachIndex", "DrainTable", "GenerateReport",
	"GrantTableAccess", "LeaseTable", "LinkTables", "LockTable", "ModifyTable", "OpenTable", "PromoteReplica", "PurgeTable",
	"RenameTable", "ResetTable", "RotateTableKey", "TruncateTable", "UnlockTable", "ValidateTable", "GetVectors", "GetChanges",
}

// withPolicy attaches the rendered documents of an intent: the table policy, and the guardrail about the table.
func withPolicy(t *testing.T, intent policy.Intent) (table, guardrail iam.Documents) {
	t.Helper()
	table, err := intent.Documents(fixture.Orders, fixture.Stream)
	require.NoError(t, err)
	document, err := intent.TableGuardrail(fixture.Orders)
	require.NoError(t, err)
	level := iam.SCPLevel("guardrail", fixture.Account, iam.NamedDocument{Name: "guardrail", Document: document})
	return table, iam.Documents{SCP: []iam.Level{level}}
}

func TestActionsThatNobodyKnowsYetAreDenied(t *testing.T) {
	t.Parallel()
	inside := fixture.Origins[0].Origin
	for _, style := range []policy.ActionStyle{"", policy.ActionPatterns, policy.ActionWildcard} {
		intent := fixture.Special()
		intent.ActionStyle = style
		if style == policy.ActionWildcard {
			intent.Enforcement = policy.EnforceAll
		}
		table, guardrail := withPolicy(t, intent)
		for _, documents := range []iam.Documents{table, guardrail} {
			for _, action := range slices.Concat(invented, inventedData) {
				for _, origin := range fixture.Origins[1:] {
					assert.False(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:"+action, fixture.Orders, origin.Origin, documents).
						Allowed(), "%s by a stranger from %s, style %q", action, origin.Name, style)
				}
				assert.True(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:"+action, fixture.Orders, inside, documents).
					Allowed(), "%s from inside, style %q", action, style)
				assert.True(t, fixture.Decide(t, fixture.BreakGlass, "dynamodb:"+action, fixture.Orders, iam.Origin{}, documents).
					Allowed(), "%s by break-glass, style %q", action, style)
			}
		}
	}
}

// A guardrail of whole accounts denies them as well. Beside excluded tables it can only name patterns, and those leave
// open what begins like an action that stays open.
func TestGuardrailDeniesActionsThatNobodyKnowsYet(t *testing.T) {
	t.Parallel()
	inside := fixture.Origins[0].Origin
	tests := []struct {
		name, why string
		exclude   []string
		actions   []string
	}{
		{"of every table", "it denies all but metadata, by NotAction", nil, slices.Concat(invented, inventedData)},
		{"but for a table", "it denies patterns", []string{fixture.OtherTable}, inventedData},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := fixture.Guardrail()
			g.ExcludeTables = test.exclude
			document, err := g.SCP()
			require.NoError(t, err)
			documents := iam.Documents{SCP: []iam.Level{
				iam.SCPLevel("guardrail", fixture.Account, iam.NamedDocument{Name: "guardrail", Document: document}),
			}}
			for _, action := range test.actions {
				decide := func(caller string, origin iam.Origin) bool {
					return fixture.Decide(t, caller, "dynamodb:"+action, fixture.Orders, origin, documents).Allowed()
				}
				for _, origin := range fixture.Origins[1:] {
					assert.False(t, decide(fixture.Ordinary, origin.Origin), "%s by a stranger from %s: %s", action, origin.Name, test.why)
				}
				if slices.Contains(inventedData, action) {
					assert.False(t, decide(fixture.Deployer, iam.Origin{}), "%s by an administrator: %s", action, test.why)
				}
				assert.True(t, decide(fixture.Ordinary, inside), "%s from inside", action)
				assert.True(t, decide(fixture.BreakGlass, iam.Origin{}), "%s by break-glass", action)
			}
		})
	}
}

func TestAdministratorsAreDeniedWhatLooksLikeData(t *testing.T) {
	t.Parallel()
	table, guardrail := withPolicy(t, fixture.Plain())
	for _, documents := range []iam.Documents{table, guardrail} {
		for _, action := range inventedData {
			assert.False(t, fixture.Decide(t, fixture.Deployer, "dynamodb:"+action, fixture.Orders, iam.Origin{}, documents).
				Allowed(), action)
		}
		assert.True(t, fixture.Decide(t, fixture.Deployer, "dynamodb:UpdateTable", fixture.Orders, iam.Origin{}, documents).Allowed(),
			"what they deploy stays open to them")
	}
}

// The bulk operations that AWS added in November 2026 came without a word on whether a table policy may name them.
func TestBulkOperations(t *testing.T) {
	t.Parallel()
	tests := []struct {
		action, why             string
		stranger, administrator bool // from outside
	}{
		{"StartBulkPutItems", "it overwrites items, and reports those that were there to any bucket", false, false},
		{"CancelBulkOperation", "it leaves a table half written", false, true},
		{"DescribeBulkOperation", "it is metadata", true, true},
		{"ListBulkOperations", "it is metadata", true, true},
	}
	table, guardrail := withPolicy(t, fixture.Plain())
	for _, test := range tests {
		t.Run(test.action, func(t *testing.T) {
			t.Parallel()
			for _, documents := range []iam.Documents{table, guardrail} {
				for caller, want := range map[string]bool{
					fixture.Ordinary: test.stranger, fixture.Deployer: test.administrator, fixture.BreakGlass: true,
				} {
					for _, origin := range fixture.Origins[1:] {
						decision := fixture.Decide(t, caller, "dynamodb:"+test.action, fixture.Orders, origin.Origin, documents)
						assert.Equal(t, want, decision.Allowed(), "%s from %s: %s", caller, origin.Name, test.why)
					}
				}
			}
		})
	}
}

func TestStreamPolicyDeniesNewActions(t *testing.T) {
	t.Parallel()
	documents, _ := withPolicy(t, fixture.Special())
	for _, action := range []string{"GetRecordsInBulk", "GetShards", "ReadStream", "SubscribeToStream", "DescribeStreamShards", "TagResource"} {
		assert.False(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:"+action, fixture.Stream, iam.Origin{}, documents).Allowed(), action)
	}
	for _, action := range []string{"GetResourcePolicy", "ListTagsOfResource"} {
		assert.True(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:"+action, fixture.Stream, iam.Origin{}, documents).Allowed(), action)
	}
}

// TestEveryVerbOfAWS takes the first word of every action of every AWS service: what DynamoDB will call its next action
// is likely to begin with one of them.
func TestEveryVerbOfAWS(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/verbs.txt")
	require.NoError(t, err)
	table, guardrail := withPolicy(t, fixture.Plain())
	for verb := range strings.FieldsSeq(string(text)) {
		open := strings.HasPrefix(verb, "Describe") || verb == "List"
		for _, documents := range []iam.Documents{table, guardrail} {
			allowed := fixture.Decide(t, fixture.Ordinary, "dynamodb:"+verb+"Things", fixture.Orders, iam.Origin{}, documents).Allowed()
			assert.Equal(t, open, allowed, verb)
		}
	}
}

func TestNobodyInsideChangesAPolicyThatIsProtectedEverywhere(t *testing.T) {
	t.Parallel()
	intent := fixture.Special()
	intent.PolicyProtection = policy.ProtectEverywhere
	documents, _ := withPolicy(t, intent)
	for _, resource := range []string{fixture.Orders, fixture.Stream} {
		for _, origin := range fixture.Origins {
			for _, action := range []string{"PutResourcePolicy", "DeleteResourcePolicy"} {
				assert.False(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:"+action, resource, origin.Origin, documents).Allowed(),
					"%s from %s", action, origin.Name)
				assert.True(t, fixture.Decide(t, fixture.Deployer, "dynamodb:"+action, resource, origin.Origin, documents).Allowed(),
					"%s from %s", action, origin.Name)
			}
		}
	}
	assert.True(t, fixture.Decide(t, fixture.Ordinary, "dynamodb:PutItem", fixture.Orders, fixture.Origins[0].Origin, documents).Allowed())
}
