package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// actionChecks ask which names of actions a table's policy takes, and what they do there.
func actionChecks() []check {
	return []check{
		{
			id: proof.ClaimPatterns, question: "Does a table's policy take patterns of names, such as dynamodb:*Item*?",
			expected: "the policy is taken, and decides",
			run: func(ctx context.Context, t *trial) error {
				made, err := t.private(ctx, t.intent())
				if err != nil {
					return err
				}
				return t.expect(ctx, shut(made.name)...)
			},
		},
		{
			id: "not-action", question: "Does a table's policy take NotAction with a Deny?",
			expected: "the policy is taken, and decides; who is exempt from some actions is refused the others",
			run: func(ctx context.Context, t *trial) error {
				made, err := t.private(ctx, t.intent(enforcement(policy.EnforceAll), style(policy.ActionNames)))
				if err != nil {
					return err
				}
				return t.expect(ctx, append(shut(made.name),
					ask("DescribeTable", outside, deployer, allowed, describing(made.name)),
					ask("GetItem", outside, deployer, refused, getting(made.name)),
				)...)
			},
		},
		{
			id: "every-action", question: "Does dynamodb:* in a table's policy refuse metadata too?",
			expected: "DescribeTable is refused outside to everyone but who is exempt",
			run: func(ctx context.Context, t *trial) error {
				made, err := t.private(ctx, t.intent(enforcement(policy.EnforceAll), style(policy.ActionWildcard)))
				if err != nil {
					return err
				}
				return t.expect(ctx, append(shut(made.name),
					ask("DescribeTable", outside, app, refused, describing(made.name)),
					ask("GetResourcePolicy", outside, app, refused, readingPolicy(made.arn)),
					ask("DescribeTable", outside, deployer, allowed, describing(made.name)),
				)...)
			},
		},
		{
			id: "metadata-stays-open", question: "Does a policy that refuses data leave the metadata readable?",
			expected: "DescribeTable and GetResourcePolicy are allowed outside",
			run: func(ctx context.Context, t *trial) error {
				made, err := t.private(ctx, t.intent())
				if err != nil {
					return err
				}
				return t.expect(ctx, append(shut(made.name),
					ask("DescribeTable", outside, app, allowed, describing(made.name)),
					ask("GetResourcePolicy", outside, app, allowed, readingPolicy(made.arn)),
				)...)
			},
		},
		{
			id: proof.ClaimInferred, question: "Does a table's policy take the actions behind PartiQL and transactions?",
			expected: "PartiQLSelect and its like, and ConditionCheckItem, are taken, and decide",
			run:      tryInferredActions,
		},
		{
			id: proof.ClaimUnknown, question: "Does a table's policy take an action that AWS's list does not have?",
			expected: "each is rejected as an invalid name", run: tryUnknownActions,
		},
	}
}

func tryInferredActions(ctx context.Context, t *trial) error {
	names := policy.ActionsWhere(func(a policy.Action) bool { return a.Table == policy.Inferred })
	made, err := t.private(ctx, t.intent(style(policy.ActionNames)), denying(names...))
	if err != nil {
		return err
	}
	condition := func(ctx context.Context, c clients) error {
		_, err := c.DynamoDB.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
			TransactItems: []types.TransactWriteItem{{ConditionCheck: &types.ConditionCheck{
				TableName: &made.name, Key: key, ConditionExpression: aws.String("attribute_exists(pk)"),
			}}},
		})
		return err
	}
	from := `"` + made.name + `"`
	read := asking("SELECT * FROM " + from + " WHERE pk = 'a'")
	return t.expect(ctx,
		ask("SELECT", outside, app, refused, read),
		ask("INSERT", outside, app, refused, asking("INSERT INTO "+from+" VALUE {'pk': 'b'}")),
		ask("UPDATE", outside, app, refused, asking("UPDATE "+from+" SET \"day\" = 'friday' WHERE pk = 'a'")),
		ask("DELETE", outside, app, refused, asking("DELETE FROM "+from+" WHERE pk = 'a'")),
		ask("a condition check in a transaction", outside, app, refused, condition),
		ask("GetItem", outside, app, allowed, getting(made.name)),
		ask("SELECT", inside, app, allowed, read),
	)
}

// tryUnknownActions sends a policy with each name. One that AWS takes is an update of the policy, after which it takes
// no other for a while.
func tryUnknownActions(ctx context.Context, t *trial) error {
	made, err := t.table(ctx)
	if err != nil {
		return err
	}
	for _, name := range policy.ActionsWhere(func(a policy.Action) bool { return a.Table == policy.Unknown }) {
		text, err := t.policyOf(made, t.intent(style(policy.ActionNames)), denying(name))
		if err != nil {
			return err
		}
		t.sent("PutResourcePolicy %s", text)
		var last error
		err = t.wait(ctx, t.pace().first, "the last change of the policy", func(ctx context.Context) (bool, error) {
			last = putting(made.arn, text)(ctx, t.client(outside, deployer))
			return !isBusyOrGone(last), nil
		})
		if err != nil {
			return err
		}
		t.require(codeOf(last) == string(invalid), "a policy with dynamodb:%s: %s", name, answerOf(last))
	}
	return nil
}
