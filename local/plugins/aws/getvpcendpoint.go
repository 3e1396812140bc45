package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
)

// vpcEndpoint finds the one endpoint that matches, as the official function does; none or several is an error.
var vpcEndpoint = newFunction("aws:ec2/getVpcEndpoint:getVpcEndpoint",
	func(ctx context.Context, s *session, args sdk.LookupVpcEndpointArgs) (*sdk.LookupVpcEndpointResult, error) {
		id, err := findEndpoint(ctx, s, args)
		if err != nil {
			return nil, err
		}
		e, err := readEndpoint(ctx, s, id, nil)
		if err != nil {
			return nil, err
		}
		if e == nil {
			return nil, errNoEndpoint
		}
		policy, err := normalJSON(aws.ToString(e.Policy))
		if err != nil {
			return nil, fmt.Errorf("policy contains invalid JSON: %w", err)
		}
		result := &sdk.LookupVpcEndpointResult{
			Arn: *e.ARN, CidrBlocks: e.CidrBlocks, DnsEntries: []sdk.GetVpcEndpointDnsEntry{},
			DnsOptions: []sdk.GetVpcEndpointDnsOption{}, Filters: args.Filters, Id: id,
			NetworkInterfaceIds: e.NetworkInterfaceIDs, OwnerId: aws.ToString(e.OwnerID), Policy: policy,
			PrefixListId: aws.ToString(e.PrefixListID), PrivateDnsEnabled: *e.PrivateDNSEnabled,
			RequesterManaged: *e.RequesterManaged, RouteTableIds: e.RouteTableIDs,
			SecurityGroupIds: e.SecurityGroupIDs, ServiceName: aws.ToString(e.ServiceName), State: *e.State,
			SubnetIds: e.SubnetIDs, Tags: e.TagsAll, VpcEndpointType: *e.VpcEndpointType, VpcId: aws.ToString(e.VpcID),
		}
		for _, d := range e.DNSEntries {
			result.DnsEntries = append(result.DnsEntries,
				sdk.GetVpcEndpointDnsEntry{DnsName: aws.ToString(d.DnsName), HostedZoneId: aws.ToString(d.HostedZoneId)})
		}
		return result, nil
	}, "tags")

// normalJSON returns a document with sorted keys and no white space.
func normalJSON(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return "", err
	}
	normal, err := json.Marshal(value)
	return string(normal), err
}

var errNoEndpoint = errors.New("no matching EC2 VPC endpoint found")

// findEndpoint compares the attributes that the emulator has no filter for, and passes on the program's own filters.
func findEndpoint(ctx context.Context, s *session, args sdk.LookupVpcEndpointArgs) (string, error) {
	in := &ec2.DescribeVpcEndpointsInput{}
	if args.Id != nil {
		in.VpcEndpointIds = []string{*args.Id}
	}
	for _, f := range args.Filters {
		in.Filters = append(in.Filters, filter(f.Name, f.Values...))
	}
	var found []string
	pages := ec2.NewDescribeVpcEndpointsPaginator(s.ec2, in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if errorCode(err) == "InvalidVpcEndpointId.NotFound" {
			return "", errNoEndpoint
		}
		if err != nil {
			return "", err
		}
		for _, e := range slices.DeleteFunc(page.VpcEndpoints, isDeleted) {
			if fitsEndpoint(e, args) {
				found = append(found, aws.ToString(e.VpcEndpointId))
			}
		}
	}
	switch len(found) {
	case 0:
		return "", errNoEndpoint
	case 1:
		return found[0], nil
	default:
		return "", fmt.Errorf("multiple EC2 VPC endpoints matched (%d); use additional constraints", len(found))
	}
}

func fitsEndpoint(e types.VpcEndpoint, args sdk.LookupVpcEndpointArgs) bool {
	return (args.VpcId == nil || *args.VpcId == aws.ToString(e.VpcId)) &&
		(args.ServiceName == nil || *args.ServiceName == aws.ToString(e.ServiceName)) &&
		(args.State == nil || strings.ToLower(*args.State) == stateOf(e))
}
