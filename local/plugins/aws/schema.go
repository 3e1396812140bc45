package main

import (
	"path"
	"reflect"
	"sync"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/versions"
)

// packageSchema is built once: it does not change while the plugin runs.
var packageSchema = sync.OnceValues(func() (string, error) {
	s := contract.NewSchema("aws", versions.AWS, contract.Names{Type: typeToken, Modules: "(.*)(?:/[^/]*)"})
	s.Provider(providerConfig)
	for _, h := range resources {
		official, _ := h.describe()
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
