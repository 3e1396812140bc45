package main

import (
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// patience is how long a resource may take to become usable. An emulator answers at once.
const patience = 5 * time.Minute

// session is a configured provider: clients for the emulator, and the tags that every resource gets.
type session struct {
	region      string
	defaultTags map[string]string

	ec2      *ec2.Client
	dynamodb *dynamodb.Client
	sts      *sts.Client
}

// newSession makes the clients. They know only the credentials of the provider configuration, or dummies: neither the
// environment's nor the user's AWS profiles are ever read, so that none can leak into an emulator's log.
func newSession(r *resolved) *session {
	config := aws.Config{
		Region:     r.region,
		HTTPClient: localClient(),
		Credentials: credentials.NewStaticCredentialsProvider(
			or(r.AccessKey, "local"), or(r.SecretKey, "local"), or(r.Token, "")),
	}
	at := func(service string) *string { return aws.String(r.endpoints[service]) }
	s := &session{
		region:   r.region,
		ec2:      ec2.NewFromConfig(config, func(o *ec2.Options) { o.BaseEndpoint = at("ec2") }),
		dynamodb: dynamodb.NewFromConfig(config, func(o *dynamodb.Options) { o.BaseEndpoint = at("dynamodb") }),
		sts:      sts.NewFromConfig(config, func(o *sts.Options) { o.BaseEndpoint = at("sts") }),
	}
	if r.DefaultTags != nil {
		s.defaultTags = r.DefaultTags.Tags
	}
	return s
}

// localClient dials this machine and no other, uses no proxy and follows no redirect: the second lock on the door,
// after the check of the configuration.
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

// arn is the name of a resource of this region.
func (s *session) arn(service, account, resource string) *string {
	return aws.String(strings.Join([]string{"arn", partition(s.region), service, s.region, account, resource}, ":"))
}

// partition is the AWS partition of a region.
func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	default:
		return "aws"
	}
}

func or[T any](value *T, otherwise T) T {
	if value == nil {
		return otherwise
	}
	return *value
}
