package main

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// policyChecks ask how AWS takes a policy, and whom its conditions mean.
func policyChecks() []check {
	return []check{
		{
			id: "lock-out", question: "Does PutResourcePolicy refuse a policy under which its caller could not change it?",
			expected: "it is refused outside to whoever is not exempt, and taken from whoever is, or from inside",
			run:      tryLockOut,
		},
		{
			id: "lock-out-at-creation", question: "Does CreateTable refuse a policy under which its caller could not change it?",
			expected: "it is taken: AWS documents the check of PutResourcePolicy alone",
			run: func(ctx context.Context, t *trial) error {
				_, err := t.createPrivate(ctx, app)
				return err
			},
		},
		{
			id: "policy-at-creation", question: "Is a policy in force that CreateTable attaches?",
			expected: "it is there and decides as soon as the table is active", run: tryPolicyAtCreation,
		},
		{
			id: "index-arn", question: "Does an index take a policy?", expected: "PutResourcePolicy takes no ARN of an index",
			run: func(ctx context.Context, t *trial) error {
				made, err := t.table(ctx)
				if err != nil {
					return err
				}
				text, err := t.policyOf(made, t.intent())
				if err != nil {
					return err
				}
				arn := made.arn + "/index/byDay"
				t.sent("PutResourcePolicy for %s", arn)
				return t.expect(ctx, ask("PutResourcePolicy for an index", outside, deployer, invalid, putting(arn, text)))
			},
		},
		{
			id: "indexes-are-governed", question: "Does the table's policy decide about its indexes?",
			expected: "a query of an index is refused outside, and allowed inside", run: tryIndex,
		},
		{
			id: "size", question: "How large may a policy be, and does white space count?",
			expected: "20,480 bytes are taken and one more is not, white space included", run: trySize,
		},
		{
			id: "principal-patterns", question: "May an exempt principal be a pattern of ARNs, or a role that does not exist?",
			expected: "a pattern exempts the roles that it matches, and a role that does not exist is no error",
			run:      tryPrincipals,
		},
		{
			id: "same-policy-again", question: "Is the same policy in other words a change?",
			expected: "the revision stays the same", run: trySamePolicy,
		},
		{
			id: "table-is-kept", question: "Is DeleteTable refused outside?",
			expected: "it is refused to whoever is not an administrator", run: func(ctx context.Context, t *trial) error {
				made, err := t.private(ctx, t.intent())
				if err != nil {
					return err
				}
				return t.expect(ctx, shut(made.name)[0], ask("DeleteTable", outside, app, refused,
					func(ctx context.Context, c clients) error {
						_, err := c.DynamoDB.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &made.name})
						return err
					}))
			},
		},
	}
}

func tryLockOut(ctx context.Context, t *trial) error {
	made, err := t.table(ctx)
	if err != nil {
		return err
	}
	text, err := t.policyOf(made, t.intent())
	if err != nil {
		return err
	}
	t.sent("PutResourcePolicy %s", text)
	const message = "will not allow you to update the resource policy in the future"
	put := putting(made.arn, text)
	if err := t.expect(ctx, change("PutResourcePolicy", outside, app, refused, put).saying(message)); err != nil {
		return err
	}
	if err := t.expect(ctx, change("PutResourcePolicy", outside, deployer, allowed, put)); err != nil {
		return err
	}
	another, err := t.table(ctx)
	if err != nil {
		return err
	}
	if text, err = t.policyOf(another, t.intent()); err != nil {
		return err
	}
	return t.expect(ctx, change("PutResourcePolicy", inside, app, allowed, putting(another.arn, text)))
}

// createPrivate creates a table with its policy in one call.
func (t *trial) createPrivate(ctx context.Context, role string) (table, error) {
	input := t.input(t.row.ID)
	of := table{arn: "arn:" + t.partition + ":dynamodb:" + t.own.Region + ":" + t.account + ":table/" + *input.TableName}
	text, err := t.policyOf(of, t.intent())
	if err != nil {
		return table{}, err
	}
	input.ResourcePolicy = &text
	t.sent("CreateTable with ResourcePolicy %s", text)
	made, err := t.create(ctx, role, input)
	if code := codeOf(err); code != "" {
		t.require(false, "CreateTable (%s): %v", describeRole(outside, role), err)
		return table{}, errSettled
	}
	if err == nil {
		t.observed("CreateTable (%s): allowed", describeRole(outside, role))
	}
	return made, err
}

func tryPolicyAtCreation(ctx context.Context, t *trial) error {
	made, err := t.createPrivate(ctx, deployer)
	if err != nil {
		return err
	}
	atOnce := t.pace().poll
	return t.expect(ctx,
		ask("GetResourcePolicy", outside, deployer, allowed, readingPolicy(made.arn)).within(atOnce),
		ask("GetItem", outside, app, refused, getting(made.name)).within(atOnce),
		ask("GetItem", inside, app, allowed, getting(made.name)))
}

func tryIndex(ctx context.Context, t *trial) error {
	made, err := t.private(ctx, t.intent())
	if err != nil {
		return err
	}
	query := func(ctx context.Context, c clients) error {
		_, err := c.DynamoDB.Query(ctx, &dynamodb.QueryInput{
			TableName: &made.name, IndexName: aws.String("byDay"), KeyConditionExpression: aws.String("#day = :day"),
			ExpressionAttributeNames:  map[string]string{"#day": "day"},
			ExpressionAttributeValues: map[string]types.AttributeValue{":day": item["day"]},
		})
		return err
	}
	return t.expect(ctx,
		ask("Query of an index", outside, app, refused, query), ask("Query of an index", inside, app, allowed, query))
}

func trySize(ctx context.Context, t *trial) error {
	made, err := t.table(ctx)
	if err != nil {
		return err
	}
	text, err := t.policyOf(made, t.intent())
	if err != nil {
		return err
	}
	most := text + strings.Repeat(" ", policy.ResourcePolicyLimit-len(text))
	t.sent("PutResourcePolicy with %d bytes, and with one less", len(most)+1)
	return t.expect(ctx,
		ask("one byte too many", outside, deployer, invalid, putting(made.arn, most+" ")),
		change("the most", outside, deployer, allowed, putting(made.arn, most)),
	)
}

func tryPrincipals(ctx context.Context, t *trial) error {
	made, err := t.private(ctx, t.intent(func(i *policy.Intent) {
		i.Exemptions = append(i.Exemptions, policy.BreakGlass([]string{t.roleARN("absent")}))
	}))
	if err != nil {
		return err
	}
	return t.expect(ctx, append(shut(made.name),
		ask("GetItem", outside, breakGlass, allowed, getting(made.name)))...)
}

func trySamePolicy(ctx context.Context, t *trial) error {
	made, err := t.table(ctx)
	if err != nil {
		return err
	}
	text, err := t.policyOf(made, t.intent())
	if err != nil {
		return err
	}
	if err := t.attach(ctx, made.arn, text); err != nil {
		return err
	}
	client := t.client(outside, deployer).DynamoDB
	var before *dynamodb.GetResourcePolicyOutput
	err = t.wait(ctx, t.pace().first, "the policy", func(ctx context.Context) (bool, error) {
		before, err = client.GetResourcePolicy(ctx, &dynamodb.GetResourcePolicyInput{ResourceArn: &made.arn})
		if codeOf(err) == "PolicyNotFoundException" {
			return false, nil
		}
		return err == nil, err
	})
	if err != nil {
		return err
	}
	spaced := strings.Replace(text, `{`, "{ ", 1)
	t.sent("the same with one space more")
	again, err := client.PutResourcePolicy(ctx, &dynamodb.PutResourcePolicyInput{ResourceArn: &made.arn, Policy: &spaced})
	if err != nil {
		t.require(false, "the same with one space more: %v", err)
		return errSettled
	}
	same := aws.ToString(before.RevisionId) == aws.ToString(again.RevisionId)
	t.require(same, "the same with one space more: the revision is the same: %t", same)
	return nil
}
