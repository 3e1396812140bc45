package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	ddb "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

type inputs = map[string]any

// life is a resource type's story: made, left alone, changed, meddled with, repaired, imported and deleted.
type life struct {
	name, kind string
	// program makes what the resource needs and returns its inputs.
	program func(*world) inputs
	// unknown are outputs that the first preview must show as unknown.
	unknown []string
	// change is done in place, taken back, and done again.
	change  inputs
	replace inputs
	// meddle changes AWS behind Pulumi's back; drift is what the next deployment must repair.
	meddle func(ctx context.Context, w *world, l *live) error
	drift  []string
	// noImport: cannot be imported by its id alone.
	noImport bool
}

var tagDrift = func(ctx context.Context, w *world, l *live) error {
	_, err := w.ec2.CreateTags(ctx, &ec2.CreateTagsInput{
		Resources: []string{l.id}, Tags: ec2Tags(map[string]string{"meddler": "yes"}),
	})
	return err
}

func (w *world) vpc() *live {
	w.t.Helper()
	return w.up("aws:ec2/vpc:Vpc", "net", inputs{"cidrBlock": "10.0.0.0/16"})
}

func (w *world) subnet(v *live) *live {
	w.t.Helper()
	return w.up("aws:ec2/subnet:Subnet", "sub", inputs{"vpcId": v.id, "cidrBlock": "10.0.0.0/20"})
}

func (w *world) table(name string, more inputs) *live {
	w.t.Helper()
	return w.up("aws:dynamodb/table:Table", name, with(simpleTable, more))
}

var simpleTable = inputs{
	"billingMode": "PAY_PER_REQUEST", "hashKey": "pk",
	"attributes": []any{inputs{"name": "pk", "type": "S"}},
}

const (
	denyAll = `{"Version":"2012-10-17","Statement":[{"Sid":"Inside","Effect":"Deny","Principal":"*",` +
		`"Action":"dynamodb:GetItem","Resource":"*"}]}`
	// denyAllSpelt means the same as denyAll.
	denyAllSpelt = `{"Statement": [{"Effect": "Deny", "Sid": "Inside", "Action": ["dynamodb:GetItem"],
		"Principal": {"AWS": "*"}, "Resource": ["*"]}], "Version": "2012-10-17"}`
	denyMore = `{"Version":"2012-10-17","Statement":[{"Sid":"Inside","Effect":"Deny","Principal":"*",` +
		`"Action":["dynamodb:GetItem","dynamodb:Query"],"Resource":"*"}]}`
)

var lives = []life{
	{
		name: "vpc", kind: "aws:ec2/vpc:Vpc",
		program: func(*world) inputs { return inputs{"cidrBlock": "10.0.0.0/16"} },
		unknown: []string{"arn", "mainRouteTableId", "enableDnsHostnames"},
		change:  inputs{"enableDnsHostnames": true, "tags": inputs{"team": "a"}},
		replace: inputs{"cidrBlock": "10.1.0.0/16"},
		meddle: func(ctx context.Context, w *world, l *live) error {
			_, err := w.ec2.ModifyVpcAttribute(ctx, &ec2.ModifyVpcAttributeInput{
				VpcId: aws.String(l.id), EnableDnsSupport: &types.AttributeBooleanValue{Value: aws.Bool(false)},
			})
			return err
		},
		drift: []string{"enableDnsSupport"},
	},
	{
		name: "subnet", kind: "aws:ec2/subnet:Subnet",
		program: func(w *world) inputs {
			return inputs{"vpcId": w.vpc().id, "cidrBlock": "10.0.0.0/20", "availabilityZone": "us-east-1b"}
		},
		unknown: []string{"arn", "ownerId"},
		change:  inputs{"mapPublicIpOnLaunch": true},
		replace: inputs{"availabilityZone": "us-east-1a"},
		meddle:  tagDrift, drift: []string{"tags"},
	},
	{
		name: "internet gateway", kind: "aws:ec2/internetGateway:InternetGateway",
		program: func(w *world) inputs { return inputs{"vpcId": w.vpc().id, "tags": inputs{"team": "a"}} },
		unknown: []string{"arn"},
		change:  inputs{"tags": inputs{"team": "b"}},
		meddle:  tagDrift, drift: []string{"tags"}, noImport: true,
	},
	{
		name: "route table", kind: "aws:ec2/routeTable:RouteTable",
		program: func(w *world) inputs { return inputs{"vpcId": w.vpc().id} },
		unknown: []string{"arn"},
		change:  inputs{"tags": inputs{"team": "a"}},
		replace: inputs{"vpcId": "vpc-other"},
		meddle:  tagDrift, drift: []string{"tags"},
	},
	{
		name: "security group", kind: "aws:ec2/securityGroup:SecurityGroup",
		program: func(w *world) inputs {
			return inputs{"vpcId": w.vpc().id, "egress": []any{inputs{
				"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": []any{"10.0.0.0/16", "10.1.0.0/16"},
				"description": "inside",
			}, inputs{"protocol": "tcp", "fromPort": 53, "toPort": 53, "self": true}}}
		},
		unknown: []string{"arn"},
		change: inputs{"ingress": []any{inputs{
			"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": []any{"10.0.0.0/16"},
		}}},
		replace: inputs{"description": "other"},
		meddle: func(ctx context.Context, w *world, l *live) error {
			_, err := w.ec2.AuthorizeSecurityGroupEgress(ctx, &ec2.AuthorizeSecurityGroupEgressInput{
				GroupId: aws.String(l.id), IpPermissions: []types.IpPermission{{
					IpProtocol: aws.String("-1"), IpRanges: []types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}},
				}},
			})
			return err
		},
		drift: []string{"egress"},
	},
	{
		name: "gateway endpoint", kind: "aws:ec2/vpcEndpoint:VpcEndpoint",
		program: func(w *world) inputs {
			v := w.vpc()
			a := w.up("aws:ec2/routeTable:RouteTable", "a", inputs{"vpcId": v.id})
			return inputs{
				"vpcId": v.id, "serviceName": "com.amazonaws.us-east-1.dynamodb", "routeTableIds": []any{a.id},
			}
		},
		unknown: []string{"prefixListId", "state", "policy"},
		change:  inputs{"policy": denyAll, "tags": inputs{"team": "a"}},
		replace: inputs{"serviceName": "com.amazonaws.us-east-1.s3"},
		meddle: func(ctx context.Context, w *world, l *live) error {
			_, err := w.ec2.ModifyVpcEndpoint(ctx,
				&ec2.ModifyVpcEndpointInput{VpcEndpointId: aws.String(l.id), PolicyDocument: aws.String(denyMore)})
			return err
		},
		drift: []string{"policy"},
	},
	{
		name: "interface endpoint", kind: "aws:ec2/vpcEndpoint:VpcEndpoint",
		program: func(w *world) inputs {
			v := w.vpc()
			group := w.up("aws:ec2/securityGroup:SecurityGroup", "clients", inputs{"vpcId": v.id})
			return inputs{
				"vpcId": v.id, "serviceName": "com.amazonaws.us-east-1.sts", "vpcEndpointType": "Interface",
				"subnetIds": []any{w.subnet(v).id}, "securityGroupIds": []any{group.id}, "privateDnsEnabled": true,
			}
		},
		unknown: []string{"dnsEntries", "networkInterfaceIds"},
		change:  inputs{"tags": inputs{"team": "a"}},
		replace: inputs{"vpcEndpointType": "Gateway"},
		meddle:  tagDrift, drift: []string{"tags"},
	},
	{
		name: "interface endpoint for streams", kind: "aws:ec2/vpcEndpoint:VpcEndpoint",
		program: func(w *world) inputs {
			v := w.vpc()
			group := w.up("aws:ec2/securityGroup:SecurityGroup", "door", inputs{"vpcId": v.id})
			return inputs{
				"vpcId": v.id, "serviceName": "com.amazonaws.us-east-1.dynamodb-streams", "vpcEndpointType": "Interface",
				"subnetIds": []any{w.subnet(v).id}, "securityGroupIds": []any{group.id}, "privateDnsEnabled": false,
				"policy": denyAllSpelt,
			}
		},
		unknown: []string{"dnsEntries", "networkInterfaceIds", "state"},
		change:  inputs{"policy": denyMore},
		meddle: func(ctx context.Context, w *world, l *live) error {
			_, err := w.ec2.ModifyVpcEndpoint(ctx,
				&ec2.ModifyVpcEndpointInput{VpcEndpointId: aws.String(l.id), PolicyDocument: aws.String(denyAll)})
			return err
		},
		drift: []string{"policy"},
	},
	{
		name: "table", kind: "aws:dynamodb/table:Table",
		program: func(*world) inputs {
			return with(simpleTable, inputs{
				"streamEnabled": true, "streamViewType": "NEW_AND_OLD_IMAGES", "tags": inputs{"team": "a"},
			})
		},
		unknown: []string{"arn", "streamArn", "pointInTimeRecovery"},
		change: inputs{
			"deletionProtectionEnabled": false,
			"pointInTimeRecovery":       inputs{"enabled": true}, "ttl": inputs{"attributeName": "until", "enabled": true},
			"tags": inputs{"team": "b", "tier": "data"},
		},
		replace: inputs{"hashKey": "id", "attributes": []any{inputs{"name": "id", "type": "S"}}},
		meddle: func(ctx context.Context, w *world, l *live) error {
			_, err := w.dynamodb.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{
				TableName: aws.String(l.id),
				PointInTimeRecoverySpecification: &ddb.PointInTimeRecoverySpecification{
					PointInTimeRecoveryEnabled: aws.Bool(false),
				},
			})
			if err != nil {
				return err
			}
			_, err = w.dynamodb.TagResource(ctx, &dynamodb.TagResourceInput{
				ResourceArn: aws.String(l.out("arn")), Tags: tableTags(map[string]string{"meddler": "yes"}),
			})
			return err
		},
		drift: []string{"pointInTimeRecovery", "tags"},
	},
	{
		name: "table with indexes", kind: "aws:dynamodb/table:Table",
		program: func(*world) inputs {
			return inputs{
				"hashKey": "pk", "rangeKey": "sk", "readCapacity": 2, "writeCapacity": 1,
				"attributes": []any{
					inputs{"name": "pk", "type": "S"}, inputs{"name": "sk", "type": "S"}, inputs{"name": "n", "type": "N"},
				},
				"localSecondaryIndexes": []any{inputs{
					"name": "byN", "rangeKey": "n", "projectionType": "INCLUDE", "nonKeyAttributes": []any{"b", "a"},
				}},
				"globalSecondaryIndexes": []any{inputs{
					"name": "g", "hashKey": "n", "projectionType": "ALL", "readCapacity": 1, "writeCapacity": 1,
				}},
				"serverSideEncryption": inputs{"enabled": true},
			}
		},
		change: inputs{
			"readCapacity": 4,
			"globalSecondaryIndexes": []any{
				inputs{"name": "h", "hashKey": "sk", "projectionType": "KEYS_ONLY", "readCapacity": 1, "writeCapacity": 1},
				inputs{"name": "g", "hashKey": "n", "projectionType": "ALL", "readCapacity": 3, "writeCapacity": 1},
			},
		},
		replace: inputs{"localSecondaryIndexes": nil},
	},
	{
		name: "resource policy", kind: "aws:dynamodb/resourcePolicy:ResourcePolicy",
		program: func(w *world) inputs {
			return inputs{"resourceArn": w.table("policied", nil).out("arn"), "policy": denyAllSpelt}
		},
		unknown: []string{"revisionId"},
		change:  inputs{"policy": denyMore},
		replace: inputs{"resourceArn": "arn:aws:dynamodb:us-east-1:123456789012:table/other"},
		meddle: func(ctx context.Context, w *world, l *live) error {
			_, err := w.dynamodb.PutResourcePolicy(ctx,
				&dynamodb.PutResourcePolicyInput{ResourceArn: aws.String(l.id), Policy: aws.String(denyAll)})
			return err
		},
		drift: []string{"policy"},
	},
	{
		name: "route table association", kind: "aws:ec2/routeTableAssociation:RouteTableAssociation",
		program: func(w *world) inputs {
			v := w.vpc()
			return inputs{
				"subnetId":     w.subnet(v).id,
				"routeTableId": w.up("aws:ec2/routeTable:RouteTable", "a", inputs{"vpcId": v.id}).id,
			}
		},
		replace: inputs{"subnetId": "subnet-other"},
	},
	{
		name: "elastic address", kind: "aws:ec2/eip:Eip",
		program: func(*world) inputs { return inputs{"tags": inputs{"team": "a"}} },
		unknown: []string{"allocationId", "publicIp"},
		change:  inputs{"tags": inputs{"team": "b"}},
		meddle:  tagDrift, drift: []string{"tags"},
	},
	{
		name: "NAT gateway", kind: "aws:ec2/natGateway:NatGateway",
		program: func(w *world) inputs {
			return inputs{
				"subnetId":     w.subnet(w.vpc()).id,
				"allocationId": w.up("aws:ec2/eip:Eip", "address", inputs{"domain": "vpc"}).out("allocationId"),
			}
		},
		unknown: []string{"publicIp", "privateIp", "networkInterfaceId"},
		change:  inputs{"tags": inputs{"team": "a"}},
		replace: inputs{"allocationId": "eipalloc-other", "connectivityType": "private", "subnetId": "subnet-other"},
		meddle:  tagDrift, drift: []string{"tags"},
	},
	{
		name: "route", kind: "aws:ec2/route:Route",
		program: func(w *world) inputs {
			v := w.vpc()
			return inputs{
				"routeTableId":         w.up("aws:ec2/routeTable:RouteTable", "a", inputs{"vpcId": v.id}).id,
				"destinationCidrBlock": "0.0.0.0/0",
				"gatewayId":            w.up("aws:ec2/internetGateway:InternetGateway", "out", inputs{"vpcId": v.id}).id,
			}
		},
		unknown: []string{"origin", "state"},
		replace: inputs{"destinationCidrBlock": "10.9.0.0/16", "routeTableId": "rtb-other"},
		meddle: func(ctx context.Context, w *world, l *live) error {
			nat, err := w.ec2.CreateNatGateway(ctx, &ec2.CreateNatGatewayInput{
				SubnetId: aws.String(w.subnet(w.vpc()).id), ConnectivityType: types.ConnectivityTypePrivate,
			})
			if err != nil {
				return err
			}
			_, err = w.ec2.ReplaceRoute(ctx, &ec2.ReplaceRouteInput{
				RouteTableId: aws.String(l.out("routeTableId")), DestinationCidrBlock: aws.String("0.0.0.0/0"),
				NatGatewayId: nat.NatGateway.NatGatewayId,
			})
			return err
		},
		drift: []string{"gatewayId", "natGatewayId"}, noImport: true,
	},
	{
		name: "scalable target", kind: "aws:appautoscaling/target:Target",
		program: func(w *world) inputs {
			return inputs{
				"serviceNamespace": "dynamodb", "resourceId": "table/" + w.table("scaled", capacity2).id,
				"scalableDimension": "dynamodb:table:ReadCapacityUnits", "minCapacity": 1, "maxCapacity": 10,
			}
		},
		unknown: []string{"arn", "roleArn"},
		change:  inputs{"maxCapacity": 40},
		replace: inputs{"resourceId": "table/other", "scalableDimension": "dynamodb:table:WriteCapacityUnits"},
		meddle: func(ctx context.Context, w *world, l *live) error {
			_, err := w.scaling.RegisterScalableTarget(ctx, &scaling.RegisterScalableTargetInput{
				ServiceNamespace: "dynamodb", ResourceId: aws.String(l.id),
				ScalableDimension: "dynamodb:table:ReadCapacityUnits", MinCapacity: aws.Int32(5), MaxCapacity: aws.Int32(40),
			})
			return err
		},
		drift: []string{"minCapacity"}, noImport: true,
	},
	{
		name: "scaling policy", kind: "aws:appautoscaling/policy:Policy",
		program: func(w *world) inputs {
			target := w.up("aws:appautoscaling/target:Target", "reads", inputs{
				"serviceNamespace": "dynamodb", "resourceId": "table/" + w.table("scaled", capacity2).id + "/index/g",
				"scalableDimension": "dynamodb:index:ReadCapacityUnits", "minCapacity": 1, "maxCapacity": 10,
			})
			return inputs{
				"serviceNamespace": "dynamodb", "resourceId": target.id,
				"scalableDimension": "dynamodb:index:ReadCapacityUnits", "policyType": "TargetTrackingScaling",
				"targetTrackingScalingPolicyConfiguration": inputs{
					"predefinedMetricSpecification": inputs{"predefinedMetricType": "DynamoDBReadCapacityUtilization"},
					"targetValue":                   70,
				},
			}
		},
		unknown: []string{"arn", "alarmArns"},
		change: inputs{"targetTrackingScalingPolicyConfiguration": inputs{
			"predefinedMetricSpecification": inputs{"predefinedMetricType": "DynamoDBReadCapacityUtilization"},
			"targetValue":                   52.5, "scaleInCooldown": 60, "scaleOutCooldown": 30, "disableScaleIn": true,
		}},
		replace: inputs{"name": "other", "resourceId": "table/other"},
		meddle: func(ctx context.Context, w *world, l *live) error {
			return putScaling(ctx, w.session, &scalingPolicy{
				Name: aws.String(l.id), PolicyType: aws.String("TargetTrackingScaling"),
				ResourceID: aws.String(l.out("resourceId")), ServiceNamespace: aws.String("dynamodb"),
				ScalableDimension: aws.String("dynamodb:index:ReadCapacityUnits"),
				Tracking: &targetTracking{
					TargetValue:      90,
					PredefinedMetric: &predefinedMetric{Type: "DynamoDBReadCapacityUtilization"},
				},
			})
		},
		drift: []string{"targetTrackingScalingPolicyConfiguration"}, noImport: true,
	},
	{
		name: "ingress rule", kind: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
		program: func(w *world) inputs {
			v := w.vpc()
			return inputs{
				"securityGroupId":           w.up("aws:ec2/securityGroup:SecurityGroup", "door", inputs{"vpcId": v.id}).id,
				"referencedSecurityGroupId": w.up("aws:ec2/securityGroup:SecurityGroup", "clients", inputs{"vpcId": v.id}).id,
				"ipProtocol":                "tcp", "fromPort": 443, "toPort": 443, "description": "clients",
				"tags": inputs{"team": "a"},
			}
		},
		unknown: []string{"arn", "securityGroupRuleId"},
		change:  inputs{"toPort": 444, "tags": inputs{"team": "b"}},
		replace: inputs{"securityGroupId": "sg-other"},
		meddle:  tagDrift, drift: []string{"tags"},
	},
	{
		name: "ingress rule for all", kind: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
		program: func(w *world) inputs {
			return inputs{
				"securityGroupId": w.up("aws:ec2/securityGroup:SecurityGroup", "door", inputs{"vpcId": w.vpc().id}).id,
				"cidrIpv4":        "10.0.0.0/16", "ipProtocol": "-1",
			}
		},
		change: inputs{"tags": inputs{"team": "a"}},
	},
}

var capacity2 = inputs{
	"billingMode": "PROVISIONED", "readCapacity": 2, "writeCapacity": 2, "globalSecondaryIndexes": []any{inputs{
		"name": "g", "hashKey": "pk", "projectionType": "ALL", "readCapacity": 2, "writeCapacity": 2,
	}},
}
