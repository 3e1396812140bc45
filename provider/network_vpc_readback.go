package provider

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	awsx "github.com/pulumi/pulumi-awsx/sdk/v2/go/awsx/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// vpcSettings are what the program says of what AWS sets with a call of its own when a VPC is made. Each such call can
// be refused after the resource is there.
type vpcSettings struct {
	id, gateway   string
	publicSubnets []string
}

// vpcSettingsOf returns what the program says of a VPC, once it is there.
func vpcSettingsOf(made *awsx.Vpc) pulumi.Output {
	gateway := made.InternetGateway.ApplyT(func(gateway *ec2.InternetGateway) pulumi.IDOutput { return gateway.ID() })
	return pulumi.All(made.VpcId, gateway, made.PublicSubnetIds).ApplyT(func(values []any) vpcSettings {
		return vpcSettings{values[0].(string), string(values[1].(pulumi.ID)), values[2].([]string)}
	})
}

func (s vpcSettings) readings(ctx *pulumi.Context, child pulumi.InvokeOption) []reading {
	all := []reading{
		{
			subject: "the VPC " + s.id, right: "ec2:DescribeVpcAttribute",
			read: func() ([]difference, error) {
				found, err := ec2.LookupVpc(ctx, &ec2.LookupVpcArgs{Id: &s.id}, child)
				if err != nil {
					return nil, err
				}
				return append(compareSwitch("DNS resolution in the VPC "+s.id, true, found.EnableDnsSupport),
					compareSwitch("DNS host names in the VPC "+s.id, true, found.EnableDnsHostnames)...), nil
			},
		},
		{
			subject: "the internet gateway " + s.gateway, right: "ec2:DescribeInternetGateways",
			read: func() ([]difference, error) {
				found, err := ec2.LookupInternetGateway(ctx,
					&ec2.LookupInternetGatewayArgs{InternetGatewayId: &s.gateway}, child)
				if err != nil {
					return nil, err
				}
				var attached []string
				for _, attachment := range found.Attachments {
					attached = append(attached, attachment.VpcId)
				}
				return compareSets("the VPC of the internet gateway "+s.gateway, []string{s.id}, attached, false), nil
			},
		},
	}
	for _, id := range s.publicSubnets {
		all = append(all, reading{
			subject: "the public subnet " + id, right: "ec2:DescribeSubnets",
			read: func() ([]difference, error) {
				found, err := ec2.LookupSubnet(ctx, &ec2.LookupSubnetArgs{Id: &id}, child)
				if err != nil {
					return nil, err
				}
				return compareSwitch("public addresses in the subnet "+id, true, found.MapPublicIpOnLaunch), nil
			},
		})
	}
	return all
}
