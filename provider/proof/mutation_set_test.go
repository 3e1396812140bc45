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
	{
		"an adopted endpoint that lets nobody through", "inside is shut out, by somebody else",
		func(c *Case) { adopt(c, iam.Document{Version: iam.Version}) }, QuestionInside, Warning, "vpcEndpointId",
	},
	{
		"an adopted endpoint that only denies", "a Deny allows nothing to whom it does not hold for",
		func(c *Case) {
			adopt(c, iam.Document{Version: iam.Version, Statement: []iam.Statement{{
				Effect: iam.Deny, Principal: iam.Principal{Everyone: true}, Action: iam.Values{"dynamodb:*"}, Resource: iam.Values{"*"},
				Condition: iam.Conditions{"StringNotEquals": {"aws:SourceVpc": {"vpc-0a1"}}},
			}}})
		}, QuestionInside, Warning, "vpcEndpointId",
	},
	{
		"an adopted endpoint for another table", "inside is shut out, by somebody else",
		func(c *Case) {
			adopt(c, iam.Document{Version: iam.Version, Statement: []iam.Statement{{
				Effect: iam.Allow, Principal: iam.Principal{Everyone: true}, Action: iam.Values{"dynamodb:*"},
				Resource: iam.Values{fixture.OtherTable},
			}}})
		}, QuestionInside, Warning, "vpcEndpointId",
	},
	{
		"a grant that no endpoint lets through", "a grant opens nothing",
		func(c *Case) {
			grantPartner(c)
			document, _ := policy.EndpointPolicy(fixture.Account)
			c.Documents.Endpoint = []iam.AttachedDocument{{Name: "endpoint policy", To: "vpce-0a1", Document: document}}
		}, QuestionInside, Warning, "grants[0]",
	},
	{
		"a grant on a table with an AWS managed key", "a grant opens nothing",
		func(c *Case) { grantPartner(c); c.Key = ManagedKey }, QuestionInside, Warning, "grants[0]",
	},
	{
		"a guardrail on another account", "it refuses nothing to the table's own callers",
		func(c *Case) {
			document, _ := c.Intent.TableGuardrail(c.Table)
			level, _ := TableGuardrail(document, fixture.Account, []string{fixture.OtherAccount})
			c.Documents.SCP = []iam.Level{level}
		}, QuestionOutside, Warning, targetsPath,
	},
	{
		"a guardrail that only an organizational unit could apply", "the table's policy has to do without",
		func(c *Case) {
			document, _ := c.Intent.TableGuardrail(c.Table)
			level, assumed := TableGuardrail(document, fixture.Account, []string{"ou-ab12-34567890"})
			c.Documents.SCP, c.AssumedGuardrail = []iam.Level{level}, assumed
			excuse(c, data, fixture.Roles+"laptop")
		}, QuestionOutside, "", "",
	},
}

// adopt makes the gateway endpoint one that existed before, with a policy of its own.
func adopt(c *Case, document iam.Document) {
	c.Endpoints[0].Adopted, c.Endpoints[0].Path = true, "vpcEndpointId"
	c.Documents.Endpoint = []iam.AttachedDocument{{Name: "endpoint policy", To: c.Endpoints[0].ID, Document: document}}
}

// grantPartner grants GetItem to a role of another account.
func grantPartner(c *Case) {
	c.Intent.Grants = []policy.Grant{{
		Principals: []string{"arn:aws:iam::" + fixture.OtherAccount + ":role/partner"}, Actions: []string{"GetItem"},
		Reason: "partner", Path: "grants[0]",
	}}
	rerender(c)
}
