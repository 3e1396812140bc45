package iam

import (
	"errors"
	"fmt"
	"slices"
)

// Layer is a kind of policy. Each kind contributes to a decision in its own way.
type Layer int

// The layers, in the order in which AWS asks them. (IAM User Guide, "How AWS enforcement code logic evaluates
// requests to allow or deny access".)
const (
	LayerRCP      Layer = iota // resource control policies
	LayerSCP                   // service control policies
	LayerResource              // the policy of a table or a stream
	LayerEndpoint              // the policy of a VPC endpoint
	LayerIdentity              // the caller's own policies
)

// String names the layer as it stands in a sentence.
func (l Layer) String() string {
	return [...]string{
		"resource control policy", "service control policy", "resource policy", "endpoint policy", "identity policy",
	}[l]
}

// Documents are the policies that bear on requests. They include no permissions boundaries and no session
// policies, which only take permissions away: AWS may still deny a request that is allowed here, but never allows a
// request that is denied here.
type Documents struct {
	// Identity are the policies attached to the caller: a user's with those of its groups, or a role's.
	Identity []NamedDocument
	// Resource are the policies of resources, one for each. A table's policy also governs its indexes, but not its
	// stream.
	Resource []AttachedDocument
	// Endpoint are the policies of VPC endpoints, one for each. An endpoint without one here allows everything:
	// "we attach a default policy that allows full access to the service" (AWS PrivateLink Guide, "Control access
	// to VPC endpoints using endpoint policies").
	Endpoint []AttachedDocument
	// SCP and RCP are an organization's policies: a level for the root, for each OU and for an account. Without any
	// level there is no organization. RCPs need not include RCPFullAWSAccess, which is always attached.
	SCP, RCP []Level
	// Management is the organization's management account, to which no SCP and no RCP applies: "SCPs don't affect
	// users or roles in the management account", and RCPs do not affect its resources.
	Management string
}

// NamedDocument is a policy with the name by which a decision cites it.
type NamedDocument struct {
	Name     string
	Document Document
}

// AttachedDocument is a policy attached to one resource or endpoint.
type AttachedDocument struct {
	Name string
	// To is the ARN of a table or a stream, or the ID of an endpoint. If it is empty, the policy is attached to
	// whichever one the request names.
	To       string
	Document Document
	// Endpoint is the type of the endpoint that the policy is attached to. It is needed only if the policy has a
	// Principal other than "*".
	Endpoint EndpointType
}

// EndpointType is a type of VPC endpoint. It decides what a Principal in the endpoint's policy means.
type EndpointType int

// The types of endpoint that DynamoDB has.
const (
	UnknownEndpoint EndpointType = iota
	GatewayEndpoint
	InterfaceEndpoint
)

// Level holds the policies attached to one root, OU or account. Every level must allow a request; within a level, any
// policy can. (AWS Organizations User Guide, "SCP evaluation".)
type Level struct {
	Name      string
	Accounts  []string // the accounts under this level; SCPs apply to the caller's, RCPs to the resource's
	Documents []NamedDocument
}

// allowAll is the document that allows every action on every resource.
var allowAll = Document{Version: Version, Statement: []Statement{
	{Effect: Allow, Action: Values{"*"}, Resource: Values{"*"}},
}}

// SCPLevel returns a level that attaches service control policies to one account. It adds AWS's FullAWSAccess, since
// the level would allow nothing without it.
func SCPLevel(name, account string, documents ...NamedDocument) Level {
	return Level{
		Name: name, Accounts: []string{account},
		Documents: append([]NamedDocument{{Name: "FullAWSAccess", Document: allowAll}}, documents...),
	}
}

// Everything returns an identity policy that allows everything.
func Everything() NamedDocument { return NamedDocument{Name: "everything", Document: allowAll} }

// validate refuses a statement that AWS does not accept in this kind of policy.
func (l Layer) validate(s Statement) error {
	hasPrincipal := !s.Principal.IsZero() || !s.NotPrincipal.IsZero()
	switch {
	case s.Effect != Allow && s.Effect != Deny: // "The Effect value is case sensitive."
		return fmt.Errorf("effect %q is neither Allow nor Deny", s.Effect)
	case !s.Principal.IsZero() && !s.NotPrincipal.IsZero():
		return errors.New("it has both a Principal and a NotPrincipal")
	case (l == LayerIdentity || l == LayerSCP) && hasPrincipal:
		return fmt.Errorf("a Principal is not allowed in this %s", l)
	case l != LayerIdentity && l != LayerSCP && !hasPrincipal:
		return fmt.Errorf("a Principal is required in this %s", l)
	case l == LayerEndpoint && !s.NotPrincipal.IsZero():
		return errors.New("AWS does not say what a NotPrincipal means in an endpoint policy")
	case l == LayerRCP && s.Effect == Allow:
		all := Values{"*"}
		if s.Condition == nil && s.Principal.IsEveryone() && slices.Equal(s.Action, all) && slices.Equal(s.Resource, all) {
			return nil
		}
		return errors.New("\"The effect of Allow is only supported for the RCPFullAWSAccess policy\"")
	case l == LayerRCP && (!s.Principal.IsEveryone() || s.NotAction != nil): // RCP syntax, "Elements summary"
		return errors.New(`an RCP must have the Principal "*" and no NotAction`)
	}
	return nil
}
