package main

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

type endpoint struct {
	Policy            *string  `pulumi:"policy"`
	PrivateDNSEnabled *bool    `pulumi:"privateDnsEnabled"`
	RouteTableIDs     []string `pulumi:"routeTableIds"`
	SecurityGroupIDs  []string `pulumi:"securityGroupIds"`
	ServiceName       *string  `pulumi:"serviceName"`
	SubnetIDs         []string `pulumi:"subnetIds"`
	VpcEndpointType   *string  `pulumi:"vpcEndpointType"`
	VpcID             *string  `pulumi:"vpcId"`
	tagged

	ARN                 *string                   `pulumi:"arn"`
	CidrBlocks          []string                  `pulumi:"cidrBlocks"`
	DNSEntries          []sdk.VpcEndpointDnsEntry `pulumi:"dnsEntries"`
	NetworkInterfaceIDs []string                  `pulumi:"networkInterfaceIds"`
	OwnerID             *string                   `pulumi:"ownerId"`
	PrefixListID        *string                   `pulumi:"prefixListId"`
	RequesterManaged    *bool                     `pulumi:"requesterManaged"`
	State               *string                   `pulumi:"state"`
}

const (
	gateway    = string(types.VpcEndpointTypeGateway)
	interfaces = string(types.VpcEndpointTypeInterface)
)

var vpcEndpoints = resourceType[endpoint]{
	official: contract.ResourceOf[sdk.VpcEndpointArgs, sdk.VpcEndpoint]("aws:ec2/vpcEndpoint:VpcEndpoint"),
	// Source: terraform-provider-aws, internal/service/ec2/vpc_endpoint.go, resourceVPCEndpoint. The policy, the route
	// tables and the subnets are Optional and Computed: while the program leaves them out, a change outside Pulumi is not
	// seen.
	traits: contract.Traits{
		"policy":            {Policy: true, Shared: true, Valid: contract.JSON, State: normalizedJSON},
		"privateDnsEnabled": {Shared: true},
		"routeTableIds":     {Set: true, Shared: true},
		"securityGroupIds":  {Set: true, Shared: true},
		"serviceName":       {Replace: true},
		"subnetIds":         {Set: true, Shared: true},
		"vpcEndpointType": {
			Default: gateway, Replace: true,
			Valid: contract.OneOf(interfaces, gateway, "GatewayLoadBalancer", "Resource", "ServiceNetwork"),
		},
		"vpcId": {Replace: true},
	},
	valid: func(in property.Map) []p.CheckFailure {
		kind := in.Get("vpcEndpointType")
		others := []string{"GatewayLoadBalancer", "Resource", "ServiceNetwork"}
		if !kind.IsString() || !slices.Contains(others, kind.AsString()) {
			return nil
		}
		return []p.CheckFailure{{
			Property: "vpcEndpointType",
			Reason:   "the stand-in for local AWS implements Gateway and Interface alone; the official plugin has more",
		}}
	},
	gone: []string{"InvalidVpcEndpointId.NotFound"},

	create: func(ctx context.Context, s *session, want *endpoint) (string, error) {
		out, err := s.ec2.CreateVpcEndpoint(ctx, &ec2.CreateVpcEndpointInput{
			PolicyDocument:    normalized(want.Policy),
			PrivateDnsEnabled: want.PrivateDNSEnabled,
			RouteTableIds:     want.RouteTableIDs,
			SecurityGroupIds:  want.SecurityGroupIDs,
			ServiceName:       want.ServiceName,
			SubnetIds:         want.SubnetIDs,
			VpcEndpointType:   types.VpcEndpointType(contract.ValueOr(want.VpcEndpointType, gateway)),
			VpcId:             want.VpcID,
			TagSpecifications: tagSpec(types.ResourceTypeVpcEndpoint, want.TagsAll),
		})
		if err != nil {
			return "", fmt.Errorf("creating EC2 VPC Endpoint (%s): %w", aws.ToString(want.ServiceName), err)
		}
		id := *out.VpcEndpoint.VpcEndpointId
		return id, wrap(waitForEndpoint(ctx, s, id), "waiting for EC2 VPC Endpoint (%s) create", id)
	},

	read: readEndpoint,

	update: func(ctx context.Context, s *session, id string, now, want *endpoint) error {
		if err := s.retag(ctx, "VPC Endpoint", id, now.tagged, want.tagged); err != nil {
			return err
		}
		in := &ec2.ModifyVpcEndpointInput{VpcEndpointId: aws.String(id)}
		unchanged := *in
		if differ(now.Policy, want.Policy) {
			in.PolicyDocument = normalized(want.Policy)
		}
		if want.PrivateDNSEnabled != nil && differ(now.PrivateDNSEnabled, want.PrivateDNSEnabled) {
			in.PrivateDnsEnabled = want.PrivateDNSEnabled
		}
		in.AddRouteTableIds, in.RemoveRouteTableIds = setChanges(now.RouteTableIDs, want.RouteTableIDs)
		in.AddSecurityGroupIds, in.RemoveSecurityGroupIds = setChanges(now.SecurityGroupIDs, want.SecurityGroupIDs)
		in.AddSubnetIds, in.RemoveSubnetIds = setChanges(now.SubnetIDs, want.SubnetIDs)
		if reflect.DeepEqual(*in, unchanged) {
			return nil
		}
		if _, err := s.ec2.ModifyVpcEndpoint(ctx, in); err != nil {
			return fmt.Errorf("updating EC2 VPC Endpoint (%s): %w", id, err)
		}
		return wrap(waitForEndpoint(ctx, s, id), "waiting for EC2 VPC Endpoint (%s) update", id)
	},

	remove: func(ctx context.Context, s *session, id string, _ *endpoint) error {
		// Read it first, and again after a failure. The emulator fails when it removes the routes of a deleted endpoint a
		// second time, and the client retries a call whose response was lost.
		if found, err := describeEndpoint(ctx, s, id); err != nil || found == nil {
			return err
		}
		out, err := s.ec2.DeleteVpcEndpoints(ctx, &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{id}})
		if err != nil {
			if found, again := describeEndpoint(ctx, s, id); again == nil && found == nil {
				return nil
			}
			return err
		}
		for _, u := range out.Unsuccessful {
			if code := aws.ToString(u.Error.Code); code != "InvalidVpcEndpointId.NotFound" {
				return fmt.Errorf("EC2 DeleteVpcEndpoints: %s: %s", code, aws.ToString(u.Error.Message))
			}
		}
		return nil
	},
}

// describeEndpoint returns nil when there is none. The emulator lists deleted endpoints for ever.
func describeEndpoint(ctx context.Context, s *session, id string) (*types.VpcEndpoint, error) {
	out, err := s.ec2.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{VpcEndpointIds: []string{id}})
	if err != nil || len(out.VpcEndpoints) == 0 || isDeleted(out.VpcEndpoints[0]) {
		return nil, err
	}
	return &out.VpcEndpoints[0], nil
}

func isDeleted(e types.VpcEndpoint) bool {
	return slices.Contains([]string{"deleted", "deleting"}, stateOf(e))
}

// stateOf returns the state in lower case, as in the API. The SDK's constants are capitalized.
func stateOf(e types.VpcEndpoint) string { return strings.ToLower(string(e.State)) }

func waitForEndpoint(ctx context.Context, s *session, id string) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	for {
		found, err := describeEndpoint(ctx, s, id)
		if err != nil {
			return err
		}
		if found == nil {
			return errVanished
		}
		switch state := stateOf(*found); state {
		case "available", "pendingacceptance":
			return nil
		case "failed", "rejected", "expired":
			return fmt.Errorf("endpoint %s is %s", id, state)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for endpoint %s: %w", id, ctx.Err())
		case <-time.After(pollInterval):
		}
	}
}

func readEndpoint(ctx context.Context, s *session, id string, _ *endpoint) (*endpoint, error) {
	found, err := describeEndpoint(ctx, s, id)
	if err != nil || found == nil {
		return nil, err
	}
	e := &endpoint{
		Policy:              found.PolicyDocument,
		RouteTableIDs:       orEmpty(found.RouteTableIds),
		SecurityGroupIDs:    []string{},
		ServiceName:         found.ServiceName,
		SubnetIDs:           orEmpty(found.SubnetIds),
		VpcEndpointType:     aws.String(string(found.VpcEndpointType)),
		VpcID:               found.VpcId,
		tagged:              tagMap(found.Tags),
		ARN:                 s.arn(aws.ToString(found.OwnerId), "vpc-endpoint/"+id),
		CidrBlocks:          []string{},
		DNSEntries:          []sdk.VpcEndpointDnsEntry{},
		NetworkInterfaceIDs: orEmpty(found.NetworkInterfaceIds),
		OwnerID:             found.OwnerId,
		RequesterManaged:    aws.Bool(aws.ToBool(found.RequesterManaged)),
		State:               aws.String(stateOf(*found)),
	}
	for _, g := range found.Groups {
		e.SecurityGroupIDs = append(e.SecurityGroupIDs, aws.ToString(g.GroupId))
	}
	for _, d := range found.DnsEntries {
		e.DNSEntries = append(e.DNSEntries, sdk.VpcEndpointDnsEntry{DnsName: d.DnsName, HostedZoneId: d.HostedZoneId})
	}
	if *e.VpcEndpointType != gateway {
		e.PrivateDNSEnabled = aws.Bool(aws.ToBool(found.PrivateDnsEnabled))
		return e, nil
	}
	e.PrivateDNSEnabled = aws.Bool(false) // a gateway endpoint has none, whatever the emulator returns
	list, err := prefixList(ctx, s, aws.ToString(found.ServiceName))
	if err != nil || list == nil {
		return e, err
	}
	e.PrefixListID, e.CidrBlocks = list.PrefixListId, orEmpty(list.Cidrs)
	return e, nil
}

// prefixList returns the addresses of a service, nil where it has no list.
func prefixList(ctx context.Context, s *session, service string) (*types.PrefixList, error) {
	out, err := s.ec2.DescribePrefixLists(ctx,
		&ec2.DescribePrefixListsInput{Filters: []types.Filter{filter("prefix-list-name", service)}})
	if err != nil || len(out.PrefixLists) == 0 {
		return nil, err
	}
	return &out.PrefixLists[0], nil
}

// setChanges returns what to add to a set, and what to remove from it.
func setChanges(now, want []string) (add, remove []string) {
	for _, x := range want {
		if !slices.Contains(now, x) {
			add = append(add, x)
		}
	}
	for _, x := range now {
		if !slices.Contains(want, x) {
			remove = append(remove, x)
		}
	}
	return add, remove
}

// orEmpty returns an empty list for an absent one: it is known to be empty.
func orEmpty(list []string) []string { return append([]string{}, list...) }
