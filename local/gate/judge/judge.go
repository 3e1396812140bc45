// Package judge decides a request: it collects the documents that bear on it from the emulator, asks
// policy.Evaluate, and puts a refusal into AWS's words.
//
// Signatures are not verified. The gate shows what policies do, not that a caller is who it says; whoever can
// reach its doors can sign with any key that it knows.
package judge

import (
	"context"
	"fmt"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/world"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Judge decides requests.
type Judge struct {
	World *world.World
	// Enforced is the policy of a resource that requests are held to, where it is not yet the one that is attached.
	// Nil for no delay.
	Enforced func(arn string, attached *world.Policy) *world.Policy
}

// Asker is who asks, and from where.
type Asker struct {
	*world.Caller

	Origin    iam.Origin
	Endpoint  *world.Endpoint // through which the request came; nil for none
	Region    string
	UserAgent string
}

// Ruling is the decision on one authorisation of a request.
type Ruling struct {
	Need     call.Need
	Decision iam.Decision
	// Boundary: the caller's permissions boundary decided.
	Boundary bool
	// Undecided is why the documents give no answer. Such a request is refused.
	Undecided error
}

// Allowed reports whether the authorisation is given.
func (r Ruling) Allowed() bool { return r.Undecided == nil && r.Decision.Allowed() }

// Rule decides one authorisation. An error means that the emulator could not be asked; there is no ruling then.
func (j *Judge) Rule(ctx context.Context, asker Asker, need call.Need) (Ruling, error) {
	return j.rule(ctx, asker, need, nil)
}

// RuleUnder decides as if a resource had another policy than the one it has.
func (j *Judge) RuleUnder(ctx context.Context, asker Asker, need call.Need, instead world.Policy) (Ruling, error) {
	return j.rule(ctx, asker, need, &instead)
}

func (j *Judge) rule(ctx context.Context, asker Asker, need call.Need, instead *world.Policy) (Ruling, error) {
	ruling := Ruling{Need: need}
	var b *bench
	var err error
	if instead != nil {
		b, err = j.newBench(ctx, asker, need.Resource, instead)
	} else {
		key := strings.Join([]string{"bench", asker.ARN, asker.Session, seat(need.Resource), asker.Origin.Endpoint}, " ")
		b, err = world.Remember(ctx, j.World, key, func(ctx context.Context) (*bench, error) {
			return j.newBench(ctx, asker, need.Resource, nil)
		})
	}
	if err != nil {
		return ruling, err
	}
	if ruling.Undecided = b.undecided; ruling.Undecided != nil {
		return ruling, nil
	}
	request := iam.Request{
		Action: need.Action, Resource: need.Resource, Caller: asker.Caller.Caller, Origin: asker.Origin,
	}
	if request.Context, err = b.keys(asker, need); err != nil {
		ruling.Undecided = err
		return ruling, nil
	}
	ruling.Decision, ruling.Undecided = b.set.Evaluate(request)
	if b.boundary != nil && ruling.Allowed() {
		bounded, err := b.boundary.Evaluate(request)
		if err != nil || !bounded.Allowed() {
			ruling.Decision, ruling.Undecided, ruling.Boundary = bounded, err, true
		}
	}
	return ruling, nil
}

// seat is what decides which documents bear on a resource: its table or its stream.
func seat(resource string) string {
	if call.IsStream(resource) {
		return resource
	}
	if table, _ := call.TableOf(resource); table != "" {
		return table
	}
	return resource
}

// Message is what AWS says of a refusal. ("Troubleshoot access denied error messages", IAM User Guide.)
func (r Ruling) Message(asker Asker) string {
	text := fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %s ", asker.Named, r.Need.Action,
		r.Need.Resource)
	switch kind := r.kind(); {
	case r.Undecided != nil:
		return text + "because the gate cannot evaluate the policies that bear on it; its log says why"
	case r.Decision.Effect == iam.ExplicitDeny:
		article := "a "
		if strings.HasPrefix(kind, "i") {
			article = "an "
		}
		return text + "with an explicit deny in " + article + kind
	default:
		return text + "because no " + kind + " allows the " + r.Need.Action + " action"
	}
}

// kind is AWS's name of the kind of policy that decided.
func (r Ruling) kind() string {
	if r.Boundary {
		return "permissions boundary"
	}
	return map[iam.Layer]string{
		iam.LayerRCP: "resource control policy", iam.LayerSCP: "service control policy",
		iam.LayerResource: "resource-based policy", iam.LayerEndpoint: "VPC endpoint policy",
		iam.LayerIdentity: "identity-based policy",
	}[r.Decision.Layer]
}
