// Package awsstate reads what the emulator holds: who a caller is, and every policy that applies to a request. It keeps
// copies for a moment and nothing else. The emulator is the only source of truth, so a gate that is started again
// decides as its predecessor did.
package awsstate

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	awsiam "github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// State reads the emulator.
type State struct {
	Config

	http  *http.Client
	cache cache
}

// Config says where the emulator is, and what is known of it from the start.
type Config struct {
	Endpoint string
	// Account and Region are where the emulator puts a request that names neither.
	Account, Region string
	// RootKey is the access key id with which the gate itself signs. It belongs to the account's root user.
	RootKey string
	// Timeout bounds how long the emulator may take for one answer.
	Timeout time.Duration
}

// New returns the state of an emulator.
func New(config Config) *State {
	transport := &http.Transport{
		DialContext: (&net.Dialer{Timeout: 2 * time.Second}).DialContext, MaxIdleConnsPerHost: 16,
		ResponseHeaderTimeout: config.Timeout,
	}
	return &State{Config: config, http: &http.Client{Transport: transport}}
}

// Invalidate drops every copy. Call it whenever something may have changed.
func (s *State) Invalidate() { s.cache.invalidate() }

// AccountHeader names the account that moto looks in, whoever signed the request. ("Multi-account support", moto
// documentation.)
const AccountHeader = "X-Moto-Account-Id"

// accountClient sends requests to one account of the emulator, or to the signer's own where account is empty.
type accountClient struct {
	account string
	client  *http.Client
}

// Do reads the whole response before it returns. The SDK closes the request's body as soon as Do returns. Now and then
// that is before the transport has seen the end of that body, and the transport then closes the connection before the
// response is read.
func (a accountClient) Do(request *http.Request) (*http.Response, error) {
	if a.account != "" {
		request.Header.Set(AccountHeader, a.account)
	}
	response, err := a.client.Do(request) //nolint:gosec // to the emulator, on this machine
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// clientConfig returns the configuration of clients for one account and Region. They do not retry: the gate's client
// does.
func (s *State) clientConfig(account, region string) aws.Config {
	return aws.Config{
		BaseEndpoint: &s.Endpoint, Region: region, HTTPClient: accountClient{account, s.http},
		Credentials: credentials.NewStaticCredentialsProvider(s.RootKey, "none", ""),
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
	}
}

func (s *State) iam(account string) *awsiam.Client {
	return awsiam.NewFromConfig(s.clientConfig(account, s.Region))
}

func (s *State) organizations(account string) *organizations.Client {
	return organizations.NewFromConfig(s.clientConfig(account, s.Region))
}

func (s *State) ec2(account, region string) *ec2.Client {
	return ec2.NewFromConfig(s.clientConfig(account, region))
}

// DynamoDB returns a client for the account and the Region of a resource. It goes past every policy: the gate uses it
// for its own reads and corrections.
func (s *State) DynamoDB(resource string) *dynamodb.Client {
	arn, _ := iam.ParseARN(resource) // package request has checked its form
	return dynamodb.NewFromConfig(s.clientConfig(arn.Account, arn.Region))
}

// sts returns a client that signs with a caller's key, to find out whose key it is.
func (s *State) sts(key string) *sts.Client {
	config := s.clientConfig("", s.Region)
	config.Credentials = credentials.NewStaticCredentialsProvider(key, "none", "")
	return sts.NewFromConfig(config)
}

// CodeOf returns AWS's code of an error. It is empty for any other error, such as a connection that was refused.
func CodeOf(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

func isCode(err error, codes ...string) bool {
	return slices.Contains(codes, CodeOf(err))
}

// detached gives a read a deadline of its own. Several requests wait for one read, so the first of them must not cancel
// it. A read may take several calls.
func (s *State) detached(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), 4*s.Timeout)
}
