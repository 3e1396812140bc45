package awsstate

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// Table describes a table. A table that does not exist is the zero value.
type Table struct {
	StreamARN string
	Tags      map[string]string
}

// Table reads a table by its ARN.
func (s *State) Table(ctx context.Context, arn string) (Table, error) {
	return Cached(ctx, s, "table "+arn, func(ctx context.Context) (Table, error) {
		client := s.DynamoDB(arn)
		_, name := request.TableOf(arn)
		found, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
		if isCode(err, "ResourceNotFoundException") {
			return Table{}, nil
		}
		if err != nil {
			return Table{}, fmt.Errorf("read table %s: %w", arn, err)
		}
		table := Table{StreamARN: aws.ToString(found.Table.LatestStreamArn), Tags: map[string]string{}}
		input := &dynamodb.ListTagsOfResourceInput{ResourceArn: &arn}
		for {
			page, err := client.ListTagsOfResource(ctx, input)
			if err != nil {
				return Table{}, fmt.Errorf("read the tags of %s: %w", arn, err)
			}
			for _, tag := range page.Tags {
				table.Tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
			}
			// moto appends a tag where AWS replaces it, and pages by key. A full page of one key leads to itself, and has no
			// last page.
			if page.NextToken == nil || aws.ToString(page.NextToken) == aws.ToString(input.NextToken) {
				return table, nil
			}
			input.NextToken = page.NextToken
		}
	})
}

// Policy is a resource policy and its revision.
type Policy struct{ Body, Revision string }

// Policy reads the policy of a table or a stream. It is nil where there is none.
func (s *State) Policy(ctx context.Context, arn string) (*Policy, error) {
	return Cached(ctx, s, "policy "+arn, func(ctx context.Context) (*Policy, error) {
		found, err := s.DynamoDB(arn).GetResourcePolicy(ctx,
			&dynamodb.GetResourcePolicyInput{ResourceArn: aws.String(StorageARN(arn))})
		if isCode(err, "PolicyNotFoundException", "ResourceNotFoundException") {
			return nil, nil //nolint:nilnil // none is an answer
		}
		if err != nil {
			return nil, fmt.Errorf("read the policy of %s: %w", arn, err)
		}
		return &Policy{aws.ToString(found.Policy), aws.ToString(found.RevisionId)}, nil
	})
}

// StorageARN returns the ARN under which the emulator keeps the policy of a resource. moto has no policies of streams,
// but it keeps a policy under any ARN that ends in the name of a table. A stream's policy is therefore kept under the
// stream's ARN with that name appended: apart from the table's, and gone when moto is.
func StorageARN(arn string) string {
	if !request.IsStream(arn) {
		return arn
	}
	_, name := request.TableOf(arn)
	return arn + "/" + name
}

// HasTable reports whether a table exists.
func (s *State) HasTable(ctx context.Context, arn string) (bool, error) {
	table, err := s.Table(ctx, arn)
	return table.Tags != nil, err
}
