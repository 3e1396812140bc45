package main

import (
	"context"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	ddb "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

type inputs = map[string]any

// life is a resource type's story: made, left alone, changed, meddled with, repaired, imported and deleted.
type life struct {
	name, token string
	// program makes what the resource needs and returns its inputs.
	program func(*world) inputs
	// unknown are outputs that the first preview must show as unknown.
	unknown []string
	// change is done in place; changed is what the diff must name, the keys of change if nil.
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
		name: "vpc", token: "aws:ec2/vpc:Vpc",
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
		name: "subnet", token: "aws:ec2/subnet:Subnet",
		program: func(w *world) inputs {
			return inputs{"vpcId": w.vpc().id, "cidrBlock": "10.0.0.0/20", "availabilityZone": "us-east-1b"}
		},
		unknown: []string{"arn", "ownerId"},
		change:  inputs{"mapPublicIpOnLaunch": true},
		replace: inputs{"availabilityZone": "us-east-1a"},
		meddle:  tagDrift, drift: []string{"tags"},
	},
	{
		name: "internet gateway", token: "aws:ec2/internetGateway:InternetGateway",
		program: func(w *world) inputs { return inputs{"vpcId": w.vpc().id, "tags": inputs{"team": "a"}} },
		unknown: []string{"arn"},
		change:  inputs{"tags": inputs{"team": "b"}},
		meddle:  tagDrift, drift: []string{"tags"}, noImport: true,
	},
	{
		name: "route table", token: "aws:ec2/routeTable:RouteTable",
		program: func(w *world) inputs { return inputs{"vpcId": w.vpc().id} },
		unknown: []string{"arn"},
		change:  inputs{"tags": inputs{"team": "a"}},
		replace: inputs{"vpcId": "vpc-other"},
		meddle:  tagDrift, drift: []string{"tags"},
	},
	{
		name: "security group", token: "aws:ec2/securityGroup:SecurityGroup",
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
		name: "gateway endpoint", token: "aws:ec2/vpcEndpoint:VpcEndpoint",
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
		name: "table", token: "aws:dynamodb/table:Table",
		program: func(*world) inputs { return with(simpleTable, inputs{"tags": inputs{"team": "a"}}) },
		unknown: []string{"arn", "streamArn", "pointInTimeRecovery"},
		change: inputs{
			"streamEnabled": true, "streamViewType": "NEW_AND_OLD_IMAGES", "deletionProtectionEnabled": false,
			"pointInTimeRecovery": inputs{"enabled": true}, "ttl": inputs{"attributeName": "until", "enabled": true},
			"tags": inputs{"team": "b", "tier": "data"},
		},
		replace: inputs{"hashKey": "id", "attributes": []any{inputs{"name": "id", "type": "S"}}},
		meddle: func(ctx context.Context, w *world, l *live) error {
			_, err := w.dynamodb.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{
				TableName:                        aws.String(l.id),
				PointInTimeRecoverySpecification: &ddb.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: aws.Bool(false)},
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
		name: "table with indexes", token: "aws:dynamodb/table:Table",
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
		name: "resource policy", token: "aws:dynamodb/resourcePolicy:ResourcePolicy",
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
		name: "route table association", token: "aws:ec2/routeTableAssociation:RouteTableAssociation",
		program: func(w *world) inputs {
			v := w.vpc()
			return inputs{
				"subnetId":     w.subnet(v).id,
				"routeTableId": w.up("aws:ec2/routeTable:RouteTable", "a", inputs{"vpcId": v.id}).id,
			}
		},
		replace: inputs{"subnetId": "subnet-other"},
	},
}

func TestLives(t *testing.T) {
	t.Parallel()
	for _, test := range lives {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(newWorld(t))
		})
	}
}

func (test life) run(w *world) {
	t, ctx := w.t, w.t.Context()
	program := test.program(w)
	fresh := w.at(test.token, "it").preview(program)
	for _, name := range test.unknown {
		if !fresh.Get(name).IsComputed() {
			t.Errorf("preview shows %s as %v, not as unknown", name, fresh.Get(name))
		}
	}
	l := w.up(test.token, "it", program)
	test.settled(l, program, "after it was made")
	if test.change != nil {
		program = with(program, test.change)
		if got := l.changes(program); len(got) == 0 {
			t.Error("a change of the program shows no difference")
		}
		if err := l.update(program); err != nil {
			t.Fatal(err)
		}
		test.settled(l, program, "after a change")
	}
	if test.replace != nil {
		got := l.changes(with(program, test.replace))
		for name := range test.replace {
			if name != "attributes" && !contains(got, name+"!") {
				t.Errorf("a change of %s does not replace: %v", name, got)
			}
		}
	}
	if test.meddle != nil {
		if err := test.meddle(ctx, w, l); err != nil {
			t.Fatal(err)
		}
		if !l.refresh() {
			t.Fatal("refresh finds nothing")
		}
		if got := l.changes(program); !reflect.DeepEqual(got, test.drift) {
			t.Errorf("after a change behind Pulumi's back the difference is %v, not %v", got, test.drift)
		}
		if err := l.update(program); err != nil {
			t.Fatal(err)
		}
		test.settled(l, program, "after the repair")
	}
	if !test.noImport {
		imported := &live{w: w, urn: l.urn, id: l.id}
		if !imported.refresh() {
			t.Fatal("import finds nothing")
		}
		if got := imported.changes(program); len(got) > 0 {
			t.Errorf("after an import the difference is %v: %v", got, imported.inputs)
		}
	}
	for range 2 { // what is gone deletes as well
		if err := l.delete(); err != nil {
			t.Fatal(err)
		}
	}
	if l.refresh() {
		t.Error("it is there after it was deleted")
	}
}

// settled: neither the program nor AWS asks for anything, and no output is unknown or null.
func (test life) settled(l *live, program inputs, when string) {
	t := l.w.t
	t.Helper()
	if got := l.changes(program); len(got) > 0 {
		t.Errorf("%s the difference is %v", when, got)
	}
	inputs, state := l.inputs, l.state
	if !l.refresh() {
		t.Fatalf("%s refresh finds nothing", when)
	}
	if !l.inputs.Equals(inputs) {
		t.Errorf("%s refresh changes the inputs\nfrom %v\n  to %v", when, inputs, l.inputs)
	}
	if !l.state.Equals(state) {
		t.Errorf("%s refresh changes the state\nfrom %v\n  to %v", when, state, l.state)
	}
	if got := l.changes(program); len(got) > 0 {
		t.Errorf("%s and a refresh the difference is %v", when, got)
	}
	for name, v := range l.state.All {
		if v.HasComputed() {
			t.Errorf("%s output %s is unknown", when, name)
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func TestUnknownInputsPreview(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	l := w.at("aws:ec2/subnet:Subnet", "it")
	in := properties(inputs{"cidrBlock": "10.0.0.0/20"}).Set("vpcId", property.New(property.Computed)).
		Set("tags", property.New(property.Computed))
	resp, err := w.server.Check(p.CheckRequest{Urn: l.urn, Inputs: in})
	if err != nil || len(resp.Failures) > 0 {
		t.Fatal(resp.Failures, err)
	}
	out, err := w.server.Create(p.CreateRequest{Urn: l.urn, Properties: resp.Inputs, DryRun: true})
	if err != nil || !out.Properties.Get("vpcId").IsComputed() || !out.Properties.Get("tagsAll").IsComputed() {
		t.Error(out.Properties, err)
	}
}
