// Package versions holds the versions of the Pulumi plugins that local AWS runs.
package versions

import "github.com/private-dynamodb/pulumi-private-dynamodb/provider/version"

const (
	// AWS is the version of the official aws plugin that the stand-in answers for. Its SDK is the one in go.mod.
	AWS = "6.83.4"
	// AWSX is the version of the official awsx plugin that the stand-in answers for. Its SDK is the one in go.mod.
	AWSX = "2.22.0"
	// AWSForAWSX is the version of the aws plugin that awsx asks for, where a program gives it no explicit provider.
	AWSForAWSX = "6.66.3"
)

// PrivateDynamoDB is this repository's own version.
var PrivateDynamoDB = version.Version
