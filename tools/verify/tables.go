package main

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// table is one table of a check.
type table struct{ name, arn, stream string }

// input is what a check's tables are created from. Each has an index and a stream.
func (t *trial) input(check string) *dynamodb.CreateTableInput {
	hash := func(of string) []types.KeySchemaElement {
		return []types.KeySchemaElement{{AttributeName: &of, KeyType: types.KeyTypeHash}}
	}
	attribute := func(of string) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: &of, AttributeType: types.ScalarAttributeTypeS}
	}
	t.tables++
	return &dynamodb.CreateTableInput{
		TableName: aws.String(t.named(fmt.Sprintf("%s-%d", check, t.tables))), BillingMode: types.BillingModePayPerRequest,
		KeySchema: hash("pk"), AttributeDefinitions: []types.AttributeDefinition{attribute("pk"), attribute("day")},
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName: aws.String("byDay"), KeySchema: hash("day"),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
		}},
		StreamSpecification: &types.StreamSpecification{
			StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages,
		},
		Tags: []types.Tag{{Key: aws.String(tagKey), Value: &t.run}},
	}
}

// table creates a table with an item, and no policy.
func (t *trial) table(ctx context.Context) (table, error) {
	made, err := t.create(ctx, deployer, t.input(t.row.ID))
	if err != nil {
		return table{}, err
	}
	client := t.client(outside, deployer).DynamoDB
	if _, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &made.name, Item: item}); err != nil {
		return table{}, fmt.Errorf("put an item: %w", err)
	}
	return made, nil
}

func (t *trial) create(ctx context.Context, role string, input *dynamodb.CreateTableInput) (table, error) {
	client := t.client(outside, role).DynamoDB
	out, err := client.CreateTable(ctx, input)
	if err != nil {
		return table{}, fmt.Errorf("create a table: %w", err)
	}
	made := table{*input.TableName, *out.TableDescription.TableArn, aws.ToString(out.TableDescription.LatestStreamArn)}
	return made, t.active(ctx, made.name)
}

// active waits until a table can be used.
func (t *trial) active(ctx context.Context, name string) error {
	client := t.client(outside, deployer).DynamoDB
	return t.wait(ctx, 3*time.Minute, "table "+name, func(ctx context.Context) (bool, error) {
		found, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
		return err == nil && found.Table.TableStatus == types.TableStatusActive, err
	})
}

// intent is what a team would want for a table of the sandbox, with changes.
func (t *trial) intent(changes ...func(*policy.Intent)) policy.Intent {
	exempt := func(role, access string) policy.Exemption {
		exemption := policy.Exemption{Principals: []string{t.rolePattern(role)}, Reason: access}
		if err := exemption.Open(access); err != nil {
			panic(err) // only of an access that package policy does not know
		}
		return exemption
	}
	intent := policy.Intent{
		Perimeter:   policy.Perimeter{Kind: policy.PerimeterVPCs, IDs: []string{t.vpc}},
		Enforcement: policy.EnforceData,
		Exemptions: []policy.Exemption{
			policy.Administrators([]string{t.rolePattern(deployer)}), policy.BreakGlass([]string{t.rolePattern(breakGlass)}),
			exempt(consumer, "stream"), exempt(backupper, "backup"),
		},
	}
	for _, change := range changes {
		change(&intent)
	}
	return intent
}

func style(style policy.ActionStyle) func(*policy.Intent) {
	return func(i *policy.Intent) { i.ActionStyle = style }
}

func enforcement(enforcement policy.Enforcement) func(*policy.Intent) {
	return func(i *policy.Intent) { i.Enforcement = enforcement }
}

// private creates a table and attaches the policy of an intent, after changes of the document.
func (t *trial) private(ctx context.Context, intent policy.Intent, changes ...func(*iam.Document)) (table, error) {
	made, err := t.table(ctx)
	if err != nil {
		return table{}, err
	}
	text, err := t.policyOf(made, intent, changes...)
	if err != nil {
		return table{}, err
	}
	return made, t.attach(ctx, made.arn, text)
}

// policyOf renders the policy of a table.
func (t *trial) policyOf(of table, intent policy.Intent, changes ...func(*iam.Document)) (string, error) {
	document, err := intent.TablePolicy(of.arn)
	if err != nil {
		return "", err
	}
	for _, change := range changes {
		change(&document)
	}
	return document.JSON()
}

// denying makes the statements deny these actions alone.
func denying(names ...string) func(*iam.Document) {
	return func(d *iam.Document) {
		statement := d.Statement[0]
		statement.Action, statement.NotAction = nil, nil
		for _, name := range names {
			statement.Action = append(statement.Action, "dynamodb:"+name)
		}
		d.Statement = []iam.Statement{statement}
	}
}

// attach attaches a policy to a table or a stream. That AWS refuses it is an observation, and ends the check.
func (t *trial) attach(ctx context.Context, arn, text string) error {
	t.sent("PutResourcePolicy %s", text)
	err := t.expect(ctx, change("PutResourcePolicy", outside, deployer, allowed, putting(arn, text)))
	if err == nil && t.differs {
		err = errSettled
	}
	return err
}

// The calls that checks send.

var (
	key  = map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "a"}}
	item = map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "a"}, "day": &types.AttributeValueMemberS{Value: "monday"},
	}
)

func putting(arn, text string) call {
	return func(ctx context.Context, c clients) error {
		_, err := c.DynamoDB.PutResourcePolicy(ctx, &dynamodb.PutResourcePolicyInput{ResourceArn: &arn, Policy: &text})
		return err
	}
}

func getting(name string) call {
	return func(ctx context.Context, c clients) error {
		_, err := c.DynamoDB.GetItem(ctx, &dynamodb.GetItemInput{TableName: &name, Key: key})
		return err
	}
}

func describing(name string) call {
	return func(ctx context.Context, c clients) error {
		_, err := c.DynamoDB.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
		return err
	}
}

func readingPolicy(arn string) call {
	return func(ctx context.Context, c clients) error {
		_, err := c.DynamoDB.GetResourcePolicy(ctx, &dynamodb.GetResourcePolicyInput{ResourceArn: &arn})
		return err
	}
}

func querying(name string) call {
	return func(ctx context.Context, c clients) error {
		_, err := c.DynamoDB.Query(ctx, &dynamodb.QueryInput{
			TableName: &name, KeyConditionExpression: aws.String("pk = :pk"),
			ExpressionAttributeValues: map[string]types.AttributeValue{":pk": key["pk"]},
		})
		return err
	}
}

func asking(statement string) call {
	return func(ctx context.Context, c clients) error {
		_, err := c.DynamoDB.ExecuteStatement(ctx, &dynamodb.ExecuteStatementInput{Statement: &statement})
		return err
	}
}

// shut are the requests that every table policy of ours decides: one from outside is refused, then one from inside is
// not.
func shut(name string) []step {
	return []step{
		ask("GetItem", outside, app, refused, getting(name)), ask("GetItem", inside, app, allowed, getting(name)),
	}
}
