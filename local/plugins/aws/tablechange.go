package main

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// updateTable makes one change in each call, and waits after each: AWS does not accept two changes of a table in one
// call.
func updateTable(ctx context.Context, s *session, id string, now, want *table) error {
	if err := s.retagTable(ctx, id, now, want); err != nil {
		return err
	}
	return wrap(changeTable(ctx, s, id, now, want), "updating AWS DynamoDB Table (%s)", id)
}

func changeTable(ctx context.Context, s *session, id string, now, want *table) error {
	name := aws.String(id)
	update := func(in *dynamodb.UpdateTableInput) error {
		in.TableName = name
		if _, err := s.dynamodb.UpdateTable(ctx, in); err != nil {
			return err
		}
		return waitForTable(ctx, s, id)
	}
	billing := contract.ValueOr(want.BillingMode, provisioned)
	if differ(now.BillingMode, want.BillingMode) || billing == provisioned &&
		(differ(now.ReadCapacity, want.ReadCapacity) || differ(now.WriteCapacity, want.WriteCapacity)) {
		if err := update(&dynamodb.UpdateTableInput{
			BillingMode:           types.BillingMode(billing),
			ProvisionedThroughput: throughput(billing, want.ReadCapacity, want.WriteCapacity),
		}); err != nil {
			return err
		}
	}
	if in := want.OnDemandThroughput.changesFrom(billing, now.OnDemandThroughput); in != nil {
		if err := update(&dynamodb.UpdateTableInput{OnDemandThroughput: in}); err != nil {
			return err
		}
	}
	if err := setStream(now, want, update); err != nil {
		return err
	}
	if err := setIndexes(now, want, billing, update); err != nil {
		return err
	}
	if differ(now.TableClass, want.TableClass) {
		class := types.TableClass(contract.ValueOr(want.TableClass, standard))
		if err := update(&dynamodb.UpdateTableInput{TableClass: class}); err != nil {
			return err
		}
	}
	if !reflect.DeepEqual(now.ServerSideEncryption, want.ServerSideEncryption) {
		if err := update(&dynamodb.UpdateTableInput{
			SSESpecification: encryption(want.ServerSideEncryption),
		}); err != nil {
			return err
		}
	}
	if differ(now.DeletionProtectionEnabled, want.DeletionProtectionEnabled) {
		if err := update(&dynamodb.UpdateTableInput{
			DeletionProtectionEnabled: aws.Bool(aws.ToBool(want.DeletionProtectionEnabled)),
		}); err != nil {
			return err
		}
	}
	if err := setTTL(ctx, s, id, now, want); err != nil {
		return err
	}
	return setRecovery(ctx, s, id, now, want)
}

// setStream turns a stream off before it turns one on with another view: AWS cannot change a stream.
func setStream(now, want *table, update func(*dynamodb.UpdateTableInput) error) error {
	current, wanted := aws.ToBool(now.StreamEnabled), aws.ToBool(want.StreamEnabled)
	other := differ(now.StreamViewType, want.StreamViewType)
	if current && (!wanted || other) {
		off := &types.StreamSpecification{StreamEnabled: aws.Bool(false)}
		if err := update(&dynamodb.UpdateTableInput{StreamSpecification: off}); err != nil {
			return err
		}
	}
	if wanted && (!current || other) {
		return update(&dynamodb.UpdateTableInput{StreamSpecification: stream(want)})
	}
	return nil
}

// setIndexes deletes, creates and resizes global indexes, one in each call as AWS requires. A change of an index's keys
// or projection makes a new index.
func setIndexes(now, want *table, billing string, update func(*dynamodb.UpdateTableInput) error) error {
	call := func(u types.GlobalSecondaryIndexUpdate) error {
		return update(&dynamodb.UpdateTableInput{
			AttributeDefinitions:        attributes(want.Attributes),
			GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{u},
		})
	}
	for _, i := range now.GlobalSecondaryIndexes {
		if slices.ContainsFunc(want.GlobalSecondaryIndexes, i.sameShape) {
			continue
		}
		if err := call(types.GlobalSecondaryIndexUpdate{
			Delete: &types.DeleteGlobalSecondaryIndexAction{IndexName: aws.String(i.Name)},
		}); err != nil {
			return err
		}
	}
	for _, i := range want.GlobalSecondaryIndexes {
		at := slices.IndexFunc(now.GlobalSecondaryIndexes, i.sameShape)
		size := throughput(billing, i.ReadCapacity, i.WriteCapacity)
		var limit *types.OnDemandThroughput
		if at >= 0 {
			limit = i.OnDemandThroughput.changesFrom(billing, now.GlobalSecondaryIndexes[at].OnDemandThroughput)
		}
		var err error
		switch {
		case at < 0:
			err = call(types.GlobalSecondaryIndexUpdate{Create: &types.CreateGlobalSecondaryIndexAction{
				IndexName:             aws.String(i.Name),
				KeySchema:             keySchema(i.HashKey, i.RangeKey),
				OnDemandThroughput:    i.OnDemandThroughput.changesFrom(billing, nil),
				Projection:            projection(i.ProjectionType, i.NonKeyAttributes),
				ProvisionedThroughput: size,
			}})
		case limit != nil:
			err = call(types.GlobalSecondaryIndexUpdate{Update: &types.UpdateGlobalSecondaryIndexAction{
				IndexName: aws.String(i.Name), OnDemandThroughput: limit,
			}})
		case size != nil && (differ(now.GlobalSecondaryIndexes[at].ReadCapacity, i.ReadCapacity) ||
			differ(now.GlobalSecondaryIndexes[at].WriteCapacity, i.WriteCapacity)):
			err = call(types.GlobalSecondaryIndexUpdate{Update: &types.UpdateGlobalSecondaryIndexAction{
				IndexName: aws.String(i.Name), ProvisionedThroughput: size,
			}})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (i globalIndex) sameShape(o globalIndex) bool {
	a, b := slices.Sorted(slices.Values(i.NonKeyAttributes)), slices.Sorted(slices.Values(o.NonKeyAttributes))
	return i.Name == o.Name && i.HashKey == o.HashKey && !differ(i.RangeKey, o.RangeKey) &&
		i.ProjectionType == o.ProjectionType && slices.Equal(a, b)
}

// setTTL turns the old attribute off before it turns the new one on.
func setTTL(ctx context.Context, s *session, id string, now, want *table) error {
	current, wasOn := ttl(now)
	wanted, on := ttl(want)
	set := func(attribute string, enabled bool) error {
		_, err := s.dynamodb.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
			TableName: aws.String(id),
			TimeToLiveSpecification: &types.TimeToLiveSpecification{
				AttributeName: aws.String(attribute), Enabled: aws.Bool(enabled),
			},
		})
		return err
	}
	if wasOn && (!on || current != wanted) {
		if err := set(current, false); err != nil {
			return err
		}
	}
	if on && (!wasOn || current != wanted) {
		return set(wanted, true)
	}
	return nil
}

func ttl(t *table) (attribute string, on bool) {
	if t.TTL == nil {
		return "", false
	}
	return aws.ToString(t.TTL.AttributeName), aws.ToBool(t.TTL.Enabled)
}

func setRecovery(ctx context.Context, s *session, id string, now, want *table) error {
	wanted := want.PointInTimeRecovery
	if wanted == nil || reflect.DeepEqual(now.PointInTimeRecovery, wanted) || !wanted.Enabled &&
		(now.PointInTimeRecovery == nil || !now.PointInTimeRecovery.Enabled) {
		return nil
	}
	spec := &types.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: aws.Bool(wanted.Enabled)}
	if wanted.Enabled {
		spec.RecoveryPeriodInDays = wanted.RecoveryPeriodInDays
	}
	_, err := s.dynamodb.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{
		TableName: aws.String(id), PointInTimeRecoverySpecification: spec,
	})
	return wrap(err, "updating PITR")
}

// retagTable asks for the table's ARN where the state does not have it, as after a failed creation.
func (s *session) retagTable(ctx context.Context, id string, now, want *table) error {
	set, remove := tagChanges(now.TagsAll, want.TagsAll)
	if len(set)+len(remove) == 0 {
		return nil
	}
	arn := now.ARN
	if arn == nil {
		found, err := s.dynamodb.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: aws.String(id)})
		if err != nil {
			return err
		}
		arn = found.Table.TableArn
	}
	if len(remove) > 0 {
		if _, err := s.dynamodb.UntagResource(ctx,
			&dynamodb.UntagResourceInput{ResourceArn: arn, TagKeys: remove}); err != nil {
			return fmt.Errorf("updating tags for DynamoDB Table (%s): %w", aws.ToString(arn), err)
		}
	}
	if len(set) > 0 {
		_, err := s.dynamodb.TagResource(ctx, &dynamodb.TagResourceInput{ResourceArn: arn, Tags: tableTags(set)})
		return wrap(err, "updating tags for DynamoDB Table (%s)", aws.ToString(arn))
	}
	return nil
}
