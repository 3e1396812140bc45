package policy

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// The maximum sizes that AWS accepts for a document. White space counts, so documents are rendered without any.
// DynamoDB counts bytes, the other services characters.
const (
	// ResourcePolicyLimit is the limit of a table policy and of a stream policy: "The maximum size supported for a
	// resource-based policy document is 20 KB". Source: PutResourcePolicy.
	ResourcePolicyLimit = 20 * 1024
	// EndpointPolicyLimit is the limit of a VPC endpoint policy. Source: "AWS PrivateLink quotas".
	EndpointPolicyLimit = 20480
	// SCPLimit is the limit of a service control policy. It has been this since May 2026; before, it was 5,120. Source:
	// "Quotas and service limits for AWS Organizations".
	SCPLimit = 10240
	// RCPLimit is the limit of a resource control policy. Source: "Quotas and service limits for AWS Organizations".
	RCPLimit = 5120
)

// SizeLimit returns the limit of a kind of policy, and 0 for an identity policy, since this package renders none.
func SizeLimit(layer iam.Layer) int {
	switch layer {
	case iam.LayerResource:
		return ResourcePolicyLimit
	case iam.LayerEndpoint:
		return EndpointPolicyLimit
	case iam.LayerSCP:
		return SCPLimit
	case iam.LayerRCP:
		return RCPLimit
	}
	return 0
}
