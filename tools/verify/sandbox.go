package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

const (
	// tagKey is the tag of everything that a run creates. Its value is the id of the run. Nothing without it is deleted.
	tagKey = "private-dynamodb-verify"
	// prefix begins the names of what a run creates, and rolePath is the path of its roles.
	prefix   = "private-dynamodb-verify-"
	rolePath = "/private-dynamodb-verify/"
)

// sandbox is what one run creates, and works in.
type sandbox struct {
	venue

	out          io.Writer
	own          aws.Config // of whoever runs the program
	account      string
	organization string // that the account is in; may be empty
	partition    string
	run          string // the id of the run

	vpc, subnet, group, endpoint string
	doors                        map[from]aws.Config
	sessions                     map[string]aws.CredentialsProvider // by role

	printing sync.Mutex
}

func newSandbox(out io.Writer, where venue, own aws.Config, account, organization string) *sandbox {
	own.HTTPClient = unbroken{own.HTTPClient}
	var id [4]byte
	_, _ = rand.Read(id[:]) // it never fails
	return &sandbox{
		venue: where, out: out, own: own, account: account, organization: organization,
		partition: policy.PartitionOf(own.Region), run: hex.EncodeToString(id[:]),
		doors: map[from]aws.Config{outside: own}, sessions: map[string]aws.CredentialsProvider{},
	}
}

// named returns the name of a thing of this run.
func (s *sandbox) named(what string) string { return prefix + s.run + "-" + what }

func (s *sandbox) tags() map[string]string { return map[string]string{tagKey: s.run} }

func (s *sandbox) say(format string, args ...any) {
	s.printing.Lock()
	defer s.printing.Unlock()
	_, _ = fmt.Fprintf(s.out, format+"\n", args...) // a terminal that is gone is no reason to leave things behind
}

// announcement says what is about to be created.
func (s *sandbox) announcement() string {
	return fmt.Sprintf(`This is run %s in account %s, %s. It creates, and deletes in the end:
  some 30 DynamoDB tables, on demand, each with a handful of items, one backup, one restored table
  a VPC with one subnet, a security group and a gateway endpoint for DynamoDB
  a Lambda function in that VPC, of 128 MB, and its network interfaces
  six IAM roles under %s
It takes about fifteen minutes and costs less than a cent (USD 0.01): of these, only requests to tables and to the
function, and storage of a few bytes, have a price. Lambda keeps a network interface, which has no price, for up to
45 minutes after its function; the VPC can only be deleted after that. Ctrl-C stops the run and deletes what there is;
make verify-aws CLEAN=1 deletes what a killed run has left, by the tag %s.`,
		s.run, s.account, s.own.Region, rolePath, tagKey)
}

// build creates the network, the roles and the way inside. What it creates it tags at once, so that cleanUp finds it.
func (s *sandbox) build(ctx context.Context) error {
	s.say("creating the network and the roles")
	if err := s.network(ctx); err != nil {
		return fmt.Errorf("create the network: %w", err)
	}
	for _, role := range []string{deployer, app, breakGlass, consumer, backupper} {
		if err := s.assumable(ctx, role); err != nil {
			return fmt.Errorf("create role %s: %w", role, err)
		}
	}
	s.say("opening the way inside")
	door, err := s.inside(ctx, s)
	if err != nil {
		return err
	}
	s.doors[inside] = door
	return s.wait(ctx, s.pace().later, "the way inside", func(ctx context.Context) (bool, error) {
		_, err := s.client(inside, app).DynamoDB.ListTables(ctx, &dynamodb.ListTablesInput{Limit: aws.Int32(1)})
		return err == nil, nil
	})
}

func (s *sandbox) network(ctx context.Context) error {
	client := ec2.NewFromConfig(s.own)
	tagged := func(kind ec2types.ResourceType) []ec2types.TagSpecification {
		return []ec2types.TagSpecification{{ResourceType: kind, Tags: []ec2types.Tag{
			{Key: aws.String(tagKey), Value: &s.run}, {Key: aws.String("Name"), Value: aws.String(prefix + s.run)},
		}}}
	}
	network, err := client.CreateVpc(ctx, &ec2.CreateVpcInput{
		CidrBlock: aws.String("10.255.255.0/24"), TagSpecifications: tagged(ec2types.ResourceTypeVpc),
	})
	if err != nil {
		return err
	}
	s.vpc = *network.Vpc.VpcId
	subnet, err := client.CreateSubnet(ctx, &ec2.CreateSubnetInput{
		VpcId: &s.vpc, CidrBlock: aws.String("10.255.255.0/26"), TagSpecifications: tagged(ec2types.ResourceTypeSubnet),
	})
	if err != nil {
		return err
	}
	s.subnet = *subnet.Subnet.SubnetId
	group, err := client.CreateSecurityGroup(ctx, &ec2.CreateSecurityGroupInput{
		VpcId: &s.vpc, GroupName: aws.String(s.named("relay")), Description: aws.String("the relay of make verify-aws"),
		TagSpecifications: tagged(ec2types.ResourceTypeSecurityGroup),
	})
	if err != nil {
		return err
	}
	s.group = *group.GroupId
	tables, err := client.DescribeRouteTables(ctx, &ec2.DescribeRouteTablesInput{
		Filters: []ec2types.Filter{{Name: aws.String("vpc-id"), Values: []string{s.vpc}}},
	})
	if err != nil {
		return err
	}
	if len(tables.RouteTables) != 1 {
		return fmt.Errorf("a new VPC has %d route tables, not one", len(tables.RouteTables))
	}
	document, err := policy.EndpointPolicy(s.account)
	if err != nil {
		return err
	}
	text, err := document.JSON()
	if err != nil {
		return err
	}
	endpoint, err := client.CreateVpcEndpoint(ctx, &ec2.CreateVpcEndpointInput{
		VpcId: &s.vpc, VpcEndpointType: ec2types.VpcEndpointTypeGateway, PolicyDocument: &text,
		ServiceName:       aws.String("com.amazonaws." + s.own.Region + ".dynamodb"),
		RouteTableIds:     []string{*tables.RouteTables[0].RouteTableId},
		TagSpecifications: tagged(ec2types.ResourceTypeVpcEndpoint),
	})
	if err != nil {
		return err
	}
	s.endpoint = *endpoint.VpcEndpoint.VpcEndpointId
	return nil
}

// wait polls until something is done.
func (s *sandbox) wait(
	ctx context.Context, most time.Duration, what string, done func(context.Context) (bool, error),
) error {
	end := time.Now().Add(most)
	for {
		ok, err := done(ctx)
		if err != nil || ok {
			return err
		}
		if time.Now().After(end) {
			return fmt.Errorf("%s: still not done after %s", what, most)
		}
		if err := s.pause(ctx); err != nil {
			return err
		}
	}
}

// pause waits for one poll. It is an error if the run is interrupted.
func (s *sandbox) pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return errInterrupted
	case <-time.After(s.pace().poll):
		return nil
	}
}

var errInterrupted = errors.New("interrupted")

// unbroken lets a request that was sent come to its end when the run is interrupted, so that what it creates is there
// when the run cleans up.
type unbroken struct{ client aws.HTTPClient }

func (u unbroken) Do(request *http.Request) (*http.Response, error) {
	return u.client.Do(request.WithContext(context.WithoutCancel(request.Context())))
}
