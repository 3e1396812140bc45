package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// timeChecks measure how long AWS takes to enforce a policy. The times that are expected were measured by others.
func timeChecks() []check {
	const minutes = "within six minutes; others measured about four"
	return []check{
		{
			id: "first-policy-time", question: "How soon is the first policy of a table enforced?",
			expected: "within a minute; others measured about two seconds",
			run: func(ctx context.Context, t *trial) error {
				made, err := t.private(ctx, t.intent())
				if err != nil {
					return err
				}
				return t.expect(ctx, shut(made.name)[0])
			},
		},
		{
			id: proof.ClaimChangeTime, question: "How soon is a change enforced that refuses more?", expected: minutes,
			run: func(ctx context.Context, t *trial) error { return tryChange(ctx, t, refused) },
		},
		{
			id: "opening-time", question: "How soon is a change enforced that refuses less?", expected: minutes,
			run: func(ctx context.Context, t *trial) error { return tryChange(ctx, t, allowed) },
		},
		{
			id: "deletion-time", question: "How soon is it enforced that a policy was deleted?", expected: minutes,
			run: func(ctx context.Context, t *trial) error {
				made, err := t.private(ctx, t.intent())
				if err != nil {
					return err
				}
				if err := t.expect(ctx, shut(made.name)[0]); err != nil {
					return err
				}
				t.sent("DeleteResourcePolicy")
				err = t.expect(ctx, change("DeleteResourcePolicy", outside, deployer, allowed,
					func(ctx context.Context, c clients) error {
						_, err := c.DynamoDB.DeleteResourcePolicy(ctx, &dynamodb.DeleteResourcePolicyInput{ResourceArn: &made.arn})
						return err
					}))
				if err != nil {
					return err
				}
				return t.expect(ctx, ask("GetItem", outside, app, allowed, getting(made.name)).within(t.pace().later))
			},
		},
		{
			id: "second-change", question: "Is a second change of a policy refused for a while?",
			expected: "it is refused for 15 seconds, and then taken", run: trySecondChange,
		},
	}
}

// tryChange changes a policy that was in force, to one that opens or refuses GetItem.
func tryChange(ctx context.Context, t *trial, want answer) error {
	made, err := t.table(ctx)
	if err != nil {
		return err
	}
	closed, err := t.policyOf(made, t.intent(style(policy.ActionNames)), denying("GetItem", "Query"))
	if err != nil {
		return err
	}
	open, err := t.policyOf(made, t.intent(style(policy.ActionNames)), denying("Query"))
	if err != nil {
		return err
	}
	first, second := open, closed
	if want == allowed {
		first, second = closed, open
	}
	if err := t.attach(ctx, made.arn, first); err != nil {
		return err
	}
	if err := t.expect(ctx, ask("Query", outside, app, refused, querying(made.name))); err != nil {
		return err
	}
	if err := t.attach(ctx, made.arn, second); err != nil {
		return err
	}
	return t.expect(ctx, ask("GetItem", outside, app, want, getting(made.name)).within(t.pace().later))
}

func trySecondChange(ctx context.Context, t *trial) error {
	made, err := t.private(ctx, t.intent())
	if err != nil {
		return err
	}
	text, err := t.policyOf(made, t.intent(style(policy.ActionNames)))
	if err != nil {
		return err
	}
	t.sent("PutResourcePolicy %s", text)
	err = putting(made.arn, text)(ctx, t.client(outside, deployer))
	t.require(isBusyOrGone(err), "PutResourcePolicy at once: %s", answerOf(err))
	return t.expect(ctx, change("PutResourcePolicy later", outside, deployer, allowed, putting(made.arn, text)))
}
