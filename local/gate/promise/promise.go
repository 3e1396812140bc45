// Package promise keeps what AWS promises and moto does not: limits and rules that a policy must obey, policies
// of streams, and what becomes of a policy when its table goes. It answers with AWS's error codes.
//
// Wording that AWS's documentation does not give is as recorded from AWS by the public lab "ack-api-quirks
// dynamodb".
package promise

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"sync"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/answer"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/judge"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/world"
)

// Keeper keeps the promises.
type Keeper struct {
	World *world.World
	Judge *judge.Judge
	Clock *Clock

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
func (k *Keeper) DynamoDB(ctx context.Context, asker judge.Asker, c call.Call, home call.Home) (Plan, error) {
	if err := k.streamIsThere(ctx, c); err != nil {
		return Plan{}, err
	}
	var plan func(context.Context, judge.Asker, call.Call) (Plan, error)
	switch {
	case c.Operation == "PutResourcePolicy":
		plan = k.putPolicy
	case c.Operation == "DeleteResourcePolicy":
		plan = k.deletePolicy
	case c.Operation == "TagResource":
		plan = k.tag
	case c.Operation == "GetResourcePolicy":
		return k.getPolicy(ctx, asker, c)
	case c.Operation == "DescribeTable":
		return Plan{Edit: k.showCeilings(c.Needs[0].Resource)}, nil
	case c.Operation == "UpdateTable":
		plan = func(ctx context.Context, _ judge.Asker, c call.Call) (Plan, error) {
			return k.updateTable(ctx, c.Needs[0].Resource, c)
		}
	case c.NewTable(home) != "":
		plan = func(ctx context.Context, _ judge.Asker, c call.Call) (Plan, error) {
			return k.newTable(ctx, c, c.NewTable(home))
		}
	default:
		return Plan{}, nil
	}
	k.change.Lock()
	p, err := plan(ctx, asker, c)
	if err != nil {
		k.change.Unlock()
		return Plan{}, err
	}
	p.Done = k.change.Unlock
	return p, nil
}

func invalid(message string) *answer.Error {
	return &answer.Error{Code: call.Validation, Message: "One or more parameter values were invalid: " + message}
}

func missing(message string) *answer.Error {
	return &answer.Error{Code: "ResourceNotFoundException", Message: "Requested resource not found: " + message}
}

// with is a request's body with one field changed.
func with(fields call.Fields, field, value string) ([]byte, error) {
	changed := call.Fields{}
	maps.Copy(changed, fields)
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	changed[field] = raw
	return json.Marshal(changed)
}

// fault turns what the emulator refuses to the gate itself into an answer, and leaves that it cannot be asked.
func fault(err error) error {
	if code := world.CodeOf(err); code != "" {
		return errors.Join(errors.New("the emulator refused what the gate had to ask it"), err)
	}
	return err
}
