package promise

import (
	"context"

	awspolicy "github.com/hashicorp/awspolicyequivalence"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/answer"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/judge"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/world"
)

// attached reads the policy that a request is about. The table must be there, and the caller's own: "This action
// is only supported by accounts that match the resource owner's account."
func (k *Keeper) attached(ctx context.Context, asker judge.Asker, c call.Call) (string, *world.Policy, error) {
	arn, err := c.Fields.String("ResourceArn")
	if err != nil {
		return "", nil, err
	}
	if c.Account(call.Home{}) != asker.Account {
		return "", nil, &answer.Error{
			Code:    call.Validation,
			Message: "This action is only supported by accounts that match the resource owner's account.",
		}
	}
	if table, name := call.TableOf(arn); !call.IsStream(arn) {
		there, err := k.World.HasTable(ctx, table)
		if err != nil {
			return "", nil, err
		}
		if !there {
			return "", nil, missing("Table: " + name + " not found")
		}
	}
	policy, err := k.World.Policy(ctx, arn)
	return arn, policy, err
}

// putPolicy holds a policy to AWS's rules. A document that means what the attached one does is no change: "running
// it multiple times on the same resource using the same policy document will return the same revision ID"
// (PutResourcePolicy, Amazon DynamoDB API Reference).
func (k *Keeper) putPolicy(ctx context.Context, asker judge.Asker, c call.Call) (Plan, error) {
	arn, before, err := k.attached(ctx, asker, c)
	if err != nil {
		return Plan{}, err
	}
	body, err := c.Fields.String("Policy")
	if err != nil {
		return Plan{}, err
	}
	if err := k.checkDocument(ctx, arn, body); err != nil {
		return Plan{}, err
	}
	confirmed, err := c.Fields.Bool("ConfirmRemoveSelfResourceAccess")
	if err != nil {
		return Plan{}, err
	}
	if !confirmed {
		if err := k.checkLockout(ctx, asker, arn, body); err != nil {
			return Plan{}, err
		}
	}
	expected, err := c.Fields.String("ExpectedRevisionId")
	if err != nil {
		return Plan{}, err
	}
	if before != nil && expected == "" {
		if same, err := awspolicy.PoliciesAreEquivalent(before.Body, body); err == nil && same {
			return Plan{Reply: map[string]string{"RevisionId": before.Revision}}, nil
		}
	}
	if err := k.Clock.cooled(arn); err != nil {
		return Plan{}, err
	}
	request, err := with(c.Fields, "ResourceArn", world.Shelf(arn))
	return Plan{Body: request, After: func(context.Context) error {
		k.Clock.changed(k.World, arn, before, &world.Policy{Body: body})
		return nil
	}}, err
}

// getPolicy reads a stream's policy from where it is kept, and says of which resource it finds none.
func (k *Keeper) getPolicy(ctx context.Context, asker judge.Asker, c call.Call) (Plan, error) {
	arn, now, err := k.attached(ctx, asker, c)
	if err != nil {
		return Plan{}, err
	}
	if now == nil {
		return Plan{}, noPolicy(arn)
	}
	return Plan{Reply: map[string]string{"Policy": now.Body, "RevisionId": now.Revision}}, nil
}

// deletePolicy succeeds where there is no policy: "DeleteResourcePolicy is an idempotent operation; running it
// multiple times on the same resource doesn't result in an error response, unless you specify an
// ExpectedRevisionId, which will then return a PolicyNotFoundException."
func (k *Keeper) deletePolicy(ctx context.Context, asker judge.Asker, c call.Call) (Plan, error) {
	arn, before, err := k.attached(ctx, asker, c)
	if err != nil {
		return Plan{}, err
	}
	expected, err := c.Fields.String("ExpectedRevisionId")
	switch {
	case err != nil:
		return Plan{}, err
	case before == nil && expected != "":
		return Plan{}, noPolicy(arn)
	case before == nil:
		return Plan{Reply: struct{}{}}, nil
	}
	if err := k.Clock.cooled(arn); err != nil {
		return Plan{}, err
	}
	request, err := with(c.Fields, "ResourceArn", world.Shelf(arn))
	return Plan{Body: request, After: func(context.Context) error {
		k.Clock.changed(k.World, arn, before, nil)
		return nil
	}}, err
}

func noPolicy(arn string) error {
	return &answer.Error{
		Code:    "PolicyNotFoundException",
		Message: "Resource-based policy not found for the provided ResourceArn: " + arn,
	}
}
