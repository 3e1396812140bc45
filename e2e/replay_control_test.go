package e2e

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	elsewhere = "eu-west-1"
	aStream   = "arn:aws:kinesis:us-east-1:123456789012:stream/none"
)

// controlOperations are those that describe or change tables, by the action that each needs. Where one is let through
// it changes nothing that a policy asks about, so that whoever comes next finds the same table under the same policy.
var controlOperations = map[string]operation{
	"CreateBackup": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.CreateBackup(ctx,
			&dynamodb.CreateBackupInput{TableName: &on.name, BackupName: aws.String("replayed")}))
	},
	"EnableKinesisStreamingDestination": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.EnableKinesisStreamingDestination(ctx,
			&dynamodb.EnableKinesisStreamingDestinationInput{TableName: &on.name, StreamArn: aws.String(aStream)}))
	},
	"UpdateKinesisStreamingDestination": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.UpdateKinesisStreamingDestination(ctx,
			&dynamodb.UpdateKinesisStreamingDestinationInput{TableName: &on.name, StreamArn: aws.String(aStream)}))
	},
	"DisableKinesisStreamingDestination": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.DisableKinesisStreamingDestination(ctx,
			&dynamodb.DisableKinesisStreamingDestinationInput{TableName: &on.name, StreamArn: aws.String(aStream)}))
	},
	"DescribeKinesisStreamingDestination": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.DescribeKinesisStreamingDestination(ctx,
			&dynamodb.DescribeKinesisStreamingDestinationInput{TableName: &on.name}))
	},
	"ExportTableToPointInTime": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.ExportTableToPointInTime(ctx,
			&dynamodb.ExportTableToPointInTimeInput{TableArn: &on.arn, S3Bucket: aws.String("no-bucket-has-this-name")}))
	},
	"RestoreTableToPointInTime": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.RestoreTableToPointInTime(ctx, &dynamodb.RestoreTableToPointInTimeInput{
			SourceTableName: &on.name, TargetTableName: aws.String(restored), UseLatestRestorableTime: aws.Bool(true),
		}))
	},
	"RestoreTableFromBackup": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.RestoreTableFromBackup(ctx, &dynamodb.RestoreTableFromBackupInput{
			BackupArn: aws.String(on.backup()), TargetTableName: aws.String(restored),
		}))
	},
	"UpdateContributorInsights": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.UpdateContributorInsights(ctx, &dynamodb.UpdateContributorInsightsInput{
			TableName: &on.name, IndexName: on.index, ContributorInsightsAction: types.ContributorInsightsActionDisable,
		}))
	},
	"DescribeContributorInsights": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.DescribeContributorInsights(ctx,
			&dynamodb.DescribeContributorInsightsInput{TableName: &on.name, IndexName: on.index}))
	},
	"CreateTableReplica": replica(types.ReplicationGroupUpdate{
		Create: &types.CreateReplicationGroupMemberAction{RegionName: aws.String(elsewhere)},
	}),
	"DeleteTableReplica": replica(types.ReplicationGroupUpdate{
		Delete: &types.DeleteReplicationGroupMemberAction{RegionName: aws.String(elsewhere)},
	}),
	"CreateGlobalTable": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.CreateGlobalTable(ctx, &dynamodb.CreateGlobalTableInput{
			GlobalTableName: &on.name, ReplicationGroup: []types.Replica{{RegionName: aws.String(elsewhere)}},
		}))
	},
	"UpdateGlobalTable": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.UpdateGlobalTable(ctx, &dynamodb.UpdateGlobalTableInput{
			GlobalTableName: &on.name, ReplicaUpdates: []types.ReplicaUpdate{},
		}))
	},
	"UpdateGlobalTableSettings": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.UpdateGlobalTableSettings(ctx,
			&dynamodb.UpdateGlobalTableSettingsInput{GlobalTableName: &on.name}))
	},
	"DescribeGlobalTable": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.DescribeGlobalTable(ctx, &dynamodb.DescribeGlobalTableInput{GlobalTableName: &on.name}))
	},
	"DescribeGlobalTableSettings": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.DescribeGlobalTableSettings(ctx,
			&dynamodb.DescribeGlobalTableSettingsInput{GlobalTableName: &on.name}))
	},
	"UpdateTable": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.UpdateTable(ctx,
			&dynamodb.UpdateTableInput{TableName: &on.name, DeletionProtectionEnabled: aws.Bool(true)}))
	},
	"DeleteTable": func(ctx context.Context, by api, on target) error { // which deletion protection then refuses
		return sent(by.tables.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &on.name}))
	},
	"DescribeTable": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &on.name}))
	},
	"UpdateTableReplicaAutoScaling": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.UpdateTableReplicaAutoScaling(ctx,
			&dynamodb.UpdateTableReplicaAutoScalingInput{TableName: &on.name}))
	},
	"DescribeTableReplicaAutoScaling": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.DescribeTableReplicaAutoScaling(ctx,
			&dynamodb.DescribeTableReplicaAutoScalingInput{TableName: &on.name}))
	},
	"UpdateTimeToLive": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
			TableName:               &on.name,
			TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("ttl"), Enabled: aws.Bool(false)},
		}))
	},
	"DescribeTimeToLive": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &on.name}))
	},
	"UpdateContinuousBackups": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{
			TableName: &on.name, PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{
				PointInTimeRecoveryEnabled: aws.Bool(true),
			},
		}))
	},
	"DescribeContinuousBackups": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.DescribeContinuousBackups(ctx,
			&dynamodb.DescribeContinuousBackupsInput{TableName: &on.name}))
	},
	"PutResourcePolicy": func(ctx context.Context, by api, on target) error { // the one that it has
		return sent(by.tables.PutResourcePolicy(ctx, &dynamodb.PutResourcePolicyInput{
			ResourceArn: &on.resource, Policy: aws.String(on.policies[on.resource]),
		}))
	},
	"GetResourcePolicy": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.GetResourcePolicy(ctx, &dynamodb.GetResourcePolicyInput{ResourceArn: &on.resource}))
	},
	"DeleteResourcePolicy": func(ctx context.Context, by api, on target) error { // of a revision that there is not
		return sent(by.tables.DeleteResourcePolicy(ctx, &dynamodb.DeleteResourcePolicyInput{
			ResourceArn: &on.resource, ExpectedRevisionId: aws.String("1"),
		}))
	},
	"TagResource": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.TagResource(ctx, &dynamodb.TagResourceInput{
			ResourceArn: &on.resource, Tags: []types.Tag{{Key: aws.String("replayed"), Value: aws.String("yes")}},
		}))
	},
	"UntagResource": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.UntagResource(ctx,
			&dynamodb.UntagResourceInput{ResourceArn: &on.resource, TagKeys: []string{"none"}}))
	},
	"ListTagsOfResource": func(ctx context.Context, by api, on target) error {
		return sent(by.tables.ListTagsOfResource(ctx, &dynamodb.ListTagsOfResourceInput{ResourceArn: &on.resource}))
	},
}

func replica(update types.ReplicationGroupUpdate) operation {
	return func(ctx context.Context, by api, on target) error {
		return sent(by.tables.UpdateTable(ctx, &dynamodb.UpdateTableInput{
			TableName: &on.name, ReplicaUpdates: []types.ReplicationGroupUpdate{update},
		}))
	}
}

// backup is the ARN of a backup of a table, which need not be there.
func (s *subject) backup() string { return s.arn + "/backup/01234567890123-abcdef01" }
