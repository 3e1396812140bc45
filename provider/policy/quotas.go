package policy

import (
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// The sizes up to which AWS accepts documents, white space included. DynamoDB counts bytes, the others characters.
const (
	// ResourcePolicyLimit is a table's or a stream's: "The maximum size supported for a resource-based policy document
	// is 20 KB". Source: PutResourcePolicy.
	ResourcePolicyLimit = 20 * 1024
	// EndpointPolicyLimit is a VPC endpoint's. Source: "AWS PrivateLink quotas".
	EndpointPolicyLimit = 20480
	// SCPLimit is a service control policy's, since May 2026; it was 5,120. Source: "Quotas and service limits for AWS
	// Organizations".
	SCPLimit = 10240
	// RCPLimit is a resource control policy's. Source: the same.
	RCPLimit = 5120
)

// SizeLimit is the size up to which AWS accepts a kind of policy. An identity policy has none here: none is rendered.
func SizeLimit(layer iam.Layer) int {
	return map[iam.Layer]int{
		iam.LayerResource: ResourcePolicyLimit, iam.LayerEndpoint: EndpointPolicyLimit, iam.LayerSCP: SCPLimit, iam.LayerRCP: RCPLimit,
	}[layer]
}

// TakesAction reports whether AWS documents that a kind of policy, attached to a resource, takes a name in Action. One
// that it does not take makes AWS reject the whole document. Source: "DynamoDB API operations supported by
// resource-based policies".
func TakesAction(layer iam.Layer, resource, name string) bool {
	if name == "dynamodb:*" || layer != iam.LayerResource && strings.ContainsAny(name, "*?") {
		return true
	}
	at := slices.IndexFunc(actions, func(a Action) bool { return strings.EqualFold(a.String(), name) })
	switch {
	case layer != iam.LayerResource:
		return at >= 0 || !strings.HasPrefix(name, "dynamodb:") // another service's name is not ours to judge
	case at < 0:
		return false
	case strings.Contains(resource, "/stream/"):
		return actions[at].InStreamPolicy()
	default:
		return actions[at].InTablePolicy()
	}
}
