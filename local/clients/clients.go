// Package clients makes AWS clients for local AWS. They have made-up credentials and read none of the user's
// configuration, so they cannot reach an AWS account.
package clients

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// Clients holds a client for each service of local AWS that is used.
type Clients struct {
	DynamoDB      *dynamodb.Client
	Streams       *dynamodbstreams.Client
	EC2           *ec2.Client
	Organizations *organizations.Client
	Scaling       *applicationautoscaling.Client
}

// New returns clients of the account's root user at an endpoint.
func New(endpoint string) Clients {
	return For(endpoint, workspace.Root)
}

// For returns clients of a caller at an endpoint.
func For(endpoint string, caller workspace.Caller) Clients {
	config := configured(endpoint, caller)
	return Clients{
		DynamoDB:      dynamodb.NewFromConfig(config),
		Streams:       dynamodbstreams.NewFromConfig(config),
		EC2:           ec2.NewFromConfig(config),
		Organizations: organizations.NewFromConfig(config),
		Scaling:       applicationautoscaling.NewFromConfig(config),
	}
}

func configured(endpoint string, caller workspace.Caller) aws.Config {
	return aws.Config{
		BaseEndpoint: &endpoint,
		Region:       workspace.Region,
		Credentials: credentials.NewStaticCredentialsProvider(
			caller.AccessKeyID, caller.SecretAccessKey, caller.SessionToken),
	}
}
