package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	ddb "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

type inputs = map[string]any

// lifecycle is the test of a resource type: the resource is created, left alone, changed, changed outside Pulumi,
// repaired, imported and deleted.
type lifecycle struct {
	name, token string
	// program creates what the resource needs, and returns its inputs.
	program func(*harness) inputs
	// unknown lists the outputs that the first preview must show as unknown.
	unknown []string
	// change is made in place, reverted, and made again.
	change  inputs
	replace inputs
	// changeOutside changes AWS outside Pulumi. drift lists what the next deployment must repair.
	changeOutside func(ctx context.Context, h *harness, d *deployed) error
	drift         []string
	// noImport is true if the id alone is not enough to import the resource.
	noImport bool
}

var tagDrift = func(ctx context.Context, h *harness, d *deployed) error {
	_, err := h.ec2.CreateTags(ctx, &ec2.CreateTagsInput{
		Resources: []string{d.id}, Tags: ec2Tags(map[string]string{"meddler": "yes"}),
	})
	return err
}

func (h *harness) vpc() *deployed {
	h.t.Helper()
	return h.up("aws:ec2/vpc:Vpc", "net", inputs{"cidrBlock": "10.0.0.0/16"})
}

func (h *harness) subnet(v *deployed) *deployed {
	h.t.Helper()
	return h.up("aws:ec2/subnet:Subnet", "sub", inputs{"vpcId": v.id, "cidrBlock": "10.0.0.0/20"})
}

func (h *harness) table(name string, more inputs) *deployed {
	h.t.Helper()
	return h.up("aws:dynamodb/table:Table", name, with(simpleTable, more))
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

var lifecycles = []lifecycle{
	{
		name: "vpc", token: "aws:ec2/vpc:Vpc",
		program: func(*harness) inputs { return inputs{"cidrBlock": "10.0.0.0/16"} },
		unknown: []string{"arn", "mainRouteTableId", "enableDnsHostnames"},
		change:  inputs{"enableDnsHostnames": true, "tags": inputs{"team": "a"}},
		replace: inputs{"cidrBlock": "10.1.0.0/16"},
		changeOutside: func(ctx context.Context, h *harness, d *deployed) error {
			_, err := h.ec2.ModifyVpcAttribute(ctx, &ec2.ModifyVpcAttributeInput{
				VpcId: aws.String(d.id), EnableDnsSupport: &types.AttributeBooleanValue{Value: aws.Bool(false)},
			})
			return err
		},
		drift: []string{"enableDnsSupport"},
	},
	{
		name: "subnet", token: "aws:ec2/subnet:Subnet",
		program: func(h *harness) inputs {
			return inputs{"vpcId": h.vpc().id, "cidrBlock": "10.0.0.0/20", "availabilityZone": "us-east-1b"}
		},
		unknown:       []string{"arn", "ownerId"},
		change:        inputs{"mapPublicIpOnLaunch": true},
		replace:       inputs{"availabilityZone": "us-east-1a"},
		changeOutside: tagDrift, drift: []string{"tags", "tagsAll"},
	},
	{
		name: "internet gateway", token: "aws:ec2/internetGateway:InternetGateway",
		program:       func(h *harness) inputs { return inputs{"vpcId": h.vpc().id, "tags": inputs{"team": "a"}} },
		unknown:       []string{"arn"},
		change:        inputs{"tags": inputs{"team": "b"}},
		changeOutside: tagDrift, drift: []string{"tags", "tagsAll"}, noImport: true,
	},
	{
		name: "route table", token: "aws:ec2/routeTable:RouteTable",
		program:       func(h *harness) inputs { return inputs{"vpcId": h.vpc().id} },
		unknown:       []string{"arn"},
		change:        inputs{"tags": inputs{"team": "a"}},
		replace:       inputs{"vpcId": "vpc-other"},
		changeOutside: tagDrift, drift: []string{"tags", "tagsAll"},
	},
	{
		name: "security group", token: "aws:ec2/securityGroup:SecurityGroup",
		program: func(h *harness) inputs {
			return inputs{"vpcId": h.vpc().id, "egress": []any{inputs{
				"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": []any{"10.0.0.0/16", "10.1.0.0/16"},
				"description": "inside",
			}, inputs{"protocol": "tcp", "fromPort": 53, "toPort": 53, "self": true}}}
		},
		unknown: []string{"arn"},
		change: inputs{"ingress": []any{inputs{
			"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": []any{"10.0.0.0/16"},
		}}},
		replace: inputs{"description": "other"},
		changeOutside: func(ctx context.Context, h *harness, d *deployed) error {
			_, err := h.ec2.AuthorizeSecurityGroupEgress(ctx, &ec2.AuthorizeSecurityGroupEgressInput{
				GroupId: aws.String(d.id), IpPermissions: []types.IpPermission{{
					IpProtocol: aws.String("-1"), IpRanges: []types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}},
				}},
			})
			return err
		},
		drift: []string{"egress"},
	},
	{
		name: "gateway endpoint", token: "aws:ec2/vpcEndpoint:VpcEndpoint",
		program: func(h *harness) inputs {
			v := h.vpc()
			a := h.up("aws:ec2/routeTable:RouteTable", "a", inputs{"vpcId": v.id})
			return inputs{
				"vpcId": v.id, "serviceName": "com.amazonaws.us-east-1.dynamodb", "routeTableIds": []any{a.id},
			}
		},
		unknown: []string{"prefixListId", "state", "policy"},
		change:  inputs{"policy": denyAll, "tags": inputs{"team": "a"}},
		replace: inputs{"serviceName": "com.amazonaws.us-east-1.s3"},
		changeOutside: func(ctx context.Context, h *harness, d *deployed) error {
			_, err := h.ec2.ModifyVpcEndpoint(ctx,
				&ec2.ModifyVpcEndpointInput{VpcEndpointId: aws.String(d.id), PolicyDocument: aws.String(denyMore)})
			return err
		},
		drift: []string{"policy"},
	},
	{
		name: "interface endpoint", token: "aws:ec2/vpcEndpoint:VpcEndpoint",
		program: func(h *harness) inputs {
			v := h.vpc()
			group := h.up("aws:ec2/securityGroup:SecurityGroup", "clients", inputs{"vpcId": v.id})
			return inputs{
				"vpcId": v.id, "serviceName": "com.amazonaws.us-east-1.sts", "vpcEndpointType": "Interface",
				"subnetIds": []any{h.subnet(v).id}, "securityGroupIds": []any{group.id}, "privateDnsEnabled": true,
			}
		},
		unknown:       []string{"dnsEntries", "networkInterfaceIds"},
		change:        inputs{"tags": inputs{"team": "a"}},
		replace:       inputs{"vpcEndpointType": "Gateway"},
		changeOutside: tagDrift, drift: []string{"tags", "tagsAll"},
	},
	{
		name: "table", token: "aws:dynamodb/table:Table",
		program: func(*harness) inputs {
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
		changeOutside: func(ctx context.Context, h *harness, d *deployed) error {
			_, err := h.dynamodb.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{
				TableName: aws.String(d.id),
				PointInTimeRecoverySpecification: &ddb.PointInTimeRecoverySpecification{
					PointInTimeRecoveryEnabled: aws.Bool(false),
				},
			})
			if err != nil {
				return err
			}
			_, err = h.dynamodb.TagResource(ctx, &dynamodb.TagResourceInput{
				ResourceArn: aws.String(d.out("arn")), Tags: tableTags(map[string]string{"meddler": "yes"}),
			})
			return err
		},
		drift: []string{"pointInTimeRecovery", "tags", "tagsAll"},
	},
	{
		name: "table with indexes", token: "aws:dynamodb/table:Table",
		program: func(*harness) inputs {
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
		name: "resource policy", token: "aws:dynamodb/resourcePolicy:ResourcePolicy",
		program: func(h *harness) inputs {
			return inputs{"resourceArn": h.table("policied", nil).out("arn"), "policy": denyAllSpelt}
		},
		unknown: []string{"revisionId"},
		change:  inputs{"policy": denyMore},
		replace: inputs{"resourceArn": "arn:aws:dynamodb:us-east-1:123456789012:table/other"},
		changeOutside: func(ctx context.Context, h *harness, d *deployed) error {
			_, err := h.dynamodb.PutResourcePolicy(ctx,
				&dynamodb.PutResourcePolicyInput{ResourceArn: aws.String(d.id), Policy: aws.String(denyAll)})
			return err
		},
		drift: []string{"policy", "revisionId"},
	},
	{
		name: "route table association", token: "aws:ec2/routeTableAssociation:RouteTableAssociation",
		program: func(h *harness) inputs {
			v := h.vpc()
			return inputs{
				"subnetId":     h.subnet(v).id,
				"routeTableId": h.up("aws:ec2/routeTable:RouteTable", "a", inputs{"vpcId": v.id}).id,
			}
		},
		replace: inputs{"subnetId": "subnet-other"}, noImport: true,
	},
}
