package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// The roles of local AWS, by their names in make shell. Their own policies allow everything.
var roles = map[string]string{
	"app":         "arn:aws:iam::" + workspace.Account + ":role/orders-app",
	"deployer":    deployer,
	"break-glass": "arn:aws:iam::" + workspace.Account + ":role/break-glass",
}

// demoRequest is one request of the demonstration, and whether AWS would allow it.
type demoRequest struct {
	role, door, name string
	allowed          bool
	do               func(context.Context, *dynamodb.Client, string) error
}

var item = map[string]types.AttributeValue{
	"customer": &types.AttributeValueMemberS{Value: "ada"}, "placedAt": &types.AttributeValueMemberS{Value: "2026-01-31"},
}

func put(ctx context.Context, client *dynamodb.Client, table string) error {
	_, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: item})
	return err
}

func get(ctx context.Context, client *dynamodb.Client, table string) error {
	found, err := client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: item})
	if err == nil && len(found.Item) == 0 {
		return errors.New("the item does not exist")
	}
	return err
}

func describe(ctx context.Context, client *dynamodb.Client, table string) error {
	_, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table})
	return err
}

var demoRequests = []demoRequest{
	{"app", vpcDoor, "PutItem", true, put},
	{"app", vpcDoor, "GetItem", true, get},
	{"app", gate.Internet, "GetItem", false, get},
	{"app", gate.Service, "GetItem", false, get},
	{"break-glass", gate.Internet, "GetItem", true, get},
	{"deployer", gate.Internet, "DescribeTable", true, describe},
	{"deployer", gate.Internet, "GetItem", false, get},
}

// demonstrate sends requests through the gate's doors with an ordinary client: those from the VPC by an endpoint of it.
// It prints the outcome of each, and the statement that decided it.
func demonstrate(ctx context.Context, out io.Writer, dir, internet, endpoint, table string) error {
	fmt.Fprintf(out, "\nRequests to %s, and the gate's answers\n", table)
	for _, r := range demoRequests {
		name := r.door
		if name == vpcDoor {
			name = endpoint
		}
		door, err := doorURL(ctx, internet, name)
		if err != nil {
			return err
		}
		caller, err := clients.Assume(ctx, internet, roles[r.role])
		if err != nil {
			return err
		}
		err = r.do(ctx, clients.For(door, caller).DynamoDB, table)
		answer := "allowed"
		if refused := smithy.APIError(nil); errors.As(err, &refused) && refused.ErrorCode() == "AccessDeniedException" {
			answer = "AccessDeniedException"
		} else if err != nil {
			return fmt.Errorf("%s by %s from %s: %w", r.name, r.role, r.door, err)
		}
		why, err := lastDecision(dir)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "  %-12s %-9s %-14s %-22s %s\n", r.role, r.door, r.name, answer, why)
		if r.allowed != (answer == "allowed") {
			return fmt.Errorf("%s by %s from %s should not be %s", r.name, r.role, r.door, answer)
		}
	}
	return nil
}

// vpcDoor stands for the door of the table's own VPC endpoint.
const vpcDoor = "vpc"

// lastDecision returns the reason of the last decision in the gate's log.
func lastDecision(dir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, "gate.log"))
	if err != nil {
		return "", err
	}
	var last struct {
		Msg, Reason, Sid string
		Allowed          bool
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := last
		line.Sid = ""
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "decision" {
			last = line
		}
	}
	switch {
	case last.Allowed:
		return "no statement refuses it", lines.Err()
	case last.Sid != "":
		return "statement " + last.Sid, lines.Err()
	}
	return last.Reason, lines.Err()
}
