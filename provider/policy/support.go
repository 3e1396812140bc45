package policy

import (
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Support says whether AWS accepts an action's name in a resource policy. AWS rejects the whole document for one name
// that it does not accept.
type Support string

// What is known about an action in a resource policy.
const (
	// Documented means that AWS names the action, in its list of API operations supported by resource-based policies or in
	// its guide to multi-account global tables.
	Documented Support = "documented"
	// Inferred means that the action stands behind a documented API operation, as PartiQLSelect stands behind
	// ExecuteStatement. It is rendered. Should AWS reject it, the deployment fails before the table holds data.
	Inferred Support = "inferred"
	// Unknown means that no source says. The action is never rendered by name.
	Unknown Support = "unknown"
	// Rejected means that AWS does not list the action among those that a resource policy of this kind supports.
	Rejected Support = "rejected"
)

// Rendered reports whether documents name actions that have this support.
func (s Support) Rendered() bool { return s == Documented || s == Inferred }

// InTablePolicy reports whether table policies name the action.
func (a Action) InTablePolicy() bool { return a.Table.Rendered() }

// InStreamPolicy reports whether stream policies name the action.
func (a Action) InStreamPolicy() bool { return a.Stream.Rendered() }

// TakesAction reports whether AWS documents that a kind of policy accepts a name in its Action element. The resource is
// the one that the policy is attached to; only a resource policy is held to it. Names are compared without regard to
// case, as IAM does. Source: "DynamoDB API operations supported by resource-based policies".
func TakesAction(layer iam.Layer, resource, name string) bool {
	if strings.ContainsAny(name, "*?") { // taken to be accepted: see patterns.go
		return true
	}
	at := slices.IndexFunc(actions, func(a Action) bool { return strings.EqualFold(a.String(), name) })
	switch {
	case layer != iam.LayerResource:
		return at >= 0 || !strings.HasPrefix(name, "dynamodb:") // this package does not know the names of other services
	case at < 0:
		return false
	case strings.Contains(resource, "/stream/"):
		return actions[at].InStreamPolicy()
	default:
		return actions[at].InTablePolicy()
	}
}
