// Package world is what the emulator holds: who a caller is, and every policy that bears on a request. It keeps
// nothing of its own but copies for a moment, so that the emulator is the one source of truth and a gate that is
// started again knows what its predecessor knew.
package world

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
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

// World asks the emulator.
type World struct {
	Config

	http   *http.Client
	memory memory
}

// Config says where the emulator is and what is known of it from the start.
type Config struct {
	Endpoint string
	// Account and Region are where the emulator puts what comes without either.
	Account, Region string
	// RootKey is the access key id with which the emulator is first asked. It counts as the account's root user.
	RootKey string
	// Patience is how long the emulator may take for one answer.
	Patience time.Duration
}

// New returns a world over an emulator.
func New(config Config) *World {
	transport := &http.Transport{
		DialContext: (&net.Dialer{Timeout: 2 * time.Second}).DialContext, MaxIdleConnsPerHost: 16,
		ResponseHeaderTimeout: config.Patience,
	}
	return &World{Config: config, http: &http.Client{Transport: transport}}
}

// Forget drops every copy. It is called whenever something may have changed.
func (w *World) Forget() { w.memory.forget() }

// AccountHeader names the account in which moto looks, whoever signed the request. ("Multi-account support",
// moto documentation.)
const AccountHeader = "X-Moto-Account-Id"

// inAccount sends requests to one account of the emulator; to the signer's own where it names none.
type inAccount struct {
	account string
	client  *http.Client
}

// Do reads the whole answer before it returns. The SDK closes the request's body as soon as Do returns, which now
// and then is before the transport has seen that body's end, and makes it close the connection with the answer.
func (a inAccount) Do(request *http.Request) (*http.Response, error) {
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

// at is the configuration of clients that read one account and Region. They do not try again: whoever asked the
// gate does.
func (w *World) at(account, region string) aws.Config {
	return aws.Config{
		BaseEndpoint: &w.Endpoint, Region: region, HTTPClient: inAccount{account, w.http},
		Credentials: credentials.NewStaticCredentialsProvider(w.RootKey, "none", ""),
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
	}
}

func (w *World) iam(account string) *iam.Client { return iam.NewFromConfig(w.at(account, w.Region)) }

func (w *World) organizations(account string) *organizations.Client {
	return organizations.NewFromConfig(w.at(account, w.Region))
}

func (w *World) ec2(account, region string) *ec2.Client {
	return ec2.NewFromConfig(w.at(account, region))
}

// DynamoDB is a client that goes past every policy, for what the gate itself has to ask or to put right.
func (w *World) DynamoDB(account, region string) *dynamodb.Client {
	return dynamodb.NewFromConfig(w.at(account, region))
}

// sts is a client that signs with a caller's key, to ask whose it is.
func (w *World) sts(key string) *sts.Client {
	config := w.at("", w.Region)
	config.Credentials = credentials.NewStaticCredentialsProvider(key, "none", "")
	return sts.NewFromConfig(config)
}

// CodeOf is AWS's code of an error, "" for one that is not AWS's, such as that nobody answers.
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

// detached gives a read its own time: others wait for it, so the first who asked must not end it. It may take
// several answers.
func (w *World) detached(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), 4*w.Patience)
}
