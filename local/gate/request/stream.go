package request

import (
	"strings"
)

// streamOperations are those of the DynamoDB Streams API, version 2012-08-10.
var streamOperations = map[string]rule{
	"DescribeStream":   onStream,
	"GetShardIterator": onStream,
	"GetRecords":       records,
	"ListStreams":      onNoResource,
}

func onStream(r *reader) error {
	arn, err := r.resource("StreamArn", streamARN)
	if err == nil {
		r.add(r.operation, arn)
	}
	return err
}

// records finds the stream in the iterator. It precedes the first bar, in AWS's iterators and in moto's.
func records(r *reader) error {
	iterator, err := r.required("ShardIterator")
	if err != nil {
		return err
	}
	arn, _, found := strings.Cut(iterator, "|")
	if !found || !streamARN.MatchString(arn) {
		return invalid("Invalid ShardIterator")
	}
	r.add(r.operation, arn)
	return r.checkRegion(arn)
}

// Stream returns the ARN of the stream that a request names. It is empty where there is none.
func (req Request) Stream() string {
	for _, n := range req.Authorizations {
		if IsStream(n.Resource) {
			return n.Resource
		}
	}
	return ""
}
