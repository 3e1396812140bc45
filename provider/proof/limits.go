package proof

import (
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Limit is something that the documents cannot stop.
type Limit struct {
	What      string
	Instead   string // what would stop it
	Certainty Certainty
}

// cannotStop lists the ways past a table's policies, and what would stop each. A way that a setting closes is left out.
func (p *prover) cannotStop(v *verdict) []Limit {
	limits := p.ungovernedLimits()
	limits = append(limits, p.policyLimits(v)...)
	limits = append(limits, p.copyLimits()...)
	limits = append(limits, insideLimits(originInside)...)
	if p.Key == CustomerKey {
		limits = append(limits, Limit{
			// Developer Guide, "DynamoDB encryption at rest: usage notes": without its key a table is inaccessible, and after
			// seven days it is archived. Break-glass is exempt from policies of ours, not from the key's.
			"Where the key is disabled, or its policy does not let break-glass use kms:Decrypt, nobody reads the data.",
			"a key policy that names break-glass, and an alarm on kms:DisableKey and kms:ScheduleKeyDeletion",
			CertaintyDocumented,
		})
	}
	return append(limits, otherWayLimits()...)
}

// ungovernedLimits lists the actions that the documents do not govern.
func (p *prover) ungovernedLimits() []Limit {
	var ungoverned, unknown, inside, exempt []string
	for _, action := range policy.Actions() {
		switch {
		case action.Table == policy.Rejected && action.Stream == policy.Rejected:
			ungoverned = append(ungoverned, action.Name)
		case p.Intent.UsesPatterns(): // they cover what has no name
		case action.Table == policy.Unknown && p.Intent.Enforcement != policy.EnforceAll:
			unknown = append(unknown, action.Name)
		case action.Table == policy.Unknown:
			if p.Intent.DeniesEverywhere(action) {
				inside = append(inside, action.Name)
			}
			if p.Intent.ActionStyle == policy.ActionWildcard {
				exempt = append(exempt, action.Name)
			}
		}
	}
	const open = "AWS does not say whether a table policy takes "
	// Developer Guide, "DynamoDB API operations supported by resource-based policies".
	limits := []Limit{{
		"No resource policy governs " + strings.Join(ungoverned, ", ") + ".",
		"a guardrail, or identity policies", CertaintyDocumented,
	}}
	if len(unknown) > 0 {
		limits = append(limits, Limit{
			open + strings.Join(unknown, ", ") + ", so they are not named.",
			`action style "patterns", enforcement "all", or a guardrail`, CertaintyAssumed,
		})
	}
	if len(exempt) > 0 {
		limits = append(limits, Limit{
			open + strings.Join(exempt, ", ") + ", so whoever is exempt from anything may call them from outside.",
			`action style "names", or a guardrail`, CertaintyAssumed,
		})
	}
	if len(inside) > 0 {
		limits = append(limits, Limit{
			open + strings.Join(inside, ", ") + ", so inside they are not refused.", "a guardrail", CertaintyAssumed,
		})
	}
	if p.reaches("StartBulkPutItems") {
		limits = append(limits, Limit{
			// Developer Guide, "Bulk put items considerations, quotas, and permissions"; API reference,
			// OutputS3Configuration: the report of a failed condition has the attempted item and the one that is there.
			"A bulk put (StartBulkPutItems) writes items, and its report can bring items that are there to any bucket.",
			"identity policies, or a service control policy that denies it", CertaintyAssumed,
		})
	}
	return limits
}

// reaches reports whether somebody who is not exempt succeeds with an action from outside. A wildcard alone refuses an
// action that package policy does not know.
func (p *prover) reaches(name string) bool {
	asked := false
	for i := range p.outcomes {
		o := &p.outcomes[i]
		if !slices.Contains(o.group.names(), name) {
			continue
		}
		if asked = true; !o.exempt && o.opensOutside() {
			return true
		}
	}
	return !asked && (p.Intent.Enforcement != policy.EnforceAll || p.Intent.ActionStyle == policy.ActionWildcard)
}

// policyLimits lists how the policies themselves are changed or passed by.
func (p *prover) policyLimits(v *verdict) []Limit {
	var limits []Limit
	if p.isRemovableInside() {
		limits = append(limits, Limit{
			// Found in the matrix; what follows is in "Considerations when using DynamoDB resource-based policies".
			"Inside, whoever has the right to PutResourcePolicy or DeleteResourcePolicy takes the policy away, and opens the " +
				"table.",
			"a guardrail of OrgGuardrail, or identity policies", CertaintyVerified,
		})
	}
	if v.root {
		limits = append(limits, Limit{
			// API reference, DeleteResourcePolicy.
			"Root of the table's account deletes a resource policy whatever it says.",
			"a guardrail, which covers root of member accounts", CertaintyDocumented,
		})
	}
	if twoCalls := v.twoCalls(); len(twoCalls) > 0 {
		limits = append(limits, Limit{
			// Found in the matrix.
			"By two calls, the first of which changes the policy or the table, data is read by " + enumerate(twoCalls) + ".",
			"few such roles, and an alarm on the first call", CertaintyVerified,
		})
	}
	// Measured by others: the first policy acts within seconds, a change of it within four minutes.
	change := Limit{
		"A change of a policy that was in force takes minutes to act.",
		"exemptions that are there before they are needed", CertaintyAssumed,
	}
	if remark, seen := p.claims.seen(ClaimChangeTime); seen {
		change.What = strings.TrimSuffix(change.What, ".") + remark + "."
		change.Certainty = CertaintyVerified
	}
	return append(
		limits,
		Limit{
			// Organizations User Guide, "Service control policies (SCPs)": "SCPs don't affect users or roles in the management
			// account", nor service-linked roles; and "Resource control policies (RCPs)", which lists DynamoDB.
			"A guardrail reaches neither the management account, nor service-linked roles, nor principals of other " +
				"organizations, nor services.",
			"no table in the management account; a resource control policy (RCP) for principals of other organizations",
			CertaintyDocumented,
		},
		Limit{
			// IAM User Guide, "AWS global condition context keys", aws:PrincipalArn.
			"An exempt role is exempt by its name: whoever has iam:CreateRole can make it again.",
			"a guardrail that protects exempt roles", CertaintyDocumented,
		},
		change,
	)
}

// isRemovableInside reports whether somebody inside who is not exempt may change the table's policy. The calls of a
// service-linked role are its service's.
func (p *prover) isRemovableInside() bool {
	return slices.ContainsFunc(p.outcomes, func(o outcome) bool {
		return o.origin.inside && !o.exempt && o.decision.Allowed() && o.group.kind == policy.TableResource &&
			o.group.action.Class == policy.ClassPolicy && o.group.opener() != "" && !o.isRootDelete() &&
			o.caller.Kind != iam.ServiceLinkedCaller
	})
}

// copyLimits lists the copies of the data, which the table's policy does not follow.
func (p *prover) copyLimits() []Limit {
	limits := []Limit{{
		// Developer Guide, "Considerations when using DynamoDB resource-based policies".
		"A backup that is restored, and a table that is made anew under the name, have no policy.",
		"a guardrail on the account", CertaintyDocumented,
	}}
	if p.Intent.Movement != policy.MovementNobody {
		limits = append(limits, Limit{
			// Developer Guide, "DynamoDB data export to Amazon S3", and "Backup and restore".
			"A copy that is made from inside, by an export or a backup, leaves the network.",
			`movement "nobody"`, CertaintyDocumented,
		})
	}
	return append(limits, backupLimits()...)
}

// twoCalls lists who reaches data from outside by two calls, apart from break-glass.
func (v *verdict) twoCalls() []string {
	return union(v.openByTwo, v.meantByTwo())
}
