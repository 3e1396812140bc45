package request

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

var home = Home{Region: "eu-west-1", Account: "111122223333"}

const (
	mine   = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"
	theirs = "arn:aws:dynamodb:eu-west-1:444455556666:table/orders"
	stream = mine + "/stream/2026-01-01T00:00:00.000"
	backup = mine + "/backup/01700000000000-abcdef12"
)

func tables(operation, body string) (Request, error) {
	return Read("DynamoDB_20120810."+operation, []byte(body), home)
}

// authorizationsOf writes the needs of a call one a line, the account's tables shortened.
func authorizationsOf(req Request) string {
	var lines []string
	for _, n := range req.Authorizations {
		resource := strings.Replace(n.Resource, "arn:aws:dynamodb:eu-west-1:111122223333:table/", "", 1)
		lines = append(lines, strings.TrimPrefix(n.Action, "dynamodb:")+" "+resource)
	}
	return strings.Join(lines, ", ")
}

func TestTables(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, operation, body, want string }{
		{"item", "the action of the operation's name on the table", "GetItem", `{"TableName":"orders"}`, "GetItem orders"},
		{"table by ARN", "DynamoDB takes an ARN as the name", "PutItem", `{"TableName":"` + mine + `"}`, "PutItem orders"},
		{"foreign table", "an ARN can name another account's table", "GetItem", `{"TableName":"` + theirs + `"}`, "GetItem " + theirs},
		{"query", "without an index it asks the table", "Query", `{"TableName":"orders"}`, "Query orders"},
		{"query an index", "an index is a resource of its own", "Query", `{"TableName":"orders","IndexName":"byDay"}`, "Query orders/index/byDay"},
		{"scan an index of an ARN", "the same by ARN", "Scan", `{"TableName":"` + mine + `","IndexName":"byDay"}`, "Scan orders/index/byDay"},
		{"index null", "null is absent", "Scan", `{"TableName":"orders","IndexName":null}`, "Scan orders"},
		{"search", "vectors are searched in an index", "SearchVectors", `{"TableName":"orders","IndexName":"near"}`, "SearchVectors orders/index/near"},
		{"other case", "the emulator reads TableName, whatever stands beside it", "GetItem", `{"TableName":"orders","tablename":"other","TABLENAME":"third"}`, "GetItem orders"},
		{"twice", "the emulator takes the last one", "GetItem", `{"TableName":"orders","TableName":"other"}`, "GetItem other"},

		{"batch get", "one authorization for each table", "BatchGetItem", `{"RequestItems":{"orders":{"Keys":[{},{}]},"audit":{}}}`, "BatchGetItem audit, BatchGetItem orders"},
		{"batch write", "the batch's own action, not PutItem", "BatchWriteItem", `{"RequestItems":{"orders":[{"PutRequest":{}},{"DeleteRequest":{}}]}}`, "BatchWriteItem orders"},
		{"transact get", "one for each item", "TransactGetItems", `{"TransactItems":[{"Get":{"TableName":"orders"}},{"Get":{"TableName":"audit"}}]}`, "GetItem orders, GetItem audit"},
		{
			"transact write", "each part has its own action", "TransactWriteItems",
			`{"TransactItems":[{"Put":{"TableName":"a-1"}},{"Update":{"TableName":"b-1"}},{"Delete":{"TableName":"c-1"}},{"ConditionCheck":{"TableName":"d-1"}},{"Put":{"TableName":"a-1"}}]}`,
			"PutItem a-1, UpdateItem b-1, DeleteItem c-1, ConditionCheckItem d-1",
		},

		{"create", "creating is an action on the table to be", "CreateTable", `{"TableName":"orders"}`, "CreateTable orders"},
		{"create with a policy", "attaching it needs its own right", "CreateTable", `{"TableName":"orders","ResourcePolicy":"{}"}`, "CreateTable orders, PutResourcePolicy orders"},
		{"add a replica", "a replica copies the data to another Region", "UpdateTable", `{"TableName":"orders","ReplicaUpdates":[{"Create":{"RegionName":"us-east-1"}}]}`, "UpdateTable orders, CreateTableReplica orders"},
		{"insights of an index", "an index has insights of its own", "DescribeContributorInsights", `{"TableName":"orders","IndexName":"byDay"}`, "DescribeContributorInsights orders/index/byDay"},

		{"table's policy", "", "PutResourcePolicy", `{"ResourceArn":"` + mine + `"}`, "PutResourcePolicy orders"},
		{"stream's policy", "a stream has a policy of its own", "DeleteResourcePolicy", `{"ResourceArn":"` + stream + `"}`, "DeleteResourcePolicy orders/stream/2026-01-01T00:00:00.000"},

		{"backup", "a backup is of a table", "CreateBackup", `{"TableName":"orders","BackupName":"b"}`, "CreateBackup orders"},
		{"describe a backup", "a backup is a resource of its own", "DescribeBackup", `{"BackupArn":"` + backup + `"}`, "DescribeBackup orders/backup/01700000000000-abcdef12"},
		{
			"restore a backup", "a restore writes and reads the new table", "RestoreTableFromBackup", `{"BackupArn":"` + backup + `","TargetTableName":"new"}`,
			"RestoreTableFromBackup orders/backup/01700000000000-abcdef12, PutItem new, UpdateItem new, DeleteItem new, GetItem new, Query new, Scan new, BatchWriteItem new",
		},
		{
			"restore a point", "the source's policy decides who copies it", "RestoreTableToPointInTime", `{"SourceTableName":"orders","TargetTableName":"new"}`,
			"RestoreTableToPointInTime orders, PutItem new, UpdateItem new, DeleteItem new, GetItem new, Query new, Scan new, BatchWriteItem new",
		},
		{"export", "", "ExportTableToPointInTime", `{"TableArn":"` + mine + `","S3Bucket":"b"}`, "ExportTableToPointInTime orders"},
		{"import", "", "ImportTable", `{"TableCreationParameters":{"TableName":"orders"}}`, "ImportTable orders"},
		{"global table of 2017", "it is a resource beside its table", "UpdateGlobalTable", `{"GlobalTableName":"orders"}`, "UpdateGlobalTable arn:aws:dynamodb::111122223333:global-table/orders, UpdateGlobalTable orders"},
		{"list", "a call that names no table", "ListTables", ``, "ListTables *"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			req, err := tables(test.operation, test.body)
			require.NoError(t, err)
			assert.Equal(t, test.want, authorizationsOf(req), test.why)
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, target, body, want string }{
		{"unknown", "an API that AWS adds is not let through unread", "DynamoDB_20120810.ReadEverything", `{}`, UnknownOperation},
		{"old version", "its bodies are read otherwise", "DynamoDB_20111205.GetItem", `{"TableName":"orders"}`, UnknownOperation},
		{"no target", "", "", `{}`, UnknownOperation},
		{"stream's operation on tables", "", "DynamoDB_20120810.GetRecords", `{}`, UnknownOperation},
		{"not JSON", "", "DynamoDB_20120810.GetItem", `{nope`, Serialization},
		{"two objects", "the emulator might read the other", "DynamoDB_20120810.GetItem", `{"TableName":"a-1"}{"TableName":"b-1"}`, Serialization},
		{"null", "", "DynamoDB_20120810.GetItem", `null`, Serialization},
		{"number for a name", "", "DynamoDB_20120810.GetItem", `{"TableName":7}`, Serialization},
		{"no table", "", "DynamoDB_20120810.GetItem", `{}`, Validation},
		{"index for a table", "the emulator would look for its last part", "DynamoDB_20120810.GetItem", `{"TableName":"` + mine + `/index/byDay"}`, Validation},
		{"pattern for a table", "", "DynamoDB_20120810.GetItem", `{"TableName":"ord*"}`, Validation},
		{"another Region", "the emulator would look in this one", "DynamoDB_20120810.GetItem", `{"TableName":"` + strings.Replace(mine, "eu-west-1", "us-east-1", 1) + `"}`, Validation},
		{"another partition", "", "DynamoDB_20120810.GetItem", `{"TableName":"` + strings.Replace(mine, "arn:aws:", "arn:aws-cn:", 1) + `"}`, Validation},
		{"pattern for an index", "", "DynamoDB_20120810.Query", `{"TableName":"orders","IndexName":"*"}`, Validation},
		{"empty batch", "a request that needs nothing would be allowed", "DynamoDB_20120810.BatchGetItem", `{"RequestItems":{}}`, Validation},
		{"empty transaction", "", "DynamoDB_20120810.TransactWriteItems", `{"TransactItems":[]}`, Validation},
		{"empty item", "", "DynamoDB_20120810.TransactWriteItems", `{"TransactItems":[{}]}`, Validation},
		{"unknown item", "", "DynamoDB_20120810.TransactWriteItems", `{"TransactItems":[{"Peek":{"TableName":"orders"}}]}`, Validation},
		{"two accounts", "one account of the emulator answers", "DynamoDB_20120810.BatchGetItem", `{"RequestItems":{"` + theirs + `":{},"orders":{}}}`, Validation},
		{"policy of an index", "it has none", "DynamoDB_20120810.GetResourcePolicy", `{"ResourceArn":"` + mine + `/index/byDay"}`, Validation},
		{"policy by name", "", "DynamoDB_20120810.GetResourcePolicy", `{"ResourceArn":"orders"}`, Validation},
		{"iterator without a stream", "", "DynamoDBStreams_20120810.GetRecords", `{"ShardIterator":"AAAA"}`, Validation},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Read(test.target, []byte(test.body), home)
			var refusal *RefusedError
			require.ErrorAs(t, err, &refusal, test.why)
			assert.Equal(t, test.want, refusal.Code, refusal.Message)
		})
	}
}

func TestStreams(t *testing.T) {
	t.Parallel()
	tests := []struct{ operation, body, want string }{
		{"DescribeStream", `{"StreamArn":"` + stream + `"}`, "DescribeStream " + stream},
		{"GetShardIterator", `{"StreamArn":"` + stream + `"}`, "GetShardIterator " + stream},
		{"GetRecords", `{"ShardIterator":"` + stream + `|1|AAAA/+|="}`, "GetRecords " + stream},
		{"ListStreams", `{}`, "ListStreams *"},
	}
	for _, test := range tests {
		t.Run(test.operation, func(t *testing.T) {
			t.Parallel()
			req, err := Read("DynamoDBStreams_20120810."+test.operation, []byte(test.body), home)
			require.NoError(t, err)
			require.Len(t, req.Authorizations, 1)
			assert.Equal(t, test.want, strings.TrimPrefix(req.Authorizations[0].Action, "dynamodb:")+" "+req.Authorizations[0].Resource)
		})
	}
}

// TestEveryActionIsKnown holds the reader to the policy package: an action that policies do not know would never
// be covered by a Deny that lists actions.
func TestEveryActionIsKnown(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, action := range policy.Actions() {
		known[action.Name] = true
	}
	behind := []string{"BatchExecuteStatement", "ExecuteStatement", "ExecuteTransaction", "TransactGetItems", "TransactWriteItems"}
	for name := range operations {
		assert.NotEqual(t, known[name], slices.Contains(behind, name), "%s", name)
	}
	for _, name := range append(restored, "CreateTableReplica", "DeleteTableReplica", "ConditionCheckItem") {
		assert.True(t, known[name], name)
	}
}

func TestTagsAreKeys(t *testing.T) {
	t.Parallel()
	req, err := tables("TagResource", `{"ResourceArn":"`+mine+`","Tags":[{"Key":"tier","Value":"data"},{"Key":"bare","Value":""}]}`)
	require.NoError(t, err)
	assert.Equal(t, map[string][]string{"aws:TagKeys": {"tier", "bare"}, "aws:RequestTag/tier": {"data"}}, req.Authorizations[0].Keys)
	req, err = tables("UntagResource", `{"ResourceArn":"`+mine+`","TagKeys":["tier"]}`)
	require.NoError(t, err)
	assert.Equal(t, map[string][]string{"aws:TagKeys": {"tier"}}, req.Authorizations[0].Keys)
	req, err = tables("DeleteTable", `{"TableName":"orders"}`)
	require.NoError(t, err)
	assert.Empty(t, req.Authorizations[0].Keys, "a key without a value would be a key all the same")
}

func TestNewTable(t *testing.T) {
	t.Parallel()
	for operation, body := range map[string]string{
		"CreateTable": `{"TableName":"orders"}`, "ImportTable": `{"TableCreationParameters":{"TableName":"orders"}}`,
		"RestoreTableFromBackup":    `{"BackupArn":"` + backup + `","TargetTableName":"orders"}`,
		"RestoreTableToPointInTime": `{"SourceTableArn":"` + theirs[:len(theirs)-6] + `first","TargetTableName":"orders"}`,
	} {
		if operation == "RestoreTableToPointInTime" { // its source would be in another account
			body = `{"SourceTableName":"first","TargetTableName":"orders"}`
		}
		req, err := tables(operation, body)
		require.NoError(t, err, operation)
		assert.Equal(t, mine, req.NewTable(home), operation)
	}
	req, err := tables("DeleteTable", `{"TableName":"orders"}`)
	require.NoError(t, err)
	assert.Empty(t, req.NewTable(home))
}
