package provider

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Clients of a table have one security group, and interface endpoints another. Each refers to the other, so one of the
// rules is a resource of its own.

const https = 443

// groupName returns the name of a security group of a network, from which Pulumi generates the group's name in AWS. AWS
// refuses one that starts with "sg-", and "names are case-insensitive". Source: "CreateSecurityGroup" in the Amazon EC2
// API Reference.
func groupName(network, role string) string {
	if strings.HasPrefix(strings.ToLower(network), "sg-") {
		network = "network-" + network
	}
	return network + "-" + role
}

// registerEndpointSecurityGroup registers the security group of interface endpoints, if there are any. Its rule refers
// to the clients' group, which refers to this one, and so is registered later. It says that nothing is let out: where a
// program says nothing, the aws provider takes whatever AWS has, such as the rule of a new group that lets out
// everything, if revoking it was refused once.
func (n *PrivateNetwork) registerEndpointSecurityGroup(
	ctx *pulumi.Context, name string, args *PrivateNetworkArgs, child pulumi.ResourceOption,
) (*ec2.SecurityGroup, error) {
	if !args.wantsInterfaces() {
		return nil, nil //nolint:nilnil // there is none
	}
	group, err := ec2.NewSecurityGroup(ctx, groupName(name, "endpoint"), &ec2.SecurityGroupArgs{
		VpcId:       n.VpcID,
		Description: pulumi.String("Interface endpoints for DynamoDB: HTTPS from clients of private tables"),
		Egress:      ec2.SecurityGroupEgressArray{},
		Tags:        named(args.Tags, name+"-endpoint"),
	}, child)
	if err != nil {
		return nil, fmt.Errorf("register endpoint security group: %w", err)
	}
	n.built = append(n.built, groupSettingsOf(group))
	return group, nil
}

// registerClientSecurityGroup registers the security group of clients.
func (n *PrivateNetwork) registerClientSecurityGroup(
	ctx *pulumi.Context, name string, tags pulumi.StringMapInput, endpoints *ec2.SecurityGroup,
	child pulumi.ResourceOption,
) error {
	egress := ec2.SecurityGroupEgressArray{ec2.SecurityGroupEgressArgs{
		Protocol:      pulumi.String("tcp"),
		FromPort:      pulumi.Int(https),
		ToPort:        pulumi.Int(https),
		PrefixListIds: pulumi.StringArray{n.PrefixListID},
	}}
	endpointGroup := pulumi.String("").ToStringOutput()
	if endpoints != nil {
		endpointGroup = endpoints.ID().ToStringOutput()
		egress = append(egress, ec2.SecurityGroupEgressArgs{
			Protocol:       pulumi.String("tcp"),
			FromPort:       pulumi.Int(https),
			ToPort:         pulumi.Int(https),
			SecurityGroups: pulumi.StringArray{endpointGroup},
		})
	}
	group, err := ec2.NewSecurityGroup(ctx, groupName(name, "client"), &ec2.SecurityGroupArgs{
		VpcId:       n.VpcID,
		Description: pulumi.String("Clients of private DynamoDB tables: HTTPS to DynamoDB and nothing else"),
		Egress:      egress,
		Tags:        named(tags, name+"-client"),
	}, child)
	if err != nil {
		return fmt.Errorf("register client security group: %w", err)
	}
	n.dependencies = append(n.dependencies, group)
	n.ClientSecurityGroupID = group.ID().ToStringOutput()
	n.built = append(n.built, groupSettingsOf(group, n.PrefixListID, endpointGroup))
	return nil
}

// registerEndpointRule registers the rule that lets clients reach interface endpoints.
func (n *PrivateNetwork) registerEndpointRule(
	ctx *pulumi.Context, name string, tags pulumi.StringMapInput, group *ec2.SecurityGroup, child pulumi.ResourceOption,
) error {
	rule, err := vpc.NewSecurityGroupIngressRule(ctx, name+"-endpoint", &vpc.SecurityGroupIngressRuleArgs{
		SecurityGroupId:           group.ID(),
		ReferencedSecurityGroupId: n.ClientSecurityGroupID,
		Description:               pulumi.String("Clients of private DynamoDB tables"),
		IpProtocol:                pulumi.String("tcp"),
		FromPort:                  pulumi.Int(https),
		ToPort:                    pulumi.Int(https),
		Tags:                      named(tags, name+"-endpoint"),
	}, child)
	if err != nil {
		return fmt.Errorf("register rule of the endpoint security group: %w", err)
	}
	n.dependencies = append(n.dependencies, rule)
	return nil
}
