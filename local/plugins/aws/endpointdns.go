package main

import (
	"slices"
	"strings"
)

// dnsName returns an interface endpoint's name as AWS forms it: vpce-ID-xxxx.SERVICE.REGION.vpce.amazonaws.com, with
// the labels of the service reversed, and streams.dynamodb for dynamodb-streams. The emulator puts the name of the
// endpoint service after the id, which resolves to nothing. (AWS PrivateLink for DynamoDB, and for DynamoDB Streams,
// Amazon DynamoDB Developer Guide.)
func dnsName(name, service, region string) string {
	id, isEmulators := strings.CutSuffix(name, "."+service)
	labels := strings.Split(service, "."+region+".")
	if !isEmulators || len(labels) != 2 {
		return name
	}
	suffix := "amazonaws.com"
	if partition(region) == "aws-cn" {
		suffix += ".cn"
	}
	label := labels[1]
	if label == "dynamodb-streams" {
		label = "dynamodb.streams"
	}
	parts := strings.Split(label, ".")
	slices.Reverse(parts)
	return strings.Join([]string{id, strings.Join(parts, "."), region, "vpce", suffix}, ".")
}
