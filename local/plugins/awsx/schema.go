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

// awsSchema is the schema that the aws stand-in serves. The official awsx refers to the older one that it asks for;
// the engine insists that a reference and the answer have the same version, and there is only one here.
const awsSchema = "/aws/v" + versions.AWS + "/schema.json#"

// typeName names awsx's types as awsx:ec2:SubnetSpec, and refers to those that it takes from aws.
func typeName(t reflect.Type) (token string, own bool) {
	module := path.Base(t.PkgPath())
	if strings.Contains(t.PkgPath(), "/pulumi-awsx/") {
		return "awsx:" + module + ":" + t.Name(), true
	}
	return awsSchema + "/types/aws:" + module + "%2F" + t.Name() + ":" + t.Name(), false
}

// resourceName refers to a resource type of aws, whose module is its name with a small first letter.
func resourceName(t reflect.Type) string {
	letters := []rune(t.Name())
	letters[0] = unicode.ToLower(letters[0])
	return awsSchema + "/resources/aws:" + path.Base(t.PkgPath()) + "%2F" + string(letters) + ":" + t.Name()
}
