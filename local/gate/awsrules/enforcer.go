// Package awsrules enforces rules of AWS that moto does not: quotas, the rules that a policy must obey, policies of
// streams, and what happens to a policy when its table is deleted. It answers with AWS's error codes. It also mends
// moto's responses where they differ from AWS's in what an aws provider reads.
//
// Where AWS's documentation does not give the text of a message, it is the text that the public lab "ack-api-quirks
// dynamodb" recorded from AWS.
package awsrules

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"sync"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/authorize"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// Enforcer enforces the rules.
type Enforcer struct {
	State      *awsstate.State
	Authorizer *authorize.Authorizer
	Clock      *Clock

	// change is locked from the check of a change until the emulator has made it. Of two changes at once, each could be
	// valid only without the other.
	change sync.Mutex
}

// Plan says what to do with a request that the policies allow. The zero value forwards it.
type Plan struct {
	Reply any    // the response, where the emulator need not be called
	Body  []byte // the body to send to the emulator instead of the request's
	// After is called once the emulator has made the change, and before the client has the response.
	After func(context.Context) error
	// Edit changes the response of a request that succeeded. It is called after After.
	Edit func(context.Context, []byte) ([]byte, error)
	// Done is called at the end, whatever the outcome.
	Done func()
}

// DynamoDB checks a request that the policies allow. An [*awserror.Error] refuses it. Any other error means that the
// emulator could not be read.
func (e *Enforcer) DynamoDB(
	ctx context.Context, caller authorize.Caller, req request.Request, home request.Home,
) (Plan, error) {
	stream, err := e.checkStream(ctx, req)
	if err != nil {
		return Plan{}, err
	}
	var plan func(context.Context, authorize.Caller, request.Request) (Plan, error)
	switch {
	case req.Operation == "PutResourcePolicy":
		plan = e.putPolicy
	case req.Operation == "DeleteResourcePolicy":
		plan = e.deletePolicy
	case req.Operation == "TagResource":
		plan = e.tagResource
	case req.Operation == "GetResourcePolicy":
		return e.getPolicy(ctx, caller, req)
	case req.Operation == "DescribeTable":
		return Plan{Edit: e.describeTable(req.Authorizations[0].Resource)}, nil
	case req.Operation == "DescribeContributorInsights", req.Operation == "DescribeKinesisStreamingDestination":
		return e.notEnabled(ctx, req)
	case req.Operation == "ListStreams":
		return Plan{Edit: e.listStreams}, nil
	case req.Operation == "DescribeStream":
		return Plan{Edit: stream.describe}, nil
	case req.Operation == "GetShardIterator":
		return stream.iterate(req)
	case req.Operation == "GetRecords":
		return stream.read(req)
	case req.Operation == "UpdateTable":
		plan = func(ctx context.Context, _ authorize.Caller, req request.Request) (Plan, error) {
			return e.updateTable(ctx, req.Authorizations[0].Resource, req)
		}
	case req.NewTable(home) != "":
		plan = func(ctx context.Context, _ authorize.Caller, req request.Request) (Plan, error) {
			return e.newTable(ctx, req, req.NewTable(home))
		}
	default:
		return Plan{}, nil
	}
	e.change.Lock()
	p, err := plan(ctx, caller, req)
	if err != nil {
		e.change.Unlock()
		return Plan{}, err
	}
	p.Done = e.change.Unlock
	return p, nil
}

func invalid(message string) *awserror.Error {
	return &awserror.Error{Code: request.Validation, Message: "One or more parameter values were invalid: " + message}
}

func missing(message string) *awserror.Error {
	return &awserror.Error{Code: "ResourceNotFoundException", Message: "Requested resource not found: " + message}
}

// withField returns a request's body with one field changed.
func withField(fields request.Fields, field string, value any) ([]byte, error) {
	changed := request.Fields{}
	maps.Copy(changed, fields)
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	changed[field] = raw
	return json.Marshal(changed)
}

// withoutField returns a request's body without one field.
func withoutField(fields request.Fields, field string) ([]byte, error) {
	changed := request.Fields{}
	maps.Copy(changed, fields)
	delete(changed, field)
	return json.Marshal(changed)
}

// describeTable returns an edit that adds to the description of a table what moto does not know of it.
func (e *Enforcer) describeTable(arn string) func(context.Context, []byte) ([]byte, error) {
	limits := e.describeOnDemandLimits(arn)
	return func(ctx context.Context, body []byte) ([]byte, error) {
		body, err := limits(ctx, body)
		if err != nil {
			return nil, err
		}
		if body, err = describeOnDemandCapacity(ctx, body); err != nil {
			return nil, err
		}
		if body, err = e.describeTableSettings(ctx, arn, body); err != nil {
			return nil, err
		}
		return e.describeStreams(ctx, arn, body)
	}
}

// emulatorError marks an error of the emulator that answers a call of the gate's own, so that it is not taken for an
// answer to the client. An error without a code of AWS is returned as it is.
func emulatorError(err error) error {
	if code := awsstate.CodeOf(err); code != "" {
		return errors.Join(errors.New("the emulator refused a call of the gate"), err)
	}
	return err
}
