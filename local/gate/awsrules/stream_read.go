package awsrules

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

func readNumber(text string) (*big.Int, error) {
	number, read := new(big.Int).SetString(text, 10)
	if !read {
		return nil, fmt.Errorf("the emulator's sequence number %q is none", text)
	}
	return number, nil
}

// describe turns the description of moto's stream into the one of this stream.
func (s keptStream) describe(_ context.Context, body []byte) ([]byte, error) {
	var response struct{ StreamDescription map[string]any }
	if err := json.Unmarshal(body, &response); err != nil {
		return nil, err
	}
	description, status := response.StreamDescription, "ENABLED"
	numbers := map[string]any{}
	shards, _ := description["Shards"].([]any)
	for _, shard := range shards {
		if of, is := shard.(map[string]any); is {
			numbers, _ = of["SequenceNumberRange"].(map[string]any)
		}
	}
	if s.First != nil {
		numbers["StartingSequenceNumber"] = s.First.String()
	}
	if !s.on() {
		status = "DISABLED"
		numbers["EndingSequenceNumber"] = new(big.Int).Sub(s.End, big.NewInt(1)).String()
	}
	description["StreamArn"], description["StreamLabel"] = s.arn, s.Label
	description["StreamStatus"], description["StreamViewType"] = status, s.View
	return json.Marshal(response)
}

// iterate starts at this stream's first record where moto would start at its own, and at the end of a stream that was
// switched off where moto would wait for the next record.
func (s keptStream) iterate(req request.Request) (Plan, error) {
	kind, err := req.Fields.String("ShardIteratorType")
	if err != nil {
		return Plan{}, err
	}
	from := map[string]*big.Int{"TRIM_HORIZON": s.First, "LATEST": s.End}[kind]
	plan := Plan{Edit: func(_ context.Context, body []byte) ([]byte, error) {
		return s.replaceIterator(body, "ShardIterator", s.emulated, s.arn)
	}}
	if from == nil {
		return plan, nil
	}
	fields := request.Fields{}
	maps.Copy(fields, req.Fields)
	fields.Set("ShardIteratorType", "AT_SEQUENCE_NUMBER")
	fields.Set("SequenceNumber", from.String())
	plan.Body, err = json.Marshal(fields)
	return plan, err
}

// replaceIterator replaces the ARN at the start of an iterator: the client's begins with its stream's, moto's with that
// of moto's stream.
func (keptStream) replaceIterator(body []byte, field, from, to string) ([]byte, error) {
	var fields request.Fields
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, err
	}
	iterator, err := fields.String(field)
	if rest, found := strings.CutPrefix(iterator, from+"|"); err == nil && found {
		fields.Set(field, to+"|"+rest)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(fields)
}

// read reads moto's stream, and returns what is this stream's.
func (s keptStream) read(req request.Request) (Plan, error) {
	raw, err := json.Marshal(req.Fields)
	if err != nil {
		return Plan{}, err
	}
	body, err := s.replaceIterator(raw, "ShardIterator", s.arn, s.emulated)
	return Plan{Body: body, Edit: s.ownRecords}, err
}

// ownRecords keeps this stream's records, with the images that it shows. The last page of a stream that was switched
// off leads to no other.
func (s keptStream) ownRecords(_ context.Context, body []byte) ([]byte, error) {
	body, err := s.replaceIterator(body, "NextShardIterator", s.emulated, s.arn)
	if err != nil {
		return nil, err
	}
	var response map[string]any
	if err := json.Unmarshal(body, &response); err != nil {
		return nil, err
	}
	records, _ := response["Records"].([]any)
	own, ended := []any{}, len(records) == 0
	for _, record := range records {
		fields, _ := record.(map[string]any)
		change, _ := fields["dynamodb"].(map[string]any)
		number, err := readNumber(fmt.Sprint(change["SequenceNumber"]))
		if err != nil {
			return nil, err
		}
		if s.End != nil && number.Cmp(s.End) >= 0 {
			ended = true
			break
		}
		if s.First != nil && number.Cmp(s.First) < 0 {
			continue
		}
		change["StreamViewType"] = s.View
		for image, shown := range map[string][]string{
			"NewImage": {"NEW_IMAGE", "NEW_AND_OLD_IMAGES"}, "OldImage": {"OLD_IMAGE", "NEW_AND_OLD_IMAGES"},
		} {
			if s.View != shown[0] && s.View != shown[1] {
				delete(change, image)
			}
		}
		own = append(own, record)
	}
	response["Records"] = own
	if ended && !s.on() {
		delete(response, "NextShardIterator")
	}
	return json.Marshal(response)
}

// listStreams lists, in place of moto's stream of each table, those that have records.
func (e *Enforcer) listStreams(ctx context.Context, body []byte) ([]byte, error) {
	var response struct {
		Streams                []map[string]string
		LastEvaluatedStreamArn *string `json:",omitempty"`
	}
	if err := json.Unmarshal(body, &response); err != nil {
		return nil, err
	}
	listed := []map[string]string{}
	for _, of := range response.Streams {
		table, name := request.TableOf(of["StreamArn"])
		kept, err := e.readStreams(ctx, table)
		if err != nil {
			return nil, err
		}
		for _, s := range kept.Streams {
			if e.hasRecords(s) {
				listed = append(listed, map[string]string{"StreamArn": s.arn, "StreamLabel": s.Label, "TableName": name})
			}
		}
	}
	response.Streams = listed
	return json.Marshal(response)
}
