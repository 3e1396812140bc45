package gate

import (
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
)

// counting counts the requests that a client sends.
type counting struct{ sent int }

func (c *counting) Do(r *http.Request) (*http.Response, error) {
	c.sent++
	return readAllClient{}.Do(r)
}

// TestWhatMotoCannotAnswer sends what moto answers with a page. The client reads an error, and does not try again.
func TestWhatMotoCannotAnswer(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	name, tableARN, _ := h.table()
	tests := []struct {
		name, code string
		send       func(aws.Config) error
	}{
		{"export without a prefix", "UnknownOperationException", func(c aws.Config) error {
			_, err := dynamodb.NewFromConfig(c).ExportTableToPointInTime(t.Context(),
				&dynamodb.ExportTableToPointInTimeInput{TableArn: &tableARN, S3Bucket: aws.String("b")})
			return err
		}},
		{"exports of all tables", "UnknownOperationException", func(c aws.Config) error {
			_, err := dynamodb.NewFromConfig(c).ListExports(t.Context(), &dynamodb.ListExportsInput{})
			return err
		}},
		{"Kinesis data stream", "UnknownOperationException", func(c aws.Config) error {
			_, err := dynamodb.NewFromConfig(c).EnableKinesisStreamingDestination(t.Context(),
				&dynamodb.EnableKinesisStreamingDestinationInput{
					TableName: &name, StreamArn: aws.String("arn:aws:kinesis:us-east-1:123456789012:stream/changes"),
				})
			return err
		}},
		{"EC2", "UnsupportedOperation", func(c aws.Config) error {
			_, err := ec2.NewFromConfig(c).DescribeByoipCidrs(t.Context(), &ec2.DescribeByoipCidrsInput{MaxResults: aws.Int32(5)})
			return err
		}},
		{"IAM", "InvalidAction", func(c aws.Config) error {
			_, err := iam.NewFromConfig(c).GetServiceLastAccessedDetails(t.Context(),
				&iam.GetServiceLastAccessedDetailsInput{JobId: aws.String("01234567-89ab-cdef-0123-456789abcdef")})
			return err
		}},
	}
	for _, test := range tests {
		client := &counting{}
		config := configOf(h.gate.Internet(), bootstrap)
		config.HTTPClient = client
		config.Retryer = func() aws.Retryer { return retry.NewStandard() }
		err := test.send(config)
		require.Error(t, err, test.name)
		h.refused(err, test.code, "Local AWS does not have ")
		var response *awshttp.ResponseError
		require.ErrorAs(t, err, &response)
		assert.Equal(t, http.StatusNotImplemented, response.HTTPStatusCode(), test.name)
		assert.Equal(t, 1, client.sent, "%s: the answer would be the same", test.name)
	}
	_, err := h.ec2().DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{VpcIds: []string{"vpc-0123456789abcdef0"}})
	h.refused(err, "InvalidVpcID.NotFound", "")
}

// TestNoOrganization asks an account that is in no organization. moto fails at some of the operations.
func TestNoOrganization(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	other := h.assume("arn:aws:iam::555566667777:role/anyone") // the tests' own account may be in one
	_, err := iam.NewFromConfig(configOf(h.gate.Internet(), other)).CreateRole(t.Context(),
		&iam.CreateRoleInput{RoleName: aws.String("anyone"), AssumeRolePolicyDocument: aws.String(trustAll)})
	require.NoError(t, err)
	client := organizations.NewFromConfig(configOf(h.gate.Internet(), other))
	for name, send := range map[string]func() error{
		"ListRoots": func() error {
			_, err := client.ListRoots(t.Context(), &organizations.ListRootsInput{})
			return err
		},
		"ListPolicies": func() error {
			_, err := client.ListPolicies(t.Context(), &organizations.ListPoliciesInput{Filter: scp})
			return err
		},
		"ListAccounts": func() error {
			_, err := client.ListAccounts(t.Context(), &organizations.ListAccountsInput{})
			return err
		},
		"DescribePolicy": func() error {
			_, err := client.DescribePolicy(t.Context(), &organizations.DescribePolicyInput{PolicyId: aws.String("p-12345678")})
			return err
		},
		"CreatePolicy": func() error {
			_, err := client.CreatePolicy(t.Context(), &organizations.CreatePolicyInput{
				Name: aws.String("a"), Description: aws.String(""), Type: scp, Content: aws.String("{}"),
			})
			return err
		},
	} {
		err := send()
		var none *types.AWSOrganizationsNotInUseException
		require.ErrorAs(t, err, &none, name)
	}
}

func TestIsShaped(t *testing.T) {
	t.Parallel()
	const page = "<!doctype html>\n<html lang=en><title>500 Internal Server Error</title>"
	tests := []struct {
		name     string
		protocol awserror.Protocol
		body     string
		want     bool
	}{
		{"page", awserror.DynamoDB, page, false},
		{"page", awserror.EC2, page, false},
		{"page", awserror.Query, "  <HTML><body>", false},
		{"text", awserror.JSON, "Not yet implemented", false},
		{"nothing", awserror.JSON, "", false},
		{"error", awserror.JSON, `{"__type":"X","message":"m"}`, true},
		{"error", awserror.EC2, `<?xml version="1.0"?><Response><Errors/></Response>`, true},
		{"error of an unknown protocol", awserror.Query, `{"message":"m"}`, true},
		{"nothing", awserror.Query, "", true},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, isShaped(test.protocol, []byte(test.body)), "%s of %v", test.name, test.protocol)
	}
}
