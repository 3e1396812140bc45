package awsrules

import (
	"context"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/authorize"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// checkLockout refuses a policy under which the caller could not change the policy again. AWS checks PutResourcePolicy
// alone, for the caller as it is. ("Resource-based policy with IP address conditions", Amazon DynamoDB Developer Guide:
// "If you attach a policy that would lock you out in this way, DynamoDB rejects it with the following error".) No
// document says whether AWS takes the caller's network into account; the gate does.
func (e *Enforcer) checkLockout(ctx context.Context, caller authorize.Caller, arn, body string) error {
	again := request.Authorization{Action: "dynamodb:PutResourcePolicy", Resource: arn}
	decision, err := e.Authorizer.AuthorizeUnder(ctx, caller, again, awsstate.Policy{Body: body})
	if err != nil {
		return err
	}
	if decision.Allowed() {
		return nil
	}
	return &awserror.Error{
		Code:    "AccessDeniedException",
		Message: "The new resource policy will not allow you to update the resource policy in the future.",
	}
}
