package proof

import (
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// endpointParty is an account with the part that it plays for an endpoint.
type endpointParty struct{ account, organization, name string }

// EndpointReport reports what a gateway endpoint's policy lets through: which callers reach which tables. The policy
// need not be one of ours. Callers are assumed to hold every right, and tables to admit everyone. With an organization,
// the report covers its other accounts too.
func EndpointReport(document iam.Document, account, organization string) (Report, error) {
	set, err := iam.Compile(iam.Documents{
		Identity: []iam.NamedDocument{iam.Everything()},
		Resource: []iam.AttachedDocument{{Name: "everyone", Document: allowEveryone}},
		Endpoint: []iam.AttachedDocument{{
			Name: "endpoint policy", Document: document, Endpoint: iam.GatewayEndpoint,
		}},
	})
	if err != nil {
		return Report{}, fmt.Errorf("report on an endpoint: %w", err)
	}
	own := endpointParty{account, organization, "this account"}
	others := []endpointParty{{"999900000003", "o-zzzzzzzzzz", "another account"}}
	verdict := "SEALED: through this endpoint nobody carries data to or from another account"
	if organization != "" {
		others = slices.Insert(others, 0, endpointParty{"999900000002", organization, "another account of the organization"})
		others[1].name = "an account outside the organization"
		verdict = "SEALED: through this endpoint nobody carries data into or out of the organization"
	}
	pairs := [][2]endpointParty{{own, own}}
	for _, other := range others {
		pairs = append(pairs, [2]endpointParty{own, other}, [2]endpointParty{other, own}, [2]endpointParty{other, other})
	}
	var rows []Row
	var open []string
	for _, pair := range pairs {
		from, to := pair[0], pair[1]
		found, err := endpointRows(set, own, from, to)
		if err != nil {
			return Report{}, fmt.Errorf("report on an endpoint: %w", err)
		}
		rows = append(rows, found...)
		foreign := from.organization != own.organization || to.organization != own.organization ||
			organization == "" && from != to
		if foreign && slices.ContainsFunc(found, func(r Row) bool { return r.Class.IsData() && r.Decision == rowAllowed }) {
			open = append(open, fmt.Sprintf("callers of %s on tables of %s", from.name, to.name))
		}
	}
	if len(open) > 0 {
		verdict = "OPEN to " + strings.Join(open, ", ")
	}
	report := Report{Verdict: verdict, Matrix: endpointMatrix(rows), Rows: mergeRows(rows, resourcesOf)}
	report.Limits = append([]Limit{{
		// Amazon VPC PrivateLink Guide, "Control access to VPC endpoints using endpoint policies".
		"An endpoint's policy stops nobody who calls from elsewhere.",
		"the policy of each table", CertaintyDocumented,
	}}, insideLimits(originInside)...)
	return report, nil
}

// endpointMatrix shows at a glance what an endpoint lets through. It has no column for tables, so callers name them.
func endpointMatrix(rows []Row) []MatrixRow {
	var m matrix
	for _, r := range rows {
		decision := deniedOnce
		if r.Decision == rowAllowed {
			decision = allowedOnce
		}
		m.cell(r.Callers[0]+" on "+r.Resources[0], r.Origins[0], true).decide(r.Class, decision)
	}
	return m.rows()
}

// allowEveryone is a table policy that leaves the decision to the endpoint's policy.
var allowEveryone = iam.Document{Version: iam.Version, Statement: []iam.Statement{{
	Effect: iam.Allow, Principal: iam.Principal{Everyone: true}, Action: iam.Values{"*"}, Resource: iam.Values{"*"},
}}}

// endpointRows decides every action on a table for one pair of caller and table, and merges what is decided alike
// within a class. It leaves out streams, which gateway endpoints do not carry, and calls that name no table.
func endpointRows(set *iam.Set, own, from, to endpointParty) ([]Row, error) {
	var rows []Row
	for _, class := range policy.Classes() {
		for _, action := range policy.Actions() {
			if action.Class != class || class == policy.ClassStream || class == policy.ClassAccount {
				continue
			}
			decision, err := decideThrough(set, own, from, to, action)
			if err != nil {
				return nil, err
			}
			row := Row{
				Callers: []string{"any caller of " + from.name}, Origins: []string{originInside}, Class: class,
				Actions: []string{action.Name}, Resources: []string{"tables of " + to.name},
				Decision: rowDenied, Reason: "the endpoint's policy does not allow it", Certainty: CertaintyVerified,
			}
			switch {
			case decision.Allowed():
				row.Decision, row.Reason = rowAllowed, "if the caller's and the table's own policies allow it"
			case decision.Effect == iam.ExplicitDeny:
				row.Statement, row.Reason = decision.Document+": "+decision.Sid, "the endpoint's policy refuses it"
			}
			rows = append(rows, row)
		}
	}
	rows = mergeRows(rows, actionsOf)
	for i, row := range rows {
		if len(row.Actions) == len(policy.ActionsWhere(func(a policy.Action) bool { return a.Class == row.Class })) {
			rows[i].Actions = nil // all actions of the class
		}
	}
	return rows, nil
}

// decideThrough decides a call of one account on a table of another, through the endpoint of a third.
func decideThrough(set *iam.Set, own, from, to endpointParty, action policy.Action) (iam.Decision, error) {
	organizations := map[string][]string{
		"aws:PrincipalOrgID": {from.organization}, "aws:ResourceOrgID": {to.organization},
	}
	if own.organization == "" {
		organizations["aws:VpceOrgID"] = nil
	}
	for key, ids := range organizations {
		if slices.Contains(ids, "") {
			organizations[key] = nil // an account in no organization
		}
	}
	var decision iam.Decision
	context, err := iam.NewContext(organizations)
	if err == nil {
		decision, err = set.Evaluate(iam.Request{
			Action: action.String(), Resource: "arn:aws:dynamodb:us-east-1:" + to.account + ":table/any",
			Caller: iam.Caller{
				Kind: iam.RoleCaller, Account: from.account, ARN: "arn:aws:iam::" + from.account + ":role/somebody",
			},
			Origin: iam.Origin{
				VPC: "vpc-0a1", Endpoint: "vpce-0a1", EndpointAccount: own.account, EndpointOrg: own.organization,
			},
			Context: context,
		})
	}
	return decision, err
}
