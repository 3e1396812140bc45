package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// The roles of a run. All may do everything to its tables, so that only the policies of tables refuse them.
const (
	deployer   = "deployer"    // an administrator of each table; it also cleans up
	app        = "app"         // exempt from nothing
	breakGlass = "break-glass" // exempt from everything
	consumer   = "consumer"    // exempt from reading streams
	backupper  = "backup"      // exempt from making backups
)

// from is where a request comes from.
type from string

const (
	outside from = "outside" // from this machine
	inside  from = "inside"  // through the gateway endpoint of the sandbox's VPC
)

const trustLambda = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":` +
	`{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

// roleARN is the ARN of a role of this run, and rolePattern matches it and that of every other run: a later run can
// clean up after this one.
func (s *sandbox) roleARN(role string) string {
	return "arn:" + s.partition + ":iam::" + s.account + ":role" + rolePath + role + "-" + s.run
}

func (s *sandbox) rolePattern(role string) string {
	return "arn:" + s.partition + ":iam::" + s.account + ":role" + rolePath + role + "-*"
}

// rights are those of the roles: everything on the tables of runs, and what names no table. Cloud Control reads with
// the rights of its caller.
func (s *sandbox) rights() string {
	tables := "arn:" + s.partition + ":dynamodb:" + s.own.Region + ":" + s.account + ":table/" + prefix + "*"
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:*","Resource":"` + tables + `"},` +
		`{"Effect":"Allow","Action":["dynamodb:ListTables","dynamodb:ListBackups","cloudformation:GetResource",` +
		`"application-autoscaling:DescribeScalableTargets","application-autoscaling:DescribeScalingPolicies"],` +
		`"Resource":"*"}]}`
}

// role creates a role and returns its ARN.
func (s *sandbox) role(ctx context.Context, role, rights, trust string) (string, error) {
	client := iam.NewFromConfig(s.own)
	name := role + "-" + s.run
	made, err := client.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName: &name, Path: aws.String(rolePath), AssumeRolePolicyDocument: &trust,
		Tags: []types.Tag{{Key: aws.String(tagKey), Value: &s.run}},
	})
	if err != nil {
		return "", err
	}
	_, err = client.PutRolePolicy(ctx, &iam.PutRolePolicyInput{
		RoleName: &name, PolicyName: aws.String("rights"), PolicyDocument: &rights,
	})
	return *made.Role.Arn, err
}

// assumable creates a role that this program assumes, and waits until its rights are known everywhere. Whoever runs the
// program needs the right to assume the role; the id of the run keeps others of the account from doing it by chance.
func (s *sandbox) assumable(ctx context.Context, role string) error {
	arn, err := s.role(ctx, role, s.rights(), `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",`+
		`"Principal":{"AWS":"arn:`+s.partition+`:iam::`+s.account+`:root"},"Action":"sts:AssumeRole",`+
		`"Condition":{"StringEquals":{"sts:ExternalId":"`+s.run+`"}}}]}`)
	if err != nil {
		return err
	}
	client := sts.NewFromConfig(s.own)
	var last error
	err = s.wait(ctx, 2*time.Minute, "role "+role, func(ctx context.Context) (bool, error) {
		if s.sessions[role] == nil {
			got, err := client.AssumeRole(ctx, &sts.AssumeRoleInput{
				RoleArn: &arn, RoleSessionName: aws.String(role), ExternalId: &s.run,
			})
			if last = err; err != nil {
				return false, s.unlessRefused(err)
			}
			key := got.Credentials
			s.sessions[role] = credentials.NewStaticCredentialsProvider(
				*key.AccessKeyId, *key.SecretAccessKey, *key.SessionToken)
		}
		_, err := s.client(outside, role).DynamoDB.ListTables(ctx, &dynamodb.ListTablesInput{Limit: aws.Int32(1)})
		last = err
		return err == nil, s.unlessRefused(err)
	})
	if err != nil && last != nil {
		err = fmt.Errorf("%w; the last answer: %s", err, answerOf(last))
	}
	return err
}

// unlessRefused returns an error unless AWS refused a call, which it does for a while to new roles.
func (s *sandbox) unlessRefused(err error) error {
	switch code := codeOf(err); {
	case code == "", strings.HasPrefix(code, "AccessDenied"), code == "UnrecognizedClientException":
		return nil
	default:
		return err
	}
}

// clients are those of a role at a door.
type clients struct {
	DynamoDB *dynamodb.Client
	Streams  *dynamodbstreams.Client
}

func (s *sandbox) configOf(where from, role string) aws.Config {
	config := s.doors[where].Copy()
	config.Credentials = s.sessions[role]
	return config
}

func (s *sandbox) client(where from, role string) clients {
	config := s.configOf(where, role)
	return clients{dynamodb.NewFromConfig(config), dynamodbstreams.NewFromConfig(config)}
}

// describeRole says in a record who calls.
func describeRole(where from, role string) string { return fmt.Sprintf("%s, %s", role, where) }
