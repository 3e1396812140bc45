package main

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// streamChecks ask about the policy of a stream. A gateway endpoint carries none, so all come from outside.
func streamChecks() []check {
	return []check{
		{
			id: "stream-policy", question: "Does a stream's own policy decide who reads it?",
			expected: "records are refused outside to whoever is not exempt",
			run: func(ctx context.Context, t *trial) error {
				_, err := t.privateStream(ctx)
				return err
			},
		},
		{
			id: "table-policy-and-stream", question: "Does a table's policy decide about its stream?",
			expected: "it does not: the stream is readable outside",
			run: func(ctx context.Context, t *trial) error {
				made, err := t.private(ctx, t.intent())
				if err != nil {
					return err
				}
				return t.expect(ctx, shut(made.name)[0], ask("GetRecords", outside, app, allowed, records(made.stream)))
			},
		},
		{
			id: "stream-off", question: "Is a stream that was switched off readable, and does it keep its policy?",
			expected: "it stays readable to whoever is exempt and refused to others; for how long is not waited for",
			run: func(ctx context.Context, t *trial) error {
				made, err := t.privateStream(ctx)
				if err != nil {
					return err
				}
				if err := t.stream(ctx, made, false); err != nil {
					return err
				}
				return t.expect(ctx,
					ask("GetRecords", outside, consumer, allowed, records(made.stream)),
					ask("GetRecords", outside, app, refused, records(made.stream)),
					ask("GetResourcePolicy", outside, deployer, allowed, readingPolicy(made.stream)),
				)
			},
		},
		{
			id: "stream-on-again", question: "Does a stream that is switched on again have the policy of the last one?",
			expected: "it is another stream, without a policy", run: tryStreamAgain,
		},
	}
}

// privateStream creates a table whose stream has a policy, and sees it decide.
func (t *trial) privateStream(ctx context.Context) (table, error) {
	made, err := t.table(ctx)
	if err != nil {
		return table{}, err
	}
	document, err := t.intent().StreamPolicy(made.stream)
	if err != nil {
		return table{}, err
	}
	text, err := document.JSON()
	if err != nil {
		return table{}, err
	}
	if err := t.attach(ctx, made.stream, text); err != nil {
		return table{}, err
	}
	return made, t.expect(ctx,
		ask("GetRecords", outside, app, refused, records(made.stream)),
		ask("GetRecords", outside, consumer, allowed, records(made.stream)),
	)
}

// stream switches the stream of a table on or off.
func (t *trial) stream(ctx context.Context, of table, on bool) error {
	specification := &types.StreamSpecification{StreamEnabled: &on}
	if on {
		specification.StreamViewType = types.StreamViewTypeNewAndOldImages
	}
	t.sent("UpdateTable with StreamEnabled %t", on)
	client := t.client(outside, deployer).DynamoDB
	err := t.wait(ctx, time.Minute, "the table", func(ctx context.Context) (bool, error) {
		_, err := client.UpdateTable(ctx, &dynamodb.UpdateTableInput{TableName: &of.name, StreamSpecification: specification})
		if codeOf(err) == "ResourceInUseException" {
			return false, nil
		}
		return err == nil, err
	})
	if err != nil {
		return err
	}
	return t.active(ctx, of.name)
}

func tryStreamAgain(ctx context.Context, t *trial) error {
	made, err := t.privateStream(ctx)
	if err != nil {
		return err
	}
	if err := t.stream(ctx, made, false); err != nil {
		return err
	}
	if err := t.wait(ctx, t.pace().first, "the stream", func(ctx context.Context) (bool, error) {
		found, err := t.client(outside, consumer).Streams.DescribeStream(ctx,
			&dynamodbstreams.DescribeStreamInput{StreamArn: &made.stream})
		return err == nil && found.StreamDescription.StreamStatus == streamtypes.StreamStatusDisabled, err
	}); err != nil {
		return err
	}
	if err := t.stream(ctx, made, true); err != nil {
		return err
	}
	found, err := t.client(outside, deployer).DynamoDB.DescribeTable(ctx,
		&dynamodb.DescribeTableInput{TableName: &made.name})
	if err != nil {
		return err
	}
	again := aws.ToString(found.Table.LatestStreamArn)
	t.require(again != made.stream, "the stream has another ARN: %t", again != made.stream)
	return t.expect(ctx,
		ask("GetResourcePolicy", outside, deployer, "PolicyNotFoundException", readingPolicy(again)),
		ask("GetRecords", outside, app, allowed, records(again)),
	)
}

// records reads the first records of a stream.
func records(stream string) call {
	return func(ctx context.Context, c clients) error {
		found, err := c.Streams.DescribeStream(ctx, &dynamodbstreams.DescribeStreamInput{StreamArn: &stream})
		if err != nil {
			return err
		}
		if len(found.StreamDescription.Shards) == 0 {
			return errNoShard
		}
		shard, err := c.Streams.GetShardIterator(ctx, &dynamodbstreams.GetShardIteratorInput{
			StreamArn: &stream, ShardId: found.StreamDescription.Shards[0].ShardId,
			ShardIteratorType: streamtypes.ShardIteratorTypeTrimHorizon,
		})
		if err != nil {
			return err
		}
		_, err = c.Streams.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: shard.ShardIterator})
		return err
	}
}
