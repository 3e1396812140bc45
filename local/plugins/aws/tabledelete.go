package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// removeTable deletes the table before its policy. Where deletion protection keeps the table, the policy must stay too.
func removeTable(ctx context.Context, s *session, id string, _ *table) error {
	name := aws.String(id)
	found, err := s.dynamodb.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: name})
	if err != nil {
		return err
	}
	arn := found.Table.TableArn
	_, err = s.dynamodb.GetResourcePolicy(ctx, &dynamodb.GetResourcePolicyInput{ResourceArn: arn})
	hadPolicy := err == nil
	if err != nil && !slices.Contains(noPolicy, errorCode(err)) {
		return err
	}
	if err := deleteTable(ctx, s, name); err != nil {
		return err
	}
	if !hadPolicy {
		return nil
	}
	if err := deleteOrphanedPolicy(ctx, s, name, arn); err != nil {
		return fmt.Errorf("delete the policy that the emulator kept: %w", err)
	}
	return nil
}

// deleteTable retries while the table is in use, as it is soon after a change. Source: terraform-provider-aws,
// internal/service/dynamodb/table.go, deleteTable.
func deleteTable(ctx context.Context, s *session, name *string) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	for {
		_, err := s.dynamodb.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: name})
		if err == nil {
			break
		}
		if errorCode(err) != "ResourceInUseException" {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pollInterval):
		}
	}
	wait := dynamodb.NewTableNotExistsWaiter(s.dynamodb,
		func(o *dynamodb.TableNotExistsWaiterOptions) { o.MinDelay = pollInterval })
	return wait.Wait(ctx, &dynamodb.DescribeTableInput{TableName: name}, timeout)
}

// deleteOrphanedPolicy removes the policy of a deleted table. AWS deletes it with the table. moto keeps it, gives it to
// the next table of that name, and until there is one answers every request about it with "not found". So this function
// creates such a table, for a moment.
func deleteOrphanedPolicy(ctx context.Context, s *session, name, arn *string) error {
	_, err := s.dynamodb.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName:            name,
		BillingMode:          types.BillingModePayPerRequest,
		KeySchema:            keySchema("ghost", nil),
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("ghost"), AttributeType: "S"}},
	})
	if err != nil {
		return err
	}
	if err := waitForTable(ctx, s, *name); err != nil {
		return err
	}
	_, err = s.dynamodb.DeleteResourcePolicy(ctx, &dynamodb.DeleteResourcePolicyInput{ResourceArn: arn})
	if err != nil && !slices.Contains(noPolicy, errorCode(err)) {
		return err
	}
	return deleteTable(ctx, s, name)
}
