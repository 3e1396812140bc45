package main

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// tagFilter finds what has the tag.
func tagFilter(run string) []ec2types.Filter {
	if run == "" {
		return []ec2types.Filter{{Name: aws.String("tag-key"), Values: []string{tagKey}}}
	}
	return []ec2types.Filter{{Name: aws.String("tag:" + tagKey), Values: []string{run}}}
}

func (s *sandbox) deleteEndpoints(ctx context.Context, run string) error {
	client := ec2.NewFromConfig(s.own)
	return s.wait(ctx, s.pace().later, "deleting VPC endpoints", func(ctx context.Context) (bool, error) {
		found, err := client.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{Filters: tagFilter(run)})
		if err != nil {
			return false, err
		}
		var ids []string
		for _, endpoint := range found.VpcEndpoints {
			if !strings.EqualFold(string(endpoint.State), "deleted") {
				ids = append(ids, *endpoint.VpcEndpointId)
			}
		}
		if len(ids) == 0 {
			return true, nil
		}
		_, err = client.DeleteVpcEndpoints(ctx, &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: ids})
		return false, err
	})
}

// deleteNetworks waits for Lambda to delete the relay's network interfaces, which hold the rest.
func (s *sandbox) deleteNetworks(ctx context.Context, run string) error {
	client := ec2.NewFromConfig(s.own)
	told := time.Now()
	return s.wait(ctx, s.pace().clean, "deleting the network", func(ctx context.Context) (bool, error) {
		kinds, err := taggedNetworks(ctx, client, run)
		if err != nil {
			return false, err
		}
		count := 0
		for _, kind := range kinds {
			for _, id := range kind.ids {
				count++
				if err := kind.remove(id); err != nil && codeOf(err) != "DependencyViolation" &&
					!strings.HasSuffix(codeOf(err), ".NotFound") {
					return false, err
				}
			}
		}
		if count > 0 && time.Since(told) > time.Minute {
			told = time.Now()
			s.say("waiting for Lambda to delete the network interfaces of the relay")
		}
		return count == 0, nil
	})
}

// removable is things of one kind, and how one is removed.
type removable struct {
	ids    []string
	remove func(id string) error
}

func taggedNetworks(ctx context.Context, client *ec2.Client, run string) ([]removable, error) {
	groups := removable{remove: func(id string) error {
		_, err := client.DeleteSecurityGroup(ctx, &ec2.DeleteSecurityGroupInput{GroupId: &id})
		return err
	}}
	subnets := removable{remove: func(id string) error {
		_, err := client.DeleteSubnet(ctx, &ec2.DeleteSubnetInput{SubnetId: &id})
		return err
	}}
	networks := removable{remove: func(id string) error {
		_, err := client.DeleteVpc(ctx, &ec2.DeleteVpcInput{VpcId: &id})
		return err
	}}
	foundGroups, err := client.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{Filters: tagFilter(run)})
	if err != nil {
		return nil, err
	}
	for _, group := range foundGroups.SecurityGroups {
		groups.ids = append(groups.ids, *group.GroupId)
	}
	foundSubnets, err := client.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{Filters: tagFilter(run)})
	if err != nil {
		return nil, err
	}
	for _, subnet := range foundSubnets.Subnets {
		subnets.ids = append(subnets.ids, *subnet.SubnetId)
	}
	foundNetworks, err := client.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{Filters: tagFilter(run)})
	if err != nil {
		return nil, err
	}
	for _, network := range foundNetworks.Vpcs {
		networks.ids = append(networks.ids, *network.VpcId)
	}
	return []removable{groups, subnets, networks}, nil
}
