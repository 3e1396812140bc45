package proof

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// ProveGuardrail asks the eight questions about a guardrail, on a table without a policy of its own: in each of the
// guardrail's Regions, in one that it does not list, and in every account of which it exempts a principal.
func ProveGuardrail(g policy.Guardrail, unknown []string) (Proof, error) {
	documents, err := g.Policies()
	if err != nil {
		return Proof{}, err
	}
	return proveGuardrailDocuments(g, documents, unknown), nil
}

// proveGuardrailDocuments asks the questions about any documents that are to do what the guardrail means. It asks them
// of the accounts that the guardrail governs; see [LeftOver] for those that it leaves alone.
func proveGuardrailDocuments(g policy.Guardrail, documents []iam.Document, unknown []string) Proof {
	all := Proof{Unknown: unknown}
	joined := verdict{ungoverned: map[string][]policy.Action{}}
	var glance matrix
	var rows []Row
	for _, account := range exemptAccounts(g) {
		governing := named(policy.Residue(documents, account, nil))
		for _, region := range append(slices.Sorted(maps.Keys(g.VPCs)), UnknownRegion) {
			p := newProver(guardrailCase(g, governing, account, region))
			p.Unknown = unknown
			p.run(true)
			for _, finding := range p.findings {
				if !slices.ContainsFunc(all.Findings, func(f Finding) bool { return f.Error() == finding.Error() }) {
					all.Findings = append(all.Findings, finding)
				}
			}
			report := p.report()
			all.Evaluated, all.Merged = all.Evaluated+p.evaluated, all.Merged+p.merged
			joined.join(p.verdict())
			p.addTo(&glance, func(origin string) string { return guardrailOrigin(origin, region) })
			rows = append(rows, guardrailRows(report.Rows, region)...)
		}
	}
	rows = mergeRows(mergeRows(rows, callersOf), resourcesOf)
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(classRank(a.Class), classRank(b.Class)) })
	all.Report = Report{Verdict: joined.String(), Matrix: glance.rows(), Rows: rows, Limits: guardrailLimits(g)}
	return all
}

// guardrailCase is the case of a table in one account and Region that only the guardrail protects.
func guardrailCase(g policy.Guardrail, documents []iam.NamedDocument, account, region string) Case {
	table := iam.ARN{
		Partition: g.InPartition(), Service: "dynamodb", Region: region, Account: account, Resource: "table/" + unknownName,
	}.String()
	return Case{
		Intent: policy.Intent{
			Perimeter:   policy.Perimeter{Kind: policy.PerimeterVPCs, IDs: g.VPCs[region]},
			Enforcement: policy.EnforceData, Exemptions: g.Exemptions,
		},
		Table: table, Stream: (*Symbols)(nil).Stream(table), guardrail: true,
		listedVPCs: slices.Concat(slices.Collect(maps.Values(g.VPCs))...),
		sizeLimit:  g.MostCharacters,
		Documents:  iam.Documents{SCP: []iam.Level{iam.SCPLevel("guardrail", account, documents...)}},
	}
}

// named gives each document the name by which rows cite it.
func named(documents []iam.Document) []iam.NamedDocument {
	list := make([]iam.NamedDocument, len(documents))
	for i, document := range documents {
		list[i] = iam.NamedDocument{Name: "guardrail", Document: document}
		if len(documents) > 1 {
			list[i].Name = fmt.Sprintf("guardrail %d", i+1)
		}
	}
	return list
}

// LeftOver returns the first statement of a guardrail's policies that would deny anything to the principals of an
// account, which is in some organizational units. It is empty where the policies leave the account alone, as those of a
// target have to leave the accounts of every target below: a Deny of both would refuse what each lets in.
func LeftOver(documents []iam.Document, account string, units []string) string {
	for _, document := range policy.Residue(documents, account, units) {
		for _, statement := range document.Statement {
			return statement.Sid
		}
	}
	return ""
}

// exemptAccounts lists the accounts of the exempt principals, or a made-up one if they name none. A guardrail that is
// attached to one account applies to that one alone.
func exemptAccounts(g policy.Guardrail) []string {
	if g.Account != "" {
		return []string{g.Account}
	}
	var accounts []string
	for _, e := range g.Exemptions {
		for _, pattern := range e.Principals {
			arn, known := iam.ParseARN(pattern)
			if known && iam.IsAccountID(arn.Account) && !slices.Contains(g.Excluded, arn.Account) {
				accounts = append(accounts, arn.Account)
			}
		}
	}
	if len(accounts) == 0 {
		return []string{"900000000000"}
	}
	return iam.CanonicalValues(accounts)
}

// guardrailOrigin is the part that an origin plays in the matrix of a guardrail, which has no column for resources.
func guardrailOrigin(origin, region string) string {
	if origin == originInside {
		origin = guardrailInside
	}
	if region == UnknownRegion {
		origin += " to any other Region"
	}
	return origin
}

// guardrailInside is what a guardrail's reports call the inside.
const guardrailInside = "a listed VPC"

// guardrailRows renames the origins and resources of rows about one table: a guardrail is about all tables, in one of
// its Regions or in any other.
func guardrailRows(rows []Row, region string) []Row {
	for i := range rows {
		for at, origin := range rows[i].Origins {
			if origin == originInside {
				rows[i].Origins[at] = guardrailInside
			}
		}
		for at, resource := range rows[i].Resources {
			if region == UnknownRegion {
				rows[i].Resources[at] = resource + " in any other Region"
			}
		}
	}
	return rows
}

// guardrailLimits lists the ways past a guardrail.
func guardrailLimits(g policy.Guardrail) []Limit {
	limits := []Limit{
		{
			// Organizations User Guide, "Service control policies (SCPs)" and "Resource control policies (RCPs)".
			"It reaches neither the management account, nor service-linked roles, nor services that call as themselves, nor " +
				"principals of another organization.",
			"the policy of each table, no table in the management account, and a resource control policy (RCP) for " +
				"principals of another organization",
			CertaintyDocumented,
		},
		{
			// IAM User Guide, "AWS global condition context keys", aws:PrincipalArn.
			"An exempt role is exempt by its name: whoever has iam:CreateRole can make it again.",
			"identity policies on iam:CreateRole", CertaintyDocumented,
		},
	}
	limits = slices.Concat(limits, backupLimits(), insideLimits(guardrailInside), otherWayLimits())
	if len(g.Excluded) > 0 {
		limits = append(limits, Limit{
			fmt.Sprintf("Under the target %d accounts and organizational units are left alone.", len(g.Excluded)),
			"a target of their own", CertaintyVerified,
		})
	}
	if len(g.ExcludeTables) > 0 {
		limits = append(limits, Limit{
			fmt.Sprintf("These tables are left alone: %s.", strings.Join(iam.CanonicalValues(g.ExcludeTables), ", ")),
			"a policy of their own", CertaintyVerified,
		})
	}
	return limits
}
