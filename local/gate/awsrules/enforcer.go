// Package awsrules keeps what AWS promises and moto does not: limits and rules that a policy must obey, policies
// of streams, and what becomes of a policy when its table goes. It answers with AWS's error codes.
//
// Wording that AWS's documentation does not give is as recorded from AWS by the public lab "ack-api-quirks
// dynamodb".
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

// Enforcer keeps the promises.
type Enforcer struct {
	State      *awsstate.State
	Authorizer *authorize.Authorizer
	Clock      *Clock

	// change is held from the moment that a change is looked at until the emulator has made it: two changes at
	// once could each be right without the other.
	change sync.Mutex
}

// Plan is what becomes of a request that policies allow. The zero value forwards it.
type Plan struct {
	Reply any    // the answer, where the emulator need not be asked
	Body  []byte // what the emulator is asked instead
	// After is called once the emulator has done what it was asked, and before the client hears of it.
	After func(context.Context) error
	// Edit changes the emulator's answer to what it was asked, where it did it. It comes after After.
	Edit func(context.Context, []byte) ([]byte, error)
	// Done is called at the end, whatever it was.
	Done func()
}

// DynamoDB looks at a request that policies allow. An *[answer.Error] refuses it; any other error means that the
// emulator could not be asked.
func (e *Enforcer) DynamoDB(ctx context.Context, caller authorize.Caller, req request.Request, home request.Home) (Plan, error) {
	if err := e.checkStream(ctx, req); err != nil {
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
		return Plan{Edit: e.describeOnDemandLimits(req.Authorizations[0].Resource)}, nil
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

// withField is a request's body with one field changed.
func withField(fields request.Fields, field, value string) ([]byte, error) {
	changed := request.Fields{}
	maps.Copy(changed, fields)
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	changed[field] = raw
	return json.Marshal(changed)
}

// emulatorError turns what the emulator refuses to the gate itself into an answer, and leaves that it cannot be asked.
func emulatorError(err error) error {
	if code := awsstate.CodeOf(err); code != "" {
		return errors.Join(errors.New("the emulator refused what the gate had to ask it"), err)
	}
	return err
}
