package awsrules

import (
	"context"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// checkStream refuses a stream that its table no longer has. moto accepts any label for the current stream, so a
// request with an old label would be held to the old stream's policy and read the new stream's records. ("StreamArn
// [...] uniquely identifies the stream", DynamoDB Streams API Reference.)
func (e *Enforcer) checkStream(ctx context.Context, req request.Request) error {
	stream := req.Stream()
	if stream == "" {
		return nil
	}
	arn, name := request.TableOf(stream)
	table, err := e.State.Table(ctx, arn)
	if err != nil {
		return err
	}
	if table.StreamARN == stream {
		return nil
	}
	label := stream[strings.LastIndexByte(stream, '/')+1:]
	return missing("Stream: " + label + " not found for Table: " + name)
}
