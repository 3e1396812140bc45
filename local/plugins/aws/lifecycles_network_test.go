package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

var networkLifecycles = []lifecycle{
	{
		name: "elastic address", token: "aws:ec2/eip:Eip",
		program:       func(*harness) inputs { return inputs{"tags": inputs{"team": "a"}} },
		unknown:       []string{"allocationId", "publicIp"},
		change:        inputs{"tags": inputs{"team": "b"}},
		changeOutside: tagDrift, drift: []string{"tags", "tagsAll"},
	},
	{
		name: "NAT gateway", token: "aws:ec2/natGateway:NatGateway",
		program: func(h *harness) inputs {
			return inputs{
				"subnetId":     h.subnet(h.vpc()).id,
				"allocationId": h.up("aws:ec2/eip:Eip", "address", inputs{"domain": "vpc"}).out("allocationId"),
			}
		},
		unknown:       []string{"publicIp", "privateIp", "networkInterfaceId"},
		change:        inputs{"tags": inputs{"team": "a"}},
		replace:       inputs{"allocationId": "eipalloc-other", "connectivityType": "private", "subnetId": "subnet-other"},
		changeOutside: tagDrift, drift: []string{"tags", "tagsAll"},
	},
	{
		name: "route", token: "aws:ec2/route:Route",
		program: func(h *harness) inputs {
			v := h.vpc()
			return inputs{
				"routeTableId":         h.up("aws:ec2/routeTable:RouteTable", "a", inputs{"vpcId": v.id}).id,
				"destinationCidrBlock": "0.0.0.0/0",
				"gatewayId":            h.up("aws:ec2/internetGateway:InternetGateway", "out", inputs{"vpcId": v.id}).id,
			}
		},
		unknown: []string{"origin", "state"},
		replace: inputs{"destinationCidrBlock": "10.9.0.0/16", "routeTableId": "rtb-other"},
		changeOutside: func(ctx context.Context, h *harness, d *deployed) error {
			nat, err := h.ec2.CreateNatGateway(ctx, &ec2.CreateNatGatewayInput{
				SubnetId: aws.String(h.subnet(h.vpc()).id), ConnectivityType: types.ConnectivityTypePrivate,
			})
			if err != nil {
				return err
			}
			_, err = h.ec2.ReplaceRoute(ctx, &ec2.ReplaceRouteInput{
				RouteTableId: aws.String(d.out("routeTableId")), DestinationCidrBlock: aws.String("0.0.0.0/0"),
				NatGatewayId: nat.NatGateway.NatGatewayId,
			})
			return err
		},
		drift: []string{"gatewayId", "natGatewayId"}, noImport: true,
	},
	{
		name: "ingress rule", token: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
		program: func(h *harness) inputs {
			v := h.vpc()
			return inputs{
				"securityGroupId":           h.up("aws:ec2/securityGroup:SecurityGroup", "door", inputs{"vpcId": v.id}).id,
				"referencedSecurityGroupId": h.up("aws:ec2/securityGroup:SecurityGroup", "clients", inputs{"vpcId": v.id}).id,
				"ipProtocol":                "tcp", "fromPort": 443, "toPort": 443, "description": "clients",
				"tags": inputs{"team": "a"},
			}
		},
		unknown:       []string{"arn", "securityGroupRuleId"},
		change:        inputs{"toPort": 444, "tags": inputs{"team": "b"}},
		replace:       inputs{"securityGroupId": "sg-other"},
		changeOutside: tagDrift, drift: []string{"tags", "tagsAll"},
	},
	{
		name: "ingress rule for all", token: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
		program: func(h *harness) inputs {
			return inputs{
				"securityGroupId": h.up("aws:ec2/securityGroup:SecurityGroup", "door", inputs{"vpcId": h.vpc().id}).id,
				"cidrIpv4":        "10.0.0.0/16", "ipProtocol": "-1",
			}
		},
		change: inputs{"tags": inputs{"team": "a"}},
	},
	{
		name: "interface endpoint for streams", token: "aws:ec2/vpcEndpoint:VpcEndpoint",
		program: func(h *harness) inputs {
			v := h.vpc()
			group := h.up("aws:ec2/securityGroup:SecurityGroup", "door", inputs{"vpcId": v.id})
			return inputs{
				"vpcId": v.id, "serviceName": "com.amazonaws.us-east-1.dynamodb-streams", "vpcEndpointType": "Interface",
				"subnetIds": []any{h.subnet(v).id}, "securityGroupIds": []any{group.id}, "privateDnsEnabled": false,
				"policy": denyAllSpelt,
			}
		},
		unknown: []string{"dnsEntries", "networkInterfaceIds", "state"},
		change:  inputs{"policy": denyMore},
		changeOutside: func(ctx context.Context, h *harness, d *deployed) error {
			_, err := h.ec2.ModifyVpcEndpoint(ctx,
				&ec2.ModifyVpcEndpointInput{VpcEndpointId: aws.String(d.id), PolicyDocument: aws.String(denyAll)})
			return err
		},
		drift: []string{"policy"},
	},
}
