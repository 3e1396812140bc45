package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// onLocal is local AWS. Its gate has a door for each VPC endpoint: what comes in there comes from the endpoint's VPC.
type onLocal struct{ url, region string }

func (*onLocal) name() string { return "local" }

func (l *onLocal) at(url string) aws.Config {
	return aws.Config{
		BaseEndpoint: &url, Region: cmp.Or(l.region, "us-east-1"),
		HTTPClient: awshttp.NewBuildableClient().WithTimeout(90 * time.Second),
		Retryer:    func() aws.Retryer { return aws.NopRetryer{} },
	}
}

// config has made-up credentials, which the emulator takes as root's. It reads none of the user's.
func (l *onLocal) config(context.Context) (aws.Config, error) {
	config := l.at(l.url)
	config.Credentials = credentials.NewStaticCredentialsProvider("local", "local", "")
	return config, nil
}

func (l *onLocal) inside(ctx context.Context, s *sandbox) (aws.Config, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.url+"/_gate/doors", http.NoBody)
	if err != nil {
		return aws.Config{}, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return aws.Config{}, fmt.Errorf("list the gate's doors: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	var list struct {
		Doors []struct{ URL, Endpoint string }
	}
	if err := json.NewDecoder(response.Body).Decode(&list); err != nil {
		return aws.Config{}, fmt.Errorf("list the gate's doors: %w", err)
	}
	for _, door := range list.Doors {
		if door.Endpoint == s.endpoint {
			return l.at(door.URL), nil
		}
	}
	return aws.Config{}, errors.New("the gate has no door for the sandbox's endpoint")
}

func (*onLocal) closeInside(context.Context, *sandbox, string) error { return nil }

func (*onLocal) cannot(n need) string {
	if n == accountHost {
		return "local AWS has no host names of accounts"
	}
	return ""
}

func (*onLocal) pace() pace {
	return pace{
		poll: 25 * time.Millisecond, first: 20 * time.Second, later: 30 * time.Second, clean: 30 * time.Second,
		stable: 1, abreast: 4,
	}
}
