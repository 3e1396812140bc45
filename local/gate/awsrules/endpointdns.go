package awsrules

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// emulatedName is the name that moto gives an interface endpoint: the name of the endpoint service after the id. It
// resolves to nothing.
var emulatedName = regexp.MustCompile(
	`<dnsName>(vpce-[0-9a-z-]+)\.com\.amazonaws\.([a-z0-9-]+)\.([a-z0-9.-]+)</dnsName>`)

// nameEndpoints gives interface endpoints the names that AWS gives them.
func nameEndpoints(_ context.Context, body []byte) ([]byte, error) {
	return emulatedName.ReplaceAllFunc(body, func(found []byte) []byte {
		parts := emulatedName.FindSubmatch(found)
		return []byte("<dnsName>" + endpointName(string(parts[1]), string(parts[2]), string(parts[3])) + "</dnsName>")
	}), nil
}

// endpointName returns an interface endpoint's name: vpce-ID-xxxx.SERVICE.REGION.vpce.amazonaws.com, with the labels of
// the service reversed, and streams.dynamodb for dynamodb-streams. ("AWS PrivateLink for DynamoDB" and "for DynamoDB
// Streams", Amazon DynamoDB Developer Guide.)
func endpointName(id, region, service string) string {
	suffix := "amazonaws.com"
	if request.Partition(region) == "aws-cn" {
		suffix += ".cn"
	}
	if service == "dynamodb-streams" {
		service = "dynamodb.streams"
	}
	labels := strings.Split(service, ".")
	slices.Reverse(labels)
	return strings.Join([]string{id, strings.Join(labels, "."), region, "vpce", suffix}, ".")
}
