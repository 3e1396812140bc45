package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// function is one function of the package. Its arguments and its result are the official SDK's own structs.
type function struct {
	token        string
	args, result contract.Type
	invoke       func(context.Context, *session, property.Map) (p.InvokeResponse, error)
}

// newFunction makes a function of a Go function. It refuses the arguments listed in refused.
func newFunction[A, R any](
	token string, call func(context.Context, *session, A) (*R, error), refused ...string,
) function {
	official := contract.TypeFor[A]()
	implemented := official
	implemented.Fields = slices.DeleteFunc(slices.Clone(official.Fields),
		func(f contract.Field) bool { return slices.Contains(refused, f.Name) })
	return function{
		token: token, args: official, result: contract.TypeFor[R](),
		invoke: func(ctx context.Context, s *session, in property.Map) (p.InvokeResponse, error) {
			if failures := contract.Check(token, official, implemented, nil, in); len(failures) > 0 {
				return p.InvokeResponse{Failures: failures}, nil
			}
			var args A
			if err := contract.Decode(in, &args); err != nil {
				return p.InvokeResponse{}, fmt.Errorf("invoke %s: %w", token, err)
			}
			result, err := call(ctx, s, args)
			if err != nil {
				return p.InvokeResponse{}, fmt.Errorf("invoking %s: %w", token, oneError(err))
			}
			out, err := contract.Encode(result)
			if err != nil {
				return p.InvokeResponse{}, fmt.Errorf("invoke %s: %w", token, err)
			}
			return p.InvokeResponse{Return: out}, nil
		},
	}
}

var availabilityZones = newFunction("aws:index/getAvailabilityZones:getAvailabilityZones",
	func(ctx context.Context, s *session, args sdk.GetAvailabilityZonesArgs) (*sdk.GetAvailabilityZonesResult, error) {
		in := &ec2.DescribeAvailabilityZonesInput{AllAvailabilityZones: args.AllAvailabilityZones}
		for _, f := range args.Filters {
			in.Filters = append(in.Filters, filter(f.Name, f.Values...))
		}
		if args.State != nil {
			in.Filters = append(in.Filters, filter("state", *args.State))
		}
		out, err := s.ec2.DescribeAvailabilityZones(ctx, in)
		if err != nil {
			return nil, err
		}
		zones := slices.DeleteFunc(out.AvailabilityZones, func(z types.AvailabilityZone) bool {
			return slices.Contains(args.ExcludeNames, aws.ToString(z.ZoneName)) ||
				slices.Contains(args.ExcludeZoneIds, aws.ToString(z.ZoneId))
		})
		slices.SortFunc(zones, func(a, b types.AvailabilityZone) int {
			return strings.Compare(aws.ToString(a.ZoneName), aws.ToString(b.ZoneName))
		})
		result := &sdk.GetAvailabilityZonesResult{
			AllAvailabilityZones: args.AllAvailabilityZones, ExcludeNames: args.ExcludeNames,
			ExcludeZoneIds: args.ExcludeZoneIds, Filters: args.Filters, State: args.State,
			Id: s.region, GroupNames: []string{}, Names: []string{}, ZoneIds: []string{},
		}
		for _, z := range zones {
			result.Names = append(result.Names, aws.ToString(z.ZoneName))
			result.ZoneIds = append(result.ZoneIds, aws.ToString(z.ZoneId))
			if group := aws.ToString(z.GroupName); !slices.Contains(result.GroupNames, group) {
				result.GroupNames = append(result.GroupNames, group)
			}
		}
		return result, nil
	})

var callerIdentity = newFunction("aws:index/getCallerIdentity:getCallerIdentity",
	func(ctx context.Context, s *session, _ sdk.GetCallerIdentityArgs) (*sdk.GetCallerIdentityResult, error) {
		out, err := s.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			return nil, err
		}
		account := aws.ToString(out.Account)
		return &sdk.GetCallerIdentityResult{
			AccountId: account, Arn: aws.ToString(out.Arn), Id: account, UserId: aws.ToString(out.UserId),
		}, nil
	}, "id")

var currentPartition = newFunction("aws:index/getPartition:getPartition",
	func(_ context.Context, s *session, _ sdk.GetPartitionArgs) (*sdk.GetPartitionResult, error) {
		result := &sdk.GetPartitionResult{
			DnsSuffix: "amazonaws.com", Id: partition(s.region), Partition: partition(s.region),
			ReverseDnsPrefix: "com.amazonaws",
		}
		if result.Partition == "aws-cn" {
			result.DnsSuffix, result.ReverseDnsPrefix = "amazonaws.com.cn", "cn.com.amazonaws"
		}
		return result, nil
	}, "id")

// currentRegion returns a Region's name and endpoint. It asks nobody, like the official plugin. Its description stays
// empty: the official plugin has those in a table of its own.
// Source: terraform-provider-aws, internal/service/meta/region_data_source.go.
var currentRegion = newFunction("aws:index/getRegion:getRegion",
	func(ctx context.Context, s *session, args sdk.GetRegionArgs) (*sdk.GetRegionResult, error) {
		name := contract.ValueOr(args.Name, s.region)
		if policy.PartitionOf(name) == "" {
			return nil, fmt.Errorf("finding Region by name (%s): couldn't find resource", name)
		}
		endpoint, err := ec2.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx, ec2.EndpointParameters{Region: &name})
		if err != nil {
			return nil, fmt.Errorf("resolving EC2 endpoint: %w", err)
		}
		return &sdk.GetRegionResult{Endpoint: endpoint.URI.Host, Id: name, Name: name}, nil
	}, "endpoint", "id")
