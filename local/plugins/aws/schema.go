package main

import (
	"path"
	"reflect"
	"sync"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// declared are resource types that another package's schema refers to, awsx's, so that they must exist in this one.
// They are not implemented: a program that makes one is told so.
var declared = []contract.Official{
	contract.ResourceOf[ec2.EipArgs, ec2.Eip]("aws:ec2/eip:Eip"),
	contract.ResourceOf[ec2.NatGatewayArgs, ec2.NatGateway]("aws:ec2/natGateway:NatGateway"),
	contract.ResourceOf[ec2.RouteArgs, ec2.Route]("aws:ec2/route:Route"),
}

// packageSchema is built once; it does not change while the plugin runs.
var packageSchema = sync.OnceValues(func() (string, error) {
	s := contract.NewSchema("aws", version, contract.Names{Type: typeToken, Modules: "(.*)(?:/[^/]*)"})
	s.Provider(providerConfig)
	for _, o := range declared {
		s.Resource(o)
	}
	for _, k := range resources {
		official, _ := k.describe()
		s.Resource(official)
	}
	for _, f := range functions {
		s.Function(f.token, f.args, f.result)
	}
	return s.JSON()
})

// typeToken names a nested type as the official schema does: aws:ec2/VpcEndpointDnsEntry:VpcEndpointDnsEntry.
func typeToken(t reflect.Type) (token string, own bool) {
	module := path.Base(t.PkgPath())
	if module == "aws" {
		module = "index"
	}
	return "aws:" + module + "/" + t.Name() + ":" + t.Name(), true
}
