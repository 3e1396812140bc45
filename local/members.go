package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
)

// memberRequests are requests of the accounts of the organization, and whether AWS would allow them under the guardrail
// of the unit production, which holds payments.
var memberRequests = []struct {
	account, role, door string
	allowed             bool
}{
	{"orders", "app", vpcDoor, true},
	{"orders", "app", gate.Internet, false},
	{"orders", "app", gate.Service, false},
	{"orders", "break-glass", gate.Internet, true},
	{"ledger", "app", vpcDoor, true},
	{"ledger", "app", gate.Internet, false},
	{"sandbox", "app", gate.Internet, true},
}

// demonstrateGuardrail makes a table in each member account, reads it at the gate's doors with an ordinary client, and
// prints the outcomes. None of the tables has a policy of its own.
func demonstrateGuardrail(
	ctx context.Context, out io.Writer, dir, internet, endpoint string, o organization,
) error {
	fmt.Fprintln(out, "\nGetItem by the accounts of the organization, each on a table of its own, and the gate's answers")
	for _, r := range memberRequests {
		account := "arn:aws:iam::" + o.accounts[r.account] + ":role/"
		if err := memberTable(ctx, internet, account+"app"); err != nil {
			return fmt.Errorf("make a table in the account %s: %w", r.account, err)
		}
		name := r.door
		if name == vpcDoor {
			name = endpoint
		}
		door, err := doorURL(ctx, internet, name)
		if err != nil {
			return err
		}
		caller, err := clients.Assume(ctx, internet, account+r.role)
		if err != nil {
			return err
		}
		_, err = clients.For(door, caller).DynamoDB.GetItem(ctx, &dynamodb.GetItemInput{
			TableName: aws.String(membersTable), Key: map[string]types.AttributeValue{
				"id": &types.AttributeValueMemberS{Value: "1"},
			},
		})
		answer := "allowed"
		if refused := smithy.APIError(nil); errors.As(err, &refused) && refused.ErrorCode() == "AccessDeniedException" {
			answer = "AccessDeniedException"
		} else if err != nil {
			return fmt.Errorf("GetItem by %s of %s from %s: %w", r.role, r.account, r.door, err)
		}
		why, err := lastDecision(dir)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "  %-8s %-12s %-9s %-22s %s\n", r.account, r.role, r.door, answer, why)
		if r.allowed != (answer == "allowed") {
			return fmt.Errorf("GetItem by %s of %s from %s should not be %s", r.role, r.account, r.door, answer)
		}
	}
	return nil
}

// membersTable is the name of the table in each member account.
const membersTable = "items"

// memberTable makes the table of a member account, unless it has it.
func memberTable(ctx context.Context, internet, role string) error {
	caller, err := clients.Assume(ctx, internet, role)
	if err != nil {
		return err
	}
	_, err = clients.For(internet, caller).DynamoDB.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName: aws.String(membersTable), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
	})
	if exists := (*types.ResourceInUseException)(nil); errors.As(err, &exists) {
		return nil
	}
	return err
}
