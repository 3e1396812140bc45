package policy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Prove asks the eight questions of a guardrail, about a table without a policy of its own: in each of its Regions,
// in one that it does not list, and in every account of which it exempts a principal.
func (g Guardrail) Prove(unknown []string) (Proof, error) {
	document, err := g.SCP()
	if err != nil {
		return Proof{}, err
	}
	return g.prove(document, unknown), nil
}

// prove asks them of any document that is to do what the guardrail means.
func (g Guardrail) prove(document Document, unknown []string) Proof {
	var all Proof
	var rows []Row
	for _, account := range g.accounts() {
		for _, region := range append(slices.Sorted(maps.Keys(g.VPCs)), UnknownRegion) {
			table := "arn:aws:dynamodb:" + region + ":" + account + ":table/" + unknownName
			p := newProver(Case{
				Intent: Intent{
					Perimeter:   Perimeter{Kind: PerimeterVPCs, IDs: g.VPCs[region]},
					Enforcement: EnforceData, Exemptions: g.Exemptions,
				},
				Table: table, Stream: (*Symbols)(nil).Stream(table), Unknown: unknown, guardrail: true,
				Documents: Documents{SCP: []Level{
					SCPLevel("guardrail", account, NamedDocument{Name: "guardrail", Document: document}),
				}},
			})
			p.askAll(true)
			for _, flaw := range p.flaws {
				if !slices.ContainsFunc(all.Flaws, func(f Flaw) bool { return f.Error() == flaw.Error() }) {
					all.Flaws = append(all.Flaws, flaw)
				}
			}
			report := p.report()
			all.Asked, all.Merged = all.Asked+p.asked, all.Merged+p.standsFor
			if len(all.Report.Verdict) == 0 || !strings.HasPrefix(report.Verdict, "SEALED") {
				all.Report.Verdict = report.Verdict
			}
			rows = append(rows, named(report.Rows, region)...)
		}
	}
	rows = fold(rows, ofCallers, ofResources)
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(a.Class.rank(), b.Class.rank()) })
	all.Report.Rows, all.Report.Limits, all.Unknown = rows, g.cannotStop(), unknown
	return all
}

// accounts are those of which a principal is exempt, or any one where patterns name none.
func (g Guardrail) accounts() []string {
	var accounts []string
	for _, e := range g.Exemptions {
		for _, pattern := range e.Principals {
			if parts := strings.SplitN(pattern, ":", arnParts); len(parts) == arnParts && accountID.MatchString(parts[4]) {
				accounts = append(accounts, parts[4])
			}
		}
	}
	if len(accounts) == 0 {
		return []string{"900000000000"}
	}
	return canonical(accounts)
}

// named says of rows which part of the organization they are about.
func named(rows []Row, region string) []Row {
	for i := range rows {
		for at, origin := range rows[i].Origins {
			if origin == placeInside {
				rows[i].Origins[at] = "a listed VPC"
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

// cannotStop lists the ways past a guardrail.
func (g Guardrail) cannotStop() []Limit {
	limits := []Limit{
		{
			"It reaches neither the management account, nor service-linked roles, nor services that call as themselves, nor " +
				"principals of another organization.",
			"the policy of each table, and no table in the management account", MarkDocumented,
		},
		{
			"Whoever can start compute in a listed VPC, or send traffic through it, is inside.",
			"identity policies on ec2, lambda and their like", MarkAssumed,
		},
		{
			"An exempt role is exempt by its name: whoever has iam:CreateRole can make it again.",
			"identity policies on iam:CreateRole", MarkDocumented,
		},
		{
			"What is read inside can be carried out by another way than DynamoDB.",
			"egress rules, and policies on the network's endpoints", MarkAssumed,
		},
	}
	if len(g.ExcludeTables) > 0 {
		limits = append(limits, Limit{
			fmt.Sprintf("These tables are left alone: %s.", strings.Join(canonical(g.ExcludeTables), ", ")),
			"a policy of their own", MarkVerified,
		})
	}
	return limits
}
