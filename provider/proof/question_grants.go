package proof

import (
	"fmt"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// checkGrants warns of grants to other accounts that open nothing: because AWS bars those accounts from the table's
// key, or because no endpoint lets their principals through. Nothing is at risk, so neither stops a deployment.
func (p *prover) checkGrants() {
	for i := range p.Intent.Grants {
		g := &p.Intent.Grants[i]
		warn := func(format string, args ...any) {
			p.find(Finding{
				Question: QuestionInside, Severity: Warning, Path: g.Path, Message: fmt.Sprintf(format, args...),
			})
		}
		if len(g.Principals) > 0 && p.Key == ManagedKey {
			warn("give the table a key of your own (kmsKeyArn): %s", managedKeyBars)
		}
		principals, actions, change := p.shutOut(g)
		if len(principals) > 0 {
			warn("%s, or list the network that the calls come from: no endpoint of the table's network lets %s through "+
				"with %s", change, shortList(principals), shortList(actions))
		}
	}
}

// managedKeyBars is what AWS says of other accounts. Source: "Considerations when using DynamoDB resource-based
// policies".
const managedKeyBars = "AWS gives no access across accounts to a table with an AWS managed key"

// isBarred reports whether the table's key bars the caller of another account.
func (p *prover) isBarred(o *outcome) bool {
	return p.Key == ManagedKey && o.caller.Account != p.account && o.caller.Kind != iam.ServiceCaller
}

// shutOut lists the principals and the actions of a grant that endpoints refuse wherever a request could come from, and
// what to change. An action that some endpoint lets a principal through with is not among them.
func (p *prover) shutOut(g *policy.Grant) (principals, actions []string, change string) {
	type granted struct{ principal, action string }
	var refused []granted
	reached := map[granted]bool{}
	change = `set endpointAccess to "organization", if they are of yours`
	for i := range p.outcomes {
		o := &p.outcomes[i]
		principal, named := grantTo(g, o.caller)
		for _, action := range o.group.members {
			one := granted{principal, action.Name}
			switch {
			case !named || !slices.Contains(g.Actions, action.Name):
			case o.decision.Allowed():
				reached[one] = true
			case o.isRefusedByEndpoint():
				refused = append(refused, one)
				if e := o.origin.endpoint; e != nil && e.Adopted {
					change = "have the endpoint's policy allow it, since endpointAccess does not change one that exists"
				}
			}
		}
	}
	for _, one := range refused {
		if !reached[one] {
			principals, actions = union(principals, []string{one.principal}), union(actions, []string{one.action})
		}
	}
	return principals, actions, change
}

// grantTo returns the principal of a grant that names a caller, itself or by its account.
func grantTo(g *policy.Grant, c *caller) (principal string, named bool) {
	for _, principal := range g.Principals {
		if principal == c.ARN || principal == c.Account {
			return principal, true
		}
	}
	return "", false
}

// isGranted reports whether a grant opens the actions to the caller.
func (p *prover) isGranted(o *outcome) bool {
	return slices.ContainsFunc(p.Intent.Grants, func(g policy.Grant) bool {
		_, named := grantTo(&g, o.caller)
		return named && slices.Contains(g.Actions, o.group.action.Name)
	})
}
