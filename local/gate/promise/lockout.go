package promise

import (
	"context"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/answer"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/judge"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/world"
)

// checkLockout refuses a policy under which the caller could not change it again. AWS asks for
// PutResourcePolicy alone, of the caller as it is. ("Resource-based policy with IP address conditions", Amazon
// DynamoDB Developer Guide: "If you attach a policy that would lock you out in this way, DynamoDB rejects it with
// the following error".) Whether AWS takes the caller's network into account, no document says; here it does.
func (k *Keeper) checkLockout(ctx context.Context, asker judge.Asker, arn, body string) error {
	again := call.Need{Action: "dynamodb:PutResourcePolicy", Resource: arn}
	ruling, err := k.Judge.RuleUnder(ctx, asker, again, world.Policy{Body: body})
	if err != nil {
		return err
	}
	if ruling.Allowed() {
		return nil
	}
	return &answer.Error{
		Code:    "AccessDeniedException",
		Message: "The new resource policy will not allow you to update the resource policy in the future.",
	}
}
