package main

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

var errNoShard = errors.New("the stream has no shard yet")

// otherChecks ask what the components read back, and name what cannot be tried.
func otherChecks() []check {
	return []check{
		{
			id: "cloud-control", question: "Does Cloud Control read the policies of a table and its stream?",
			expected: "GetResource has ResourcePolicy and StreamSpecification.ResourcePolicy, as they were sent",
			run:      tryCloudControl,
		},
		{
			id: "root", question: "May root delete a policy that refuses it?", needs: rootUser,
			expected: "DeleteResourcePolicy is allowed to root, whatever the policy says",
		},
		{
			id: "guardrail", question: "Does AWS take the service control policy, with its NotAction, and enforce it?",
			needs: management, expected: "it is taken, and refuses what the guardrail's report says",
		},
	}
}

func tryCloudControl(ctx context.Context, t *trial) error {
	made, err := t.table(ctx)
	if err != nil {
		return err
	}
	onTable, err := t.intent().TablePolicy(made.arn)
	if err != nil {
		return err
	}
	onStream, err := t.intent().StreamPolicy(made.stream)
	if err != nil {
		return err
	}
	for arn, document := range map[string]iam.Document{made.arn: onTable, made.stream: onStream} {
		text, err := document.JSON()
		if err != nil {
			return err
		}
		if err := t.attach(ctx, arn, text); err != nil {
			return err
		}
	}
	t.sent("GetResource AWS::DynamoDB::Table %s", made.name)
	client := cloudcontrol.NewFromConfig(t.configOf(outside, deployer))
	var properties string
	err = t.wait(ctx, t.pace().first, "GetResource", func(ctx context.Context) (bool, error) {
		out, err := client.GetResource(ctx, &cloudcontrol.GetResourceInput{
			TypeName: aws.String("AWS::DynamoDB::Table"), Identifier: &made.name,
		})
		if err != nil {
			return false, err
		}
		properties = aws.ToString(out.ResourceDescription.Properties)
		return readBack(properties).has(onTable, onStream), nil
	})
	if err != nil && properties == "" {
		if t.name() == "aws" && codeOf(err) != "" {
			t.require(false, "GetResource: %s", answerOf(err))
			return errSettled
		}
		return err
	}
	t.require(err == nil, "GetResource: both policies are as they were sent: %t", err == nil)
	return nil
}

// resource is what Cloud Control says of a table's policies.
type resource struct {
	ResourcePolicy      attached
	StreamSpecification struct{ ResourcePolicy attached }
}

type attached struct{ PolicyDocument json.RawMessage }

func readBack(properties string) resource {
	var r resource
	if json.Unmarshal([]byte(properties), &r) != nil {
		return resource{}
	}
	return r
}

func (r resource) has(onTable, onStream iam.Document) bool {
	return r.ResourcePolicy.is(onTable) && r.StreamSpecification.ResourcePolicy.is(onStream)
}

// is reports whether a policy is a document, in whatever words.
func (a attached) is(document iam.Document) bool {
	parsed, err := iam.Parse(string(a.PolicyDocument))
	if err != nil {
		return false
	}
	got, err := parsed.JSON()
	want, err2 := document.JSON()
	return err == nil && err2 == nil && got == want
}
