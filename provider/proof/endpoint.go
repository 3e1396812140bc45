package proof

import (
	"fmt"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// endpointParty is an account, by the part it plays for an endpoint.
type endpointParty struct{ account, organization, name string }

// EndpointReport says what an endpoint's policy lets through: whose callers reach whose tables. The policy need not
// be one of ours. Callers are taken to hold every right, and tables to let everyone in. With an organization, its
// other accounts are asked about too.
func EndpointReport(document iam.Document, account, organization string) (Report, error) {
	set, err := iam.Compile(iam.Documents{
		Identity: []iam.NamedDocument{iam.Everything()},
		Resource: []iam.AttachedDocument{{Name: "everyone", Document: everyoneMay}},
		Endpoint: []iam.AttachedDocument{{Name: "endpoint policy", Document: document}},
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
	var rows []Row
	var open []string
	ask := func(from, to endpointParty) error {
		found, err := endpointRows(set, own, from, to)
		rows = append(rows, found...)
		if slices.ContainsFunc(found, func(r Row) bool { return r.Class.IsData() && r.Decision == rowAllowed }) &&
			(from.organization != own.organization || to.organization != own.organization || organization == "" && from != to) {
			open = append(open, fmt.Sprintf("callers of %s on tables of %s", from.name, to.name))
		}
		return err
	}
	err = ask(own, own)
	for _, other := range others {
		for _, pair := range [][2]endpointParty{{own, other}, {other, own}, {other, other}} {
			if err == nil {
				err = ask(pair[0], pair[1])
			}
		}
	}
	if err != nil {
		return Report{}, fmt.Errorf("report on an endpoint: %w", err)
	}
	if len(open) > 0 {
		verdict = "OPEN to " + strings.Join(open, ", ")
	}
	return Report{Verdict: verdict, Rows: mergeRows(rows, resourcesList), Limits: []Limit{
		{
			"An endpoint's policy stops nobody who calls from elsewhere.",
			"the policy of each table", CertaintyDocumented,
		},
		{
			"Whoever can start compute in this network, or send traffic through it, is inside.",
			"identity policies on ec2, lambda and their like", CertaintyAssumed,
		},
	}}, nil
}

// everyoneMay is a table's policy that leaves the decision to the endpoint's.
var everyoneMay = iam.Document{Version: iam.Version, Statement: []iam.Statement{{
	Effect: iam.Allow, Principal: iam.Principal{Everyone: true}, Action: iam.Values{"*"}, Resource: iam.Values{"*"},
}}}

// endpointRows decides every action on a table, and says in one row what of a class is decided alike. Gateway
// endpoints carry no streams, and a call that names no table is nobody's.
func endpointRows(set *iam.Set, own, from, to endpointParty) ([]Row, error) {
	caller := iam.Caller{Kind: iam.RoleCaller, Account: from.account, ARN: "arn:aws:iam::" + from.account + ":role/somebody"}
	organizations := map[string][]string{}
	for key, organization := range map[string]string{
		"aws:PrincipalOrgID": from.organization, "aws:ResourceOrgID": to.organization,
	} {
		if organization != "" {
			organizations[key] = []string{organization}
		}
	}
	context, err := iam.NewContext(organizations)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, class := range policy.Classes() {
		for _, action := range policy.Actions() {
			if action.Class != class || class == policy.ClassStream || class == policy.ClassAccount {
				continue
			}
			decision, err := set.Evaluate(iam.Request{
				Action: action.String(), Resource: "arn:aws:dynamodb:us-east-1:" + to.account + ":table/any",
				Caller: caller, Context: context,
				Origin: iam.Origin{
					VPC: "vpc-0a1", Endpoint: "vpce-0a1", EndpointAccount: own.account, EndpointOrg: own.organization,
				},
			})
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
	rows = mergeRows(rows, actionsList)
	for i, row := range rows { // all of the class
		if len(row.Actions) == len(policy.ActionsWhere(func(a policy.Action) bool { return a.Class == row.Class })) {
			rows[i].Actions = nil
		}
	}
	return rows, nil
}
