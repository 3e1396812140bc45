package main

import (
	"regexp"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

func TestInterfaceEndpointsHaveNames(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	v := h.vpc()
	group := h.up("aws:ec2/securityGroup:SecurityGroup", "door", inputs{"vpcId": v.id})
	sub := h.subnet(v)
	for service, label := range map[string]string{"dynamodb": "dynamodb", "dynamodb-streams": `streams\.dynamodb`} {
		d := h.up("aws:ec2/vpcEndpoint:VpcEndpoint", service, inputs{
			"vpcId": v.id, "serviceName": "com.amazonaws.us-east-1." + service, "vpcEndpointType": "Interface",
			"subnetIds": []any{sub.id}, "securityGroupIds": []any{group.id}, "policy": denyAll, "privateDnsEnabled": false,
		})
		want := regexp.MustCompile("^" + d.id + `-[0-9a-z]+\.` + label + `\.us-east-1\.vpce\.amazonaws\.com$`)
		looked, err := h.call("aws:ec2/getVpcEndpoint:getVpcEndpoint", inputs{"id": d.id})
		if err != nil {
			t.Fatal(err)
		}
		for _, seen := range []property.Map{d.state, looked} {
			entries := seen.Get("dnsEntries").AsArray()
			if entries.Len() == 0 || !want.MatchString(entries.Get(0).AsMap().Get("dnsName").AsString()) {
				t.Errorf("%s has the names %v, not %s", service, entries, want)
			}
			if seen.Get("securityGroupIds").AsArray().Len() != 1 || seen.Get("subnetIds").AsArray().Len() != 1 ||
				seen.Get("vpcEndpointType").AsString() != interfaces || seen.Get("privateDnsEnabled").AsBool() {
				t.Errorf("%s reads as %v", service, seen)
			}
		}
	}
}
