package main

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// backupChecks ask about copies.
func backupChecks() []check {
	return []check{
		{
			id: "backup", question: "Does a table's policy decide who makes a backup, and what has the copy?",
			expected: "CreateBackup is refused outside to whoever is not exempt; a restored table has no policy",
			run:      tryBackup,
		},
	}
}

func tryBackup(ctx context.Context, t *trial) error {
	made, err := t.private(ctx, t.intent())
	if err != nil {
		return err
	}
	backup := func(ctx context.Context, c clients) (string, error) {
		out, err := c.DynamoDB.CreateBackup(ctx,
			&dynamodb.CreateBackupInput{TableName: &made.name, BackupName: aws.String(t.named("backup"))})
		if err != nil {
			return "", err
		}
		return *out.BackupDetails.BackupArn, nil
	}
	if err := t.expect(ctx, shut(made.name)[0], ask("CreateBackup", outside, app, refused,
		func(ctx context.Context, c clients) error {
			_, err := backup(ctx, c)
			return err
		})); err != nil {
		return err
	}
	arn, err := backup(ctx, t.client(outside, backupper)) // once, since each call makes another
	t.require(err == nil, "CreateBackup (%s): %s", describeRole(outside, backupper), answerOf(err))
	if err != nil {
		return errSettled
	}
	name := t.named("backup-restored")
	t.sent("RestoreTableFromBackup")
	client := t.client(outside, breakGlass).DynamoDB
	err = t.wait(ctx, time.Minute, "the backup", func(ctx context.Context) (bool, error) {
		_, err := client.RestoreTableFromBackup(ctx,
			&dynamodb.RestoreTableFromBackupInput{BackupArn: &arn, TargetTableName: &name})
		if isBusyOrGone(err) {
			return false, nil
		}
		return err == nil, err
	})
	t.require(err == nil, "RestoreTableFromBackup (%s): %s", describeRole(outside, breakGlass), answerOf(err))
	if err != nil {
		return err
	}
	started := time.Now()
	var restored *types.TableDescription
	if err := t.wait(ctx, 15*time.Minute, "the restored table", func(ctx context.Context) (bool, error) {
		found, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
		if err != nil {
			return false, err
		}
		restored = found.Table
		return restored.TableStatus == types.TableStatusActive, nil
	}); err != nil {
		return err
	}
	t.observed("the restored table is active after %.0f s; its stream is on: %t, it is protected from deletion: %t",
		time.Since(started).Seconds(), restored.StreamSpecification != nil, aws.ToBool(restored.DeletionProtectionEnabled))
	return t.expect(ctx,
		ask("GetResourcePolicy of the restored table", outside, breakGlass, "PolicyNotFoundException",
			readingPolicy(*restored.TableArn)),
		ask("GetItem of the restored table", outside, app, allowed, getting(name)),
	)
}
