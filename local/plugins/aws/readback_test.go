package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// TestReadTheTableBack reads what AWS has of a table, its policy and its stream's, past the state.
func TestReadTheTableBack(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	d := h.up("aws:dynamodb/table:Table", "back", inputs{
		"name": "read-back", "hashKey": "pk", "billingMode": onDemand, "streamEnabled": true,
		"streamViewType": "KEYS_ONLY", "attributes": []any{inputs{"name": "pk", "type": "S"}},
		"pointInTimeRecovery": inputs{"enabled": true},
	})
	const deny = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"dynamodb:Scan","Resource":"*"}]}`
	if _, err := h.dynamodb.PutResourcePolicy(t.Context(), &dynamodb.PutResourcePolicyInput{
		ResourceArn: aws.String(d.out("arn")), Policy: aws.String(deny),
	}); err != nil {
		t.Fatal(err)
	}
	found, err := h.call("aws:dynamodb/getTable:getTable", inputs{"name": "read-back"})
	if err != nil {
		t.Fatal(err)
	}
	if !found.Get("pointInTimeRecovery").AsMap().Get("enabled").AsBool() || found.Get("deletionProtectionEnabled").AsBool() ||
		!found.Get("streamEnabled").AsBool() || found.Get("streamViewType").AsString() != "KEYS_ONLY" ||
		found.Get("arn").AsString() != d.out("arn") || found.Get("serverSideEncryption").AsMap().Get("enabled").AsBool() {
		t.Errorf("got %v", found)
	}
	found, err = h.call("aws:cloudcontrol/getResource:getResource",
		inputs{"typeName": "AWS::DynamoDB::Table", "identifier": "read-back"})
	if err != nil {
		t.Fatal(err)
	}
	var properties struct {
		ResourcePolicy      struct{ PolicyDocument any }
		StreamSpecification struct{ ResourcePolicy *struct{} }
	}
	if err := json.Unmarshal([]byte(found.Get("properties").AsString()), &properties); err != nil {
		t.Fatal(err)
	}
	policy, _ := json.Marshal(properties.ResourcePolicy.PolicyDocument)
	want, _ := normalJSON(deny)
	if string(policy) != want || properties.StreamSpecification.ResourcePolicy != nil {
		t.Errorf("got %s, %v", policy, properties)
	}
	for token, args := range map[string]inputs{
		"aws:dynamodb/getTable:getTable":           {"name": "read-nothing"},
		"aws:cloudcontrol/getResource:getResource": {"typeName": "AWS::DynamoDB::Table", "identifier": "read-nothing"},
	} {
		if _, err := h.call(token, args); err == nil {
			t.Errorf("%s: got %v", token, err)
		}
	}
}

// TestReadTheNetworkBack reads an endpoint and a group's rules past the state.
func TestReadTheNetworkBack(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	v := h.vpc()
	table := h.up("aws:ec2/routeTable:RouteTable", "back", inputs{"vpcId": v.id})
	e := h.up("aws:ec2/vpcEndpoint:VpcEndpoint", "back", inputs{
		"vpcId": v.id, "serviceName": "com.amazonaws.us-east-1.dynamodb", "routeTableIds": []any{table.id},
		"policy": `{ "Version": "2012-10-17", "Statement": [{"Principal":"*","Effect":"Allow","Action":"*","Resource":"*"}]}`,
	})
	found, err := h.call("aws:ec2/getVpcEndpoint:getVpcEndpoint", inputs{"id": e.id})
	if err != nil {
		t.Fatal(err)
	}
	const sorted = `{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2012-10-17"}`
	tables := found.Get("routeTableIds").AsArray()
	if found.Get("policy").AsString() != sorted || tables.Len() != 1 || tables.Get(0).AsString() != table.id {
		t.Errorf("got %v", found)
	}
	list := found.Get("prefixListId").AsString()
	group := h.up("aws:ec2/securityGroup:SecurityGroup", "back", inputs{
		"vpcId": v.id, "egress": []any{inputs{
			"protocol": "tcp", "fromPort": 443, "toPort": 443, "prefixListIds": []any{list}, "description": "to DynamoDB",
		}},
	})
	filters := []any{inputs{"name": "group-id", "values": []any{group.id}}}
	rules, err := h.call("aws:vpc/getSecurityGroupRules:getSecurityGroupRules", inputs{"filters": filters})
	if err != nil || rules.Get("ids").AsArray().Len() != 1 {
		t.Fatal(rules, err)
	}
	id := rules.Get("ids").AsArray().Get(0).AsString()
	for name, args := range map[string]inputs{"by id": {"securityGroupRuleId": id}, "by group": {"filters": filters}} {
		rule, err := h.call("aws:vpc/getSecurityGroupRule:getSecurityGroupRule", args)
		if err != nil {
			t.Fatal(name, err)
		}
		if !rule.Get("isEgress").AsBool() || rule.Get("prefixListId").AsString() != list || rule.Get("toPort").AsNumber() != 443 ||
			rule.Get("fromPort").AsNumber() != 443 || rule.Get("ipProtocol").AsString() != "tcp" || rule.Get("description").AsString() != "to DynamoDB" ||
			rule.Get("securityGroupId").AsString() != group.id || rule.Get("cidrIpv4").AsString() != "" {
			t.Errorf("%s: got %v", name, rule)
		}
	}
	if _, err := h.call("aws:vpc/getSecurityGroupRule:getSecurityGroupRule",
		inputs{"securityGroupRuleId": "sgr-0123456789abcdef0"}); err == nil || !strings.Contains(err.Error(), "no matching") {
		t.Errorf("got %v", err)
	}
}
