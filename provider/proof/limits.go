package proof

import (
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// Limit is something that the documents cannot stop.
type Limit struct {
	What      string
	Instead   string // what would stop it
	Certainty Certainty
}

// cannotStop lists the ways past a table's policies. Most are the same for every table; some depend on its intent.
func (p *prover) cannotStop() []Limit {
	var ungoverned, unknown, inside, exempt []string
	for _, action := range policy.Actions() {
		switch {
		case action.Table == policy.Rejected && action.Stream == policy.Rejected:
			ungoverned = append(ungoverned, action.Name)
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
	limits := []Limit{
		{
			"A backup that is restored, and a table that is made anew under the name, have no policy.",
			"a guardrail on the account", CertaintyDocumented,
		},
		{
			"Whoever can start compute in this network, or send traffic through it, is inside.",
			"identity policies on ec2, lambda and their like", CertaintyAssumed,
		},
		{
			"Root of the table's account deletes a resource policy whatever it says.",
			"a guardrail, which covers root of member accounts", CertaintyDocumented,
		},
		{
			"A guardrail reaches neither the management account nor service-linked roles.",
			"no table in the management account", CertaintyDocumented,
		},
		{
			"An exempt role is exempt by its name: whoever has iam:CreateRole can make it again.",
			"a guardrail that protects exempt roles", CertaintyDocumented,
		},
		{
			"What is read inside can be carried out by another way than DynamoDB.",
			"egress rules, and policies on the network's other endpoints", CertaintyAssumed,
		},
		{
			"A change of a policy that was in force takes minutes to act.",
			"exemptions that are there before they are needed", CertaintyAssumed,
		},
		{
			"No resource policy governs " + strings.Join(ungoverned, ", ") + ".",
			"a guardrail, or identity policies", CertaintyDocumented,
		},
	}
	if p.Intent.Movement != policy.MovementNobody {
		limits = append(limits, Limit{
			"A copy that is made from inside, by an export or a backup, leaves the network.",
			`movement "nobody"`, CertaintyDocumented,
		})
	}
	if len(unknown) > 0 {
		limits = append(limits, Limit{
			"AWS does not say whether a table policy takes " + strings.Join(unknown, ", ") + ", so they are not named.",
			`enforcement "all", or a guardrail`, CertaintyAssumed,
		})
	}
	if len(exempt) > 0 {
		limits = append(limits, Limit{
			"AWS does not say whether a table policy takes " + strings.Join(exempt, ", ") + ", so whoever is exempt from " +
				"anything may call them from outside.",
			`action style "names", or a guardrail`, CertaintyAssumed,
		})
	}
	if len(inside) > 0 {
		limits = append(limits, Limit{
			"AWS does not say whether a table policy takes " + strings.Join(inside, ", ") + ", so inside they are not refused.",
			"a guardrail", CertaintyAssumed,
		})
	}
	return limits
}
