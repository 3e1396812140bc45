package main

import (
	"cmp"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// timeout bounds how long a resource may take to become usable. An emulator answers at once.
const timeout = 5 * time.Minute

// session is a configured provider: clients of the emulator, and the tags that every resource gets.
type session struct {
	region      string
	defaultTags map[string]string

	ec2           *ec2.Client
	dynamodb      *dynamodb.Client
	iam           *iam.Client
	organizations *organizations.Client
	scaling       *scaling.Client
	cloudControl  *cloudcontrol.Client
	sts           *sts.Client
}

// newSession returns a session. Its credentials are those of the provider configuration, of the environment, or
// dummies: the emulator tells callers apart by them. The user's AWS profiles are never read.
func newSession(r *resolved) *session {
	config := aws.Config{
		Region:     r.region,
		HTTPClient: localClient(),
		Credentials: credentials.NewStaticCredentialsProvider(
			cmp.Or(contract.ValueOr(r.AccessKey, os.Getenv("AWS_ACCESS_KEY_ID")), "local"),
			cmp.Or(contract.ValueOr(r.SecretKey, os.Getenv("AWS_SECRET_ACCESS_KEY")), "local"),
			contract.ValueOr(r.Token, os.Getenv("AWS_SESSION_TOKEN"))),
	}
	at := func(service string) *string { return aws.String(r.endpoints[service]) }
	s := &session{
		region:   r.region,
		ec2:      ec2.NewFromConfig(config, func(o *ec2.Options) { o.BaseEndpoint = at("ec2") }),
		dynamodb: dynamodb.NewFromConfig(config, func(o *dynamodb.Options) { o.BaseEndpoint = at("dynamodb") }),
		iam:      iam.NewFromConfig(config, func(o *iam.Options) { o.BaseEndpoint = at("iam") }),
		organizations: organizations.NewFromConfig(config, func(o *organizations.Options) {
			o.BaseEndpoint = at("organizations")
		}),
		cloudControl: cloudcontrol.NewFromConfig(config, func(o *cloudcontrol.Options) {
			o.BaseEndpoint = at("cloudcontrol")
		}),
		scaling: scaling.NewFromConfig(config, func(o *scaling.Options) { o.BaseEndpoint = at("appautoscaling") }),
		sts:     sts.NewFromConfig(config, func(o *sts.Options) { o.BaseEndpoint = at("sts") }),
	}
	if r.DefaultTags != nil {
		s.defaultTags = r.DefaultTags.Tags
	}
	return s
}

// localClient dials only this machine, uses no proxy and follows no redirect. It is the second safeguard, after the
// check of the configuration.
func localClient() *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		host, _, err := net.SplitHostPort(address) // resolved by now: an IP address
		if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
			return errNotLocal
		}
		return nil
	}}
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 16},
	}
}

// arn returns the ARN of an EC2 resource of this Region, which the API does not return.
func (s *session) arn(account, resource string) *string {
	return aws.String(strings.Join([]string{"arn", partition(s.region), "ec2", s.region, account, resource}, ":"))
}

// partition returns the AWS partition of a Region.
func partition(region string) string {
	return cmp.Or(policy.PartitionOf(region), "aws")
}
