package proof

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// setMutations change the documents beside the Deny statements: a grant, an endpoint's policy, a guardrail.
var setMutations = []mutation{
	{
		"an unbounded grant", "public access",
		func(c *Case) {
			d := &c.Documents.Resource[0].Document
			d.Statement = append(d.Statement, iam.Statement{
				Sid: "AllowGlue", Effect: iam.Allow, Principal: iam.Principal{ByKind: map[string]iam.Values{"Service": {"glue.amazonaws.com"}}},
				Action: iam.Values{"dynamodb:DescribeTable"}, Resource: iam.Values{fixture.Orders},
			})
		}, QuestionLimits, "", "",
	},
	{
		"a grant to a service that nothing refuses", "describe is open outside, movement must not be",
		func(c *Case) {
			also(c, movement, "StringNotEquals", "aws:PrincipalServiceName", "glue.amazonaws.com")
			d := &c.Documents.Resource[0].Document
			d.Statement = append(d.Statement, iam.Statement{
				Sid: "AllowGlue", Effect: iam.Allow, Principal: iam.Principal{ByKind: map[string]iam.Values{"Service": {"glue.amazonaws.com"}}},
				Action: iam.Values{"dynamodb:ExportTableToPointInTime"}, Resource: iam.Values{fixture.Orders},
				Condition: iam.Conditions{"StringEquals": {"aws:SourceAccount": {fixture.Account}}},
			})
		}, QuestionOutside, "", "",
	},
	{
		"an endpoint policy for another account", "inside is shut out",
		func(c *Case) {
			document, _ := policy.EndpointPolicy(fixture.OtherAccount)
			c.Documents.Endpoint = []iam.AttachedDocument{{Name: "endpoint policy", Document: document}}
		}, QuestionInside, "", "",
	},
	{
		"a guardrail that refuses inside", "documents are judged together",
		func(c *Case) {
			c.Documents.SCP = []iam.Level{{Name: "root", Accounts: []string{fixture.Account}, Documents: []iam.NamedDocument{
				{Name: "FullAWSAccess", Document: iam.Everything().Document},
				{Name: "guardrail", Document: iam.Document{Version: iam.Version, Statement: []iam.Statement{
					{Sid: "DenyScan", Effect: iam.Deny, Action: iam.Values{"dynamodb:Scan"}, Resource: iam.Values{"*"}},
				}}},
			}}}
		}, QuestionInside, "", "",
	},
	{
		"a guardrail that names no action", "AWS rejects the document",
		func(c *Case) {
			c.Documents.RCP = []iam.Level{{Name: "root", Accounts: []string{fixture.Account}, Documents: []iam.NamedDocument{
				{Name: "guardrail", Document: iam.Document{Version: iam.Version, Statement: []iam.Statement{{
					Sid: "DenyScan", Effect: iam.Deny, Principal: iam.Principal{Everyone: true},
					Action: iam.Values{"dynamodb:ScanTable"}, Resource: iam.Values{"*"},
				}}}},
			}}}
		}, QuestionLimits, "", "",
	},
}
