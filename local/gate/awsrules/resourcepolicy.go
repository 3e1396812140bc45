package awsrules

import (
	"context"

	awspolicy "github.com/hashicorp/awspolicyequivalence"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/authorize"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// attachedPolicy reads the policy that a request is about. The table must exist and be in the caller's account: "This
// action is only supported by accounts that match the resource owner's account."
func (e *Enforcer) attachedPolicy(
	ctx context.Context, caller authorize.Caller, req request.Request,
) (string, *awsstate.Policy, error) {
	arn, err := req.Fields.String("ResourceArn")
	if err != nil {
		return "", nil, err
	}
	if req.Account(request.Home{}) != caller.Account {
		return "", nil, &awserror.Error{
			Code:    request.Validation,
			Message: "This action is only supported by accounts that match the resource owner's account.",
		}
	}
	if table, name := request.TableOf(arn); !request.IsStream(arn) {
		there, err := e.State.HasTable(ctx, table)
		if err != nil {
			return "", nil, err
		}
		if !there {
			return "", nil, missing("Table: " + name + " not found")
		}
	}
	policy, err := e.State.Policy(ctx, arn)
	return arn, policy, err
}

// putPolicy checks a policy against AWS's rules. A document that is equivalent to the attached one changes nothing:
// "running it multiple times on the same resource using the same policy document will return the same revision ID"
// (PutResourcePolicy, Amazon DynamoDB API Reference).
func (e *Enforcer) putPolicy(ctx context.Context, caller authorize.Caller, req request.Request) (Plan, error) {
	arn, before, err := e.attachedPolicy(ctx, caller, req)
	if err != nil {
		return Plan{}, err
	}
	body, err := req.Fields.String("Policy")
	if err != nil {
		return Plan{}, err
	}
	if err := e.checkDocument(ctx, arn, body); err != nil {
		return Plan{}, err
	}
	confirmed, err := req.Fields.Bool("ConfirmRemoveSelfResourceAccess")
	if err != nil {
		return Plan{}, err
	}
	if !confirmed {
		if err := e.checkLockout(ctx, caller, arn, body); err != nil {
			return Plan{}, err
		}
	}
	expected, err := req.Fields.String("ExpectedRevisionId")
	if err != nil {
		return Plan{}, err
	}
	if before != nil && expected == "" {
		if same, err := awspolicy.PoliciesAreEquivalent(before.Body, body); err == nil && same {
			return Plan{Reply: map[string]string{"RevisionId": before.Revision}}, nil
		}
	}
	if err := e.Clock.checkCoolDown(arn); err != nil {
		return Plan{}, err
	}
	stored, err := withField(req.Fields, "ResourceArn", awsstate.StorageARN(arn))
	return Plan{Body: stored, After: func(context.Context) error {
		e.Clock.recordChange(e.State, arn, before, &awsstate.Policy{Body: body})
		return nil
	}}, err
}

// getPolicy answers with the policy of a table or a stream.
func (e *Enforcer) getPolicy(ctx context.Context, caller authorize.Caller, req request.Request) (Plan, error) {
	arn, now, err := e.attachedPolicy(ctx, caller, req)
	if err != nil {
		return Plan{}, err
	}
	if now == nil {
		return Plan{}, noPolicy(arn)
	}
	return Plan{Reply: map[string]string{"Policy": now.Body, "RevisionId": now.Revision}}, nil
}

// deletePolicy succeeds where there is no policy: "DeleteResourcePolicy is an idempotent operation; running it multiple
// times on the same resource doesn't result in an error response, unless you specify an ExpectedRevisionId, which will
// then return a PolicyNotFoundException."
func (e *Enforcer) deletePolicy(ctx context.Context, caller authorize.Caller, req request.Request) (Plan, error) {
	arn, before, err := e.attachedPolicy(ctx, caller, req)
	if err != nil {
		return Plan{}, err
	}
	expected, err := req.Fields.String("ExpectedRevisionId")
	switch {
	case err != nil:
		return Plan{}, err
	case before == nil && expected != "":
		return Plan{}, noPolicy(arn)
	case before == nil:
		return Plan{Reply: struct{}{}}, nil
	}
	if err := e.Clock.checkCoolDown(arn); err != nil {
		return Plan{}, err
	}
	stored, err := withField(req.Fields, "ResourceArn", awsstate.StorageARN(arn))
	return Plan{Body: stored, After: func(context.Context) error {
		e.Clock.recordChange(e.State, arn, before, nil)
		return nil
	}}, err
}

func noPolicy(arn string) error {
	return &awserror.Error{
		Code:    "PolicyNotFoundException",
		Message: "Resource-based policy not found for the provided ResourceArn: " + arn,
	}
}
