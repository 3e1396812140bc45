package main

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
)

// onAWS is AWS. The relay, a function in the sandbox's network, sends what comes from inside.
type onAWS struct{ region string }

func (*onAWS) name() string { return "aws" }

// config is what every AWS client finds in the environment. It is an error later on if a request goes elsewhere than to
// AWS: what an emulator answers must never be recorded as AWS's.
func (a *onAWS) config(ctx context.Context) (aws.Config, error) {
	loaded, err := config.LoadDefaultConfig(ctx, config.WithRegion(a.region))
	if err != nil {
		return aws.Config{}, fmt.Errorf("read the AWS configuration: %w", err)
	}
	if loaded.Region == "" {
		return aws.Config{}, fmt.Errorf("name the Region to use: make verify-aws REGION=eu-west-1")
	}
	loaded.HTTPClient = genuine{awshttp.NewBuildableClient().WithTimeout(90 * time.Second)}
	loaded.AccountIDEndpointMode = aws.AccountIDEndpointModeDisabled // a check of its own asks about these
	return loaded, nil
}

// hosts are those of AWS in every partition with DynamoDB's resource policies.
var hosts = regexp.MustCompile(`\.(amazonaws\.com|amazonaws\.com\.cn|api\.aws)$`)

// genuine sends requests to AWS, and to nobody else.
type genuine struct{ client aws.HTTPClient }

func (g genuine) Do(request *http.Request) (*http.Response, error) {
	if request.URL.Scheme != "https" || !hosts.MatchString(request.URL.Hostname()) {
		return nil, fmt.Errorf("%s is not a host of AWS: unset AWS_ENDPOINT_URL, and endpoint_url in the profile",
			request.URL.Host)
	}
	return g.client.Do(request)
}

func (*onAWS) cannot(need) string { return "" }

func (*onAWS) pace() pace {
	return pace{
		poll: time.Second, first: time.Minute, later: 6 * time.Minute, clean: 50 * time.Minute, stable: 3, abreast: 8,
	}
}
