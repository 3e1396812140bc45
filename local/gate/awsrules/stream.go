package awsrules

import (
	"context"
	"encoding/json"
	"math/big"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// moto knows one stream of a table. It never turns another on, and a table whose stream it turned off takes no items.
// The gate therefore leaves moto's stream on, with both images, and keeps which part of it is which stream: each time
// a stream is switched on it is another one, with an ARN of its own. (StreamArn, DynamoDB Streams API Reference.)
//
// A stream that was switched off is there for a day: "the data in the stream continues to be readable for 24 hours"
// ("Change data capture for DynamoDB Streams", Amazon DynamoDB Developer Guide).
const readableAfterwards = 24 * time.Hour

// tableStreams are the streams of a table, the oldest first. They are kept as a stream's policy is: under an ARN that
// ends in the table's name.
type tableStreams struct {
	Emulated string // the label of moto's stream, which tells a table that was made past the gate from an earlier one
	Streams  []keptStream
}

// keptStream is one stream of a table.
type keptStream struct {
	Label, View string
	// First is the sequence number of the stream's first record, nil for the first of moto's; End is the one after its
	// last, nil as long as the stream is on.
	First, End *big.Int
	Ended      time.Time // when it was switched off

	arn, emulated string // in AWS, and in moto
}

func (s keptStream) on() bool { return s.End == nil }

func streamsARN(arn string) string {
	_, name := request.TableOf(arn)
	return arn + "/streams/" + name
}

func labelOf(stream string) string { return stream[strings.LastIndexByte(stream, '/')+1:] }

// readStreams reads the streams of a table. There are none where it does not exist.
func (e *Enforcer) readStreams(ctx context.Context, arn string) (tableStreams, error) {
	table, err := e.State.Table(ctx, arn)
	if err != nil || table.StreamARN == "" {
		return tableStreams{}, err
	}
	found, err := e.State.Policy(ctx, streamsARN(arn))
	if err != nil {
		return tableStreams{}, err
	}
	kept := tableStreams{}
	if found != nil {
		if err := json.Unmarshal([]byte(found.Body), &kept); err != nil {
			return tableStreams{}, err
		}
	}
	if emulated := labelOf(table.StreamARN); kept.Emulated != emulated {
		kept = tableStreams{emulated, []keptStream{{Label: emulated, View: table.StreamView}}}
	}
	for i := range kept.Streams {
		kept.Streams[i].arn, kept.Streams[i].emulated = arn+"/stream/"+kept.Streams[i].Label, table.StreamARN
	}
	return kept, nil
}

func (e *Enforcer) storeStreams(ctx context.Context, arn string, streams tableStreams) error {
	body, err := json.Marshal(streams)
	if err != nil {
		return err
	}
	_, err = e.State.DynamoDB(arn).PutResourcePolicy(ctx, &dynamodb.PutResourcePolicyInput{
		ResourceArn: aws.String(streamsARN(arn)), Policy: aws.String(string(body)),
	})
	return emulatorError(err)
}

// latest returns the stream that was switched on last. It is nil where there never was one.
func (t tableStreams) latest() *keptStream {
	if len(t.Streams) == 0 {
		return nil
	}
	return &t.Streams[len(t.Streams)-1]
}

// hasRecords reports whether a stream is on, or was switched off less than a day ago.
func (e *Enforcer) hasRecords(s keptStream) bool {
	return s.on() || e.Clock.now().Before(s.Ended.Add(e.Clock.scale(readableAfterwards)))
}

// checkStream finds the stream that a request names. It refuses one that its table never had, or has no more: moto
// accepts any label, so the request would be held to one stream's policy and read another's records.
func (e *Enforcer) checkStream(ctx context.Context, req request.Request) (keptStream, error) {
	stream := req.Stream()
	if stream == "" {
		return keptStream{}, nil
	}
	arn, name := request.TableOf(stream)
	kept, err := e.readStreams(ctx, arn)
	if err != nil {
		return keptStream{}, err
	}
	for _, s := range kept.Streams {
		if s.arn == stream && e.hasRecords(s) {
			return s, nil
		}
	}
	return keptStream{}, missing("Stream: " + labelOf(stream) + " not found for Table: " + name)
}
