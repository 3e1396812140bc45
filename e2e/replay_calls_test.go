package e2e

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
)

// replayCalls are the calls that the replay sends besides, or in place of, those of sdkCalls. A call that is let
// through changes nothing that a policy asks about, so the next caller finds the same table with the same policy.
var replayCalls = []apiCall{
	{"SearchVectors", "SearchVectors", onIndex, `{"TableName":"TABLE","IndexName":"INDEX","TopK":1,"SearchVector":[{"N":"1"}]}`},
	{"ExecuteStatement", "PartiQLSelect", onIndex, `{"Statement":"SELECT * FROM \"TABLE\".\"INDEX\" WHERE pk = 'a'"}`},
	{"ExecuteStatement", "PartiQLInsert", onTable, `{"Statement":"INSERT INTO \"TABLE\" VALUE {'pk': 'a'}"}`},
	{"ExecuteStatement", "PartiQLDelete", onTable, `{"Statement":"DELETE FROM \"TABLE\" WHERE pk = 'none'"}`},

	{"EnableKinesisStreamingDestination", "EnableKinesisStreamingDestination", onTable, `{"TableName":"TABLE","StreamArn":"arn:aws:kinesis:us-east-1:123456789012:stream/none"}`},
	{"UpdateKinesisStreamingDestination", "UpdateKinesisStreamingDestination", onTable, `{"TableName":"TABLE","StreamArn":"arn:aws:kinesis:us-east-1:123456789012:stream/none"}`},
	{"DisableKinesisStreamingDestination", "DisableKinesisStreamingDestination", onTable, `{"TableName":"TABLE","StreamArn":"arn:aws:kinesis:us-east-1:123456789012:stream/none"}`},
	{"DescribeKinesisStreamingDestination", "DescribeKinesisStreamingDestination", onTable, `{"TableName":"TABLE"}`},
	{"ExportTableToPointInTime", "ExportTableToPointInTime", onTable, `{"TableArn":"ARN","S3Bucket":"no-bucket-has-this-name"}`},
	{"RestoreTableToPointInTime", "RestoreTableToPointInTime", onTable, `{"SourceTableName":"TABLE","TargetTableName":"RESTORED","UseLatestRestorableTime":true}`},
	{"RestoreTableFromBackup", "RestoreTableFromBackup", onTable, `{"BackupArn":"BACKUP","TargetTableName":"RESTORED"}`},

	{"UpdateContributorInsights", "UpdateContributorInsights", onTable, `{"TableName":"TABLE","ContributorInsightsAction":"DISABLE"}`},
	{"UpdateContributorInsights", "UpdateContributorInsights", onIndex, `{"TableName":"TABLE","IndexName":"INDEX","ContributorInsightsAction":"DISABLE"}`},
	{"DescribeContributorInsights", "DescribeContributorInsights", onTable, `{"TableName":"TABLE"}`},
	{"DescribeContributorInsights", "DescribeContributorInsights", onIndex, `{"TableName":"TABLE","IndexName":"INDEX"}`},

	{"UpdateTable", "CreateTableReplica", onTable, `{"TableName":"TABLE","ReplicaUpdates":[{"Create":{"RegionName":"eu-west-1"}}]}`},
	{"UpdateTable", "DeleteTableReplica", onTable, `{"TableName":"TABLE","ReplicaUpdates":[{"Delete":{"RegionName":"eu-west-1"}}]}`},
	{"CreateGlobalTable", "CreateGlobalTable", onTable, `{"GlobalTableName":"TABLE","ReplicationGroup":[{"RegionName":"eu-west-1"}]}`},
	{"UpdateGlobalTable", "UpdateGlobalTable", onTable, `{"GlobalTableName":"TABLE","ReplicaUpdates":[]}`},
	{"UpdateGlobalTableSettings", "UpdateGlobalTableSettings", onTable, `{"GlobalTableName":"TABLE"}`},
	{"DescribeGlobalTable", "DescribeGlobalTable", onTable, `{"GlobalTableName":"TABLE"}`},
	{"DescribeGlobalTableSettings", "DescribeGlobalTableSettings", onTable, `{"GlobalTableName":"TABLE"}`},
	{"UpdateTableReplicaAutoScaling", "UpdateTableReplicaAutoScaling", onTable, `{"TableName":"TABLE"}`},
	{"DescribeTableReplicaAutoScaling", "DescribeTableReplicaAutoScaling", onTable, `{"TableName":"TABLE"}`},

	{"UpdateTable", "UpdateTable", onTable, `{"TableName":"TABLE","DeletionProtectionEnabled":true}`},
	{"DeleteTable", "DeleteTable", onTable, `{"TableName":"TABLE"}`}, // deletion protection refuses it
	{"UpdateTimeToLive", "UpdateTimeToLive", onTable, `{"TableName":"TABLE","TimeToLiveSpecification":{"AttributeName":"ttl","Enabled":false}}`},
	{"DescribeTimeToLive", "DescribeTimeToLive", onTable, `{"TableName":"TABLE"}`},
	{"UpdateContinuousBackups", "UpdateContinuousBackups", onTable, `{"TableName":"TABLE","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}`},
	{"DescribeContinuousBackups", "DescribeContinuousBackups", onTable, `{"TableName":"TABLE"}`},
	{"UntagResource", "UntagResource", onTable, `{"ResourceArn":"RESOURCE","TagKeys":["none"]}`},
	{"ListTagsOfResource", "ListTagsOfResource", onTable, `{"ResourceArn":"RESOURCE"}`},

	// These are for a stream as well.
	{"PutResourcePolicy", "PutResourcePolicy", onTable, `{"ResourceArn":"RESOURCE","Policy":POLICY}`}, // the policy that it has
	{"GetResourcePolicy", "GetResourcePolicy", onTable, `{"ResourceArn":"RESOURCE"}`},
	{"DeleteResourcePolicy", "DeleteResourcePolicy", onTable, `{"ResourceArn":"RESOURCE","ExpectedRevisionId":"1"}`}, // there is no such revision
}

// callFor finds the call that needs an action on a kind of resource: the first of replayCalls, or else of sdkCalls.
func callFor(action, kind string) (apiCall, bool) {
	calls := replayCalls
	for _, c := range sdkCalls {
		calls = append(calls, c.apiCall)
	}
	for _, kind := range []string{kind, onTable} {
		for _, c := range calls {
			if c.action == action && c.kind == kind {
				return c, true
			}
		}
	}
	return apiCall{}, false
}

// prepare returns a function that sends the call behind a claim.
func (c claim) prepare(by clients.Clients, caller *caller) (func(context.Context) error, error) {
	call, found := callFor(c.name(), c.on.kind)
	if !found {
		return nil, fmt.Errorf("there is no call for %s on a %s", c.name(), c.on.kind)
	}
	policy, err := json.Marshal(c.on.policies[c.on.resource])
	if err != nil {
		return nil, fmt.Errorf("quote the policy of %s: %w", c.on.resource, err)
	}
	table := c.on.deployedTable
	if !caller.inAccount() { // and names a table by its ARN
		table.name = table.arn
	}
	input := table.replacer("RESOURCE", c.on.resource, "INDEX", anyIndex, "POLICY", string(policy),
		"BACKUP", c.on.backup(), "RESTORED", restored).Replace(call.input)
	return prepare(by, call.operation, input)
}
