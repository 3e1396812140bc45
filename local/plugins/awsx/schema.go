package main

import (
	"path"
	"reflect"
	"strings"
	"sync"
	"unicode"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/versions"
)

var packageSchema = sync.OnceValues(func() (string, error) {
	s := contract.NewSchema("awsx", versions.AWSX, contract.Names{Type: typeName, Resource: resourceName})
	s.Resource(official)
	return s.JSON()
})

// awsSchema is the schema that the aws stand-in serves. The official awsx refers to the schema of the older version
// that it asks for. The engine requires that a reference and the schema have the same version, and only this version
// exists here.
const awsSchema = "/aws/v" + versions.AWS + "/schema.json#"

// typeName names awsx's types like awsx:ec2:SubnetSpec, and refers to those of aws.
func typeName(t reflect.Type) (token string, own bool) {
	module := path.Base(t.PkgPath())
	if strings.Contains(t.PkgPath(), "/pulumi-awsx/") {
		return "awsx:" + module + ":" + t.Name(), true
	}
	return awsSchema + "/types/aws:" + module + "%2F" + t.Name() + ":" + t.Name(), false
}

// resourceName refers to a resource type of aws. Its module is its name in lower camel case.
func resourceName(t reflect.Type) string {
	letters := []rune(t.Name())
	letters[0] = unicode.ToLower(letters[0])
	return awsSchema + "/resources/aws:" + path.Base(t.PkgPath()) + "%2F" + string(letters) + ":" + t.Name()
}
