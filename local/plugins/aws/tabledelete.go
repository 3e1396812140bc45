package main

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

func removeTable(ctx context.Context, s *session, id string, _ *table) error {
	return wrap(deleteTable(ctx, s, aws.String(id)), "deleting AWS DynamoDB Table (%s)", id)
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
