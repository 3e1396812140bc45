package awsrules

import (
	"context"
	"encoding/json"
	"math/big"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// streamSpecification is what CreateTable and UpdateTable ask for.
type streamSpecification struct {
	StreamEnabled  bool
	StreamViewType string `json:",omitempty"`
}

const specificationField = "StreamSpecification"

// bothImages is how moto keeps every stream: what a stream does not show is taken from its records when they are read.
var bothImages = streamSpecification{true, string(types.StreamViewTypeNewAndOldImages)}

// readSpecification is nil where a request leaves the stream as it is.
func readSpecification(fields request.Fields) (*streamSpecification, error) {
	raw, found := fields[specificationField]
	if !found || string(raw) == "null" {
		return nil, nil //nolint:nilnil // none is an answer
	}
	asked := &streamSpecification{}
	if err := json.Unmarshal(raw, asked); err != nil {
		return nil, &request.RefusedError{Code: request.Serialization, Message: specificationField + " cannot be read"}
	}
	if asked.StreamEnabled && asked.StreamViewType == "" {
		return nil, invalid("StreamViewType is required where StreamEnabled is true")
	}
	return asked, nil
}

// firstStream returns the body that switches on a table's first stream, and what is left to do then. Both are nil where
// the request asks for none.
func (e *Enforcer) firstStream(arn string, fields request.Fields) ([]byte, func(context.Context) error, error) {
	asked, err := readSpecification(fields)
	if err != nil || asked == nil || !asked.StreamEnabled {
		return nil, nil, err
	}
	body, err := withField(fields, specificationField, bothImages)
	return body, func(ctx context.Context) error {
		e.State.Invalidate()
		table, err := e.State.Table(ctx, arn)
		if err != nil {
			return err
		}
		label := labelOf(table.StreamARN)
		return e.storeStreams(ctx, arn, tableStreams{label, []keptStream{{Label: label, View: asked.StreamViewType}}})
	}, err
}

// switchStream switches a stream on or off, in what the gate keeps. "You receive a ValidationException if you try to
// enable a stream on a table that already has a stream, or if you try to disable a stream on a table that doesn't have
// a stream." (UpdateTable, Amazon DynamoDB API Reference. The texts are ours.)
func (e *Enforcer) switchStream(
	ctx context.Context, arn string, fields request.Fields,
) ([]byte, func(context.Context) error, error) {
	asked, err := readSpecification(fields)
	if err != nil || asked == nil {
		return nil, nil, err
	}
	kept, err := e.readStreams(ctx, arn)
	if err != nil {
		return nil, nil, err
	}
	latest := kept.latest()
	on := latest != nil && latest.on()
	switch {
	case asked.StreamEnabled && on:
		return nil, nil, refusedSwitch("Table already has an enabled stream: " + latest.arn)
	case !asked.StreamEnabled && !on:
		return nil, nil, refusedSwitch("Table has no enabled stream: " + arn)
	case latest == nil:
		return e.firstStream(arn, fields)
	}
	body, err := withoutField(fields, specificationField)
	return body, func(ctx context.Context) error {
		next, err := e.nextRecord(ctx, latest.emulated)
		if err != nil {
			return err
		}
		if asked.StreamEnabled {
			label := e.Clock.now().UTC().Format("2006-01-02T15:04:05.000")
			kept.Streams = append(kept.Streams, keptStream{Label: label, View: asked.StreamViewType, First: next})
		} else {
			latest.End, latest.Ended = next, e.Clock.now()
		}
		return e.storeStreams(ctx, arn, kept)
	}, err
}

func refusedSwitch(message string) error {
	return &awserror.Error{Code: request.Validation, Message: message}
}

// nextRecord returns the sequence number that the next record of moto's stream will have. moto's stream has one shard,
// and its records have successive numbers.
func (e *Enforcer) nextRecord(ctx context.Context, stream string) (*big.Int, error) {
	client := e.State.Streams(stream)
	found, err := client.DescribeStream(ctx, &dynamodbstreams.DescribeStreamInput{StreamArn: &stream})
	if err != nil {
		return nil, emulatorError(err)
	}
	shard := found.StreamDescription.Shards[0]
	next, err := readNumber(aws.ToString(shard.SequenceNumberRange.StartingSequenceNumber))
	if err != nil {
		return nil, err
	}
	start, err := client.GetShardIterator(ctx, &dynamodbstreams.GetShardIteratorInput{
		StreamArn: &stream, ShardId: shard.ShardId, ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
	})
	if err != nil {
		return nil, emulatorError(err)
	}
	for iterator := start.ShardIterator; ; {
		page, err := client.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: iterator})
		if err != nil {
			return nil, emulatorError(err)
		}
		if len(page.Records) == 0 {
			return next, nil
		}
		next.Add(next, big.NewInt(int64(len(page.Records))))
		iterator = page.NextShardIterator
	}
}

// describeStreams puts the stream of a table into its description.
func (e *Enforcer) describeStreams(ctx context.Context, arn string, body []byte) ([]byte, error) {
	kept, err := e.readStreams(ctx, arn)
	latest := kept.latest()
	if err != nil || latest == nil {
		return body, err
	}
	var response map[string]request.Fields
	if err := json.Unmarshal(body, &response); err != nil {
		return nil, err
	}
	for _, table := range response { // Table or TableDescription
		delete(table, specificationField)
		if latest.on() {
			table.Set(specificationField, streamSpecification{true, latest.View})
		}
		table.Set("LatestStreamArn", latest.arn)
		table.Set("LatestStreamLabel", latest.Label)
	}
	return json.Marshal(response)
}
