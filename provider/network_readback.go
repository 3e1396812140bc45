package provider

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// endpointSettings are what the program says of an endpoint that it built.
type endpointSettings struct {
	id, policy                   string
	routeTables, subnets, groups []string
}

// gatewaySettingsOf returns what the program says of a gateway endpoint, once it is there.
func gatewaySettingsOf(
	endpoint *ec2.VpcEndpoint, policy pulumi.StringOutput, routeTables pulumi.StringArrayOutput,
) pulumi.Output {
	return pulumi.All(endpoint.ID(), policy, routeTables).ApplyT(func(values []any) endpointSettings {
		return endpointSettings{
			id: string(values[0].(pulumi.ID)), policy: values[1].(string), routeTables: values[2].([]string),
		}
	})
}

// interfaceSettingsOf returns what the program says of an interface endpoint, once it is there.
func interfaceSettingsOf(
	endpoint *ec2.VpcEndpoint, policy pulumi.StringOutput, subnets pulumi.StringArrayOutput, group *ec2.SecurityGroup,
) pulumi.Output {
	return pulumi.All(endpoint.ID(), policy, subnets, group.ID()).ApplyT(func(values []any) endpointSettings {
		return endpointSettings{
			id: string(values[0].(pulumi.ID)), policy: values[1].(string), subnets: values[2].([]string),
			groups: []string{string(values[3].(pulumi.ID))},
		}
	})
}

func (s endpointSettings) readings(ctx *pulumi.Context, child pulumi.InvokeOption) []reading {
	return []reading{{
		subject: "the endpoint " + s.id, right: "ec2:DescribeVpcEndpoints",
		read: func() ([]difference, error) {
			found, err := ec2.LookupVpcEndpoint(ctx, &ec2.LookupVpcEndpointArgs{Id: &s.id}, child)
			if err != nil {
				return nil, err
			}
			differences, err := comparePolicy("policy of the endpoint "+s.id, s.policy, found.Policy)
			if err != nil {
				return nil, err
			}
			return slices.Concat(differences,
				compareSets("route tables of the endpoint "+s.id, s.routeTables, found.RouteTableIds, true),
				compareSets("subnets of the endpoint "+s.id, s.subnets, found.SubnetIds, true),
				compareSets("security groups of the endpoint "+s.id, s.groups, found.SecurityGroupIds, false)), nil
		},
	}}
}

// groupSettings are what the program says that a security group lets out.
type groupSettings struct {
	id     string
	egress []string
}

// groupSettingsOf returns what the program says of a group that lets out HTTPS to some destinations, once it is there.
// The id of a destination is empty where there is none.
func groupSettingsOf(group *ec2.SecurityGroup, destinations ...any) pulumi.Output {
	return pulumi.All(append(destinations, group.ID())...).ApplyT(func(values []any) groupSettings {
		last := len(values) - 1
		settings := groupSettings{id: string(values[last].(pulumi.ID))}
		for _, destination := range values[:last] {
			if destination != "" {
				settings.egress = append(settings.egress, outwards("tcp", https, https, destination.(string)))
			}
		}
		return settings
	})
}

// outwards describes a rule that lets something out.
func outwards(protocol string, from, to int, destination string) string {
	switch {
	case protocol == "-1":
		return "everything to " + destination
	case from == to:
		return fmt.Sprintf("%s %d to %s", protocol, from, destination)
	}
	return fmt.Sprintf("%s %d-%d to %s", protocol, from, to, destination)
}

func (s groupSettings) readings(ctx *pulumi.Context, child pulumi.InvokeOption) []reading {
	return []reading{{
		subject: "the security group " + s.id, right: "ec2:DescribeSecurityGroupRules",
		read: func() ([]difference, error) {
			found, err := egressOf(ctx, s.id, child)
			if err != nil {
				return nil, err
			}
			return compareSets("what the security group "+s.id+" lets out", s.egress, found, false), nil
		},
	}}
}

// egressOf describes the rules of a security group that let something out.
func egressOf(ctx *pulumi.Context, group string, child pulumi.InvokeOption) ([]string, error) {
	list, err := vpc.GetSecurityGroupRules(ctx, &vpc.GetSecurityGroupRulesArgs{
		Filters: []vpc.GetSecurityGroupRulesFilter{{Name: "group-id", Values: []string{group}}},
	}, child)
	if err != nil {
		return nil, err
	}
	var egress []string
	for _, id := range list.Ids {
		rule, err := vpc.GetSecurityGroupRule(ctx, &vpc.GetSecurityGroupRuleArgs{SecurityGroupRuleId: &id}, child)
		if err != nil {
			return nil, err
		}
		if rule.IsEgress {
			destination := rule.CidrIpv4 + rule.CidrIpv6 + rule.PrefixListId + rule.ReferencedSecurityGroupId // one of them
			egress = append(egress, outwards(rule.IpProtocol, rule.FromPort, rule.ToPort, destination))
		}
	}
	return egress, nil
}
