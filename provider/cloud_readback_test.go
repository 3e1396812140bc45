package provider

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// TestMain makes the components wait no longer than a test can afford.
func TestMain(m *testing.M) {
	readBackWaits = []time.Duration{time.Millisecond, time.Millisecond}
	os.Exit(m.Run())
}

// readBack answers functions about what was registered, as AWS does that has all of it. It returns nil for any other.
func (c *cloud) readBack(args integration.MockCallArgs) map[string]property.Value {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch args.Token {
	case "aws:dynamodb/getTable:getTable":
		return tableInAWS(c.made("aws:dynamodb/table:Table", "name", args.Args.Get("name").AsString()))
	case "aws:cloudcontrol/getResource:getResource":
		return map[string]property.Value{"properties": property.New(c.propertiesInAWS(args.Args.Get("identifier").AsString()))}
	case "aws:ec2/getVpc:getVpc":
		return values{"enableDnsSupport": property.New(true), "enableDnsHostnames": property.New(true)}
	case "aws:ec2/getInternetGateway:getInternetGateway":
		return values{"attachments": property.New([]property.Value{object(values{"vpcId": str("vpc-0a1")})})}
	case "aws:ec2/getSubnet:getSubnet":
		return values{
			"mapPublicIpOnLaunch": property.New(true), "vpcId": str("vpc-0a1b"),
			"availabilityZone": str("zone of " + args.Args.Get("id").AsString()),
		}
	case "aws:organizations/getPolicy:getPolicy":
		return c.made("aws:organizations/policy:Policy", "id", args.Args.Get("policyId").AsString())
	case "aws:organizations/getPoliciesForTarget:getPoliciesForTarget":
		var ids []string
		for _, attachment := range c.ofType("aws:organizations/policyAttachment:PolicyAttachment") {
			if attachment.Inputs.Get("targetId").Equals(args.Args.Get("targetId")) {
				ids = append(ids, attachment.Inputs.Get("policyId").AsString())
			}
		}
		ids = append(ids, c.organization.attached[args.Args.Get("targetId").AsString()]...)
		return map[string]property.Value{"ids": list(append(ids, "p-FullAWSAccess")...)}
	case "aws:ec2/getVpcEndpoint:getVpcEndpoint":
		if id := args.Args.Get("id"); id.IsString() {
			return c.made("aws:ec2/vpcEndpoint:VpcEndpoint", "id", id.AsString())
		}
	case "aws:vpc/getSecurityGroupRules:getSecurityGroupRules":
		group := args.Args.Get("filters").AsArray().Get(0).AsMap().Get("values").AsArray().Get(0).AsString()
		var ids []string
		for i := range c.egress(group) {
			ids = append(ids, fmt.Sprintf("%s %d", group, i))
		}
		return map[string]property.Value{"ids": list(ids...)}
	case "aws:vpc/getSecurityGroupRule:getSecurityGroupRule":
		var group string
		var at int
		if _, err := fmt.Sscan(args.Args.Get("securityGroupRuleId").AsString(), &group, &at); err != nil {
			return nil
		}
		return c.egress(group)[at]
	}
	return nil
}

// made returns the state of the child of a type whose property has a value.
func (c *cloud) made(typ, key, value string) map[string]property.Value {
	for i, child := range c.children {
		if string(child.TypeToken) == typ && c.states[i].Get(key).AsString() == value {
			return c.states[i].AsMap()
		}
	}
	return nil
}

// tableInAWS is the answer about a table. AWS knows no secrets.
func tableInAWS(state map[string]property.Value) map[string]property.Value {
	for _, on := range []string{"streamEnabled", "deletionProtectionEnabled"} {
		if !state[on].IsBool() {
			state[on] = property.New(false)
		}
	}
	if encryption := state["serverSideEncryption"]; encryption.IsMap() {
		key := encryption.AsMap().Get("kmsKeyArn")
		state["serverSideEncryption"] = property.New(encryption.AsMap().Set("kmsKeyArn", key.WithSecret(false)))
	}
	return state
}

// propertiesInAWS is the answer of Cloud Control about a table.
func (c *cloud) propertiesInAWS(table string) string {
	properties := map[string]any{}
	for _, attached := range c.ofType(policyType) {
		arn := attached.Inputs.Get("resourceArn").AsString()
		if !strings.HasSuffix(arn, ":table/"+table) && !strings.Contains(arn, ":table/"+table+"/stream/") {
			continue
		}
		policy := map[string]any{"PolicyDocument": json.RawMessage(attached.Inputs.Get("policy").AsString())}
		if strings.Contains(arn, "/stream/") {
			properties["StreamSpecification"] = map[string]any{"ResourcePolicy": policy}
		} else {
			properties["ResourcePolicy"] = policy
		}
	}
	text, err := json.Marshal(properties)
	if err != nil {
		panic(err) // the policies are JSON
	}
	return string(text)
}

// egress lists the rules of a security group that let something out.
func (c *cloud) egress(group string) []map[string]property.Value {
	var rules []map[string]property.Value
	for _, rule := range c.made("aws:ec2/securityGroup:SecurityGroup", "id", group)["egress"].AsArray().All {
		rule := rule.AsMap()
		found := map[string]property.Value{
			"isEgress": property.New(true), "ipProtocol": rule.Get("protocol"),
			"fromPort": rule.Get("fromPort"), "toPort": rule.Get("toPort"),
		}
		if lists := rule.Get("prefixListIds"); lists.IsArray() {
			found["prefixListId"] = lists.AsArray().Get(0)
		}
		if groups := rule.Get("securityGroups"); groups.IsArray() {
			found["referencedSecurityGroupId"] = groups.AsArray().Get(0)
		}
		rules = append(rules, found)
	}
	return rules
}
