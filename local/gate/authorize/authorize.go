// Package authorize decides a request. It collects the documents that apply to it from the emulator, evaluates them
// with [iam.Set.Evaluate], and words a refusal as AWS does.
//
// Signatures are not verified. The gate shows what policies do, not whether a caller is genuine: whoever can reach its
// doors can sign with any key that it knows.
package authorize

import (
	"context"
	"fmt"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Authorizer decides requests.
type Authorizer struct {
	State *awsstate.State
	// Enforced returns the policy of a resource that requests are held to, which may not be the attached one yet. Nil
	// means that every change takes effect at once.
	Enforced func(arn string, attached *awsstate.Policy) *awsstate.Policy
}

// Caller is who sent a request, and from where.
type Caller struct {
	*awsstate.Caller

	Origin    iam.Origin
	Endpoint  *awsstate.Endpoint // that the request came through; nil for none
	Region    string
	UserAgent string
}

// Decision is the decision on one authorization of a request.
type Decision struct {
	Authorization request.Authorization
	Result        iam.Decision
	// Boundary is true where the caller's permissions boundary decided.
	Boundary bool
	// Undecided is why the documents cannot be evaluated. Such a request is refused.
	Undecided error
}

// Allowed reports whether the authorization is granted.
func (d Decision) Allowed() bool { return d.Undecided == nil && d.Result.Allowed() }

// Authorize decides one authorization. An error means that the emulator could not be read; there is no decision then.
func (a *Authorizer) Authorize(
	ctx context.Context, caller Caller, authorization request.Authorization,
) (Decision, error) {
	return a.authorize(ctx, caller, authorization, nil)
}

// AuthorizeUnder decides as if a resource had another policy than the attached one.
func (a *Authorizer) AuthorizeUnder(
	ctx context.Context, caller Caller, authorization request.Authorization, instead awsstate.Policy,
) (Decision, error) {
	return a.authorize(ctx, caller, authorization, &instead)
}

func (a *Authorizer) authorize(
	ctx context.Context, caller Caller, authorization request.Authorization, instead *awsstate.Policy,
) (Decision, error) {
	decision := Decision{Authorization: authorization}
	var p *policySet
	var err error
	if instead != nil {
		p, err = a.newPolicySet(ctx, caller, authorization.Resource, instead)
	} else {
		key := strings.Join([]string{
			"policies", caller.ARN, caller.Session, policyResource(authorization.Resource), caller.Origin.Endpoint,
		}, " ")
		p, err = awsstate.Cached(ctx, a.State, key, func(ctx context.Context) (*policySet, error) {
			return a.newPolicySet(ctx, caller, authorization.Resource, nil)
		})
	}
	if err != nil {
		return decision, err
	}
	if decision.Undecided = p.undecided; decision.Undecided != nil {
		return decision, nil
	}
	evaluated := iam.Request{
		Action: authorization.Action, Resource: authorization.Resource, Caller: caller.Caller.Caller, Origin: caller.Origin,
	}
	if evaluated.Context, err = p.context(caller, authorization); err != nil {
		decision.Undecided = err
		return decision, nil
	}
	decision.Result, decision.Undecided = p.set.Evaluate(evaluated)
	if p.boundary != nil && decision.Allowed() {
		bounded, err := p.boundary.Evaluate(evaluated)
		if err != nil || !bounded.Allowed() {
			decision.Result, decision.Undecided, decision.Boundary = bounded, err, true
		}
	}
	return decision, nil
}

// policyResource returns the resource whose documents apply to a resource: its table or its stream.
func policyResource(resource string) string {
	if request.IsStream(resource) {
		return resource
	}
	if table, _ := request.TableOf(resource); table != "" {
		return table
	}
	return resource
}

// Message words a refusal as AWS does. ("Troubleshoot access denied error messages", IAM User Guide.)
func (d Decision) Message(caller Caller) string {
	text := fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %s ",
		caller.MessageARN, d.Authorization.Action, d.Authorization.Resource)
	switch kind := d.policyType(); {
	case d.Undecided != nil:
		return text + "because the gate cannot evaluate the policies that bear on it; its log says why"
	case d.Result.Effect == iam.ExplicitDeny:
		article := "a "
		if strings.HasPrefix(kind, "i") {
			article = "an "
		}
		return text + "with an explicit deny in " + article + kind
	default:
		return text + "because no " + kind + " allows the " + d.Authorization.Action + " action"
	}
}

// policyType returns AWS's name of the type of policy that decided.
func (d Decision) policyType() string {
	if d.Boundary {
		return "permissions boundary"
	}
	return map[iam.Layer]string{
		iam.LayerRCP: "resource control policy", iam.LayerSCP: "service control policy",
		iam.LayerResource: "resource-based policy", iam.LayerEndpoint: "VPC endpoint policy",
		iam.LayerIdentity: "identity-based policy",
	}[d.Result.Layer]
}
