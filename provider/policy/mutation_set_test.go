package policy

// What a document beside the refusals lets in or keeps out: a grant, an endpoint's policy, a guardrail.
var setMutations = []mutation{
	{
		"an unbounded grant", "public access",
		func(c *Case) {
			d := &c.Documents.Resource[0].Document
			d.Statement = append(d.Statement, Statement{
				Sid: "AllowGlue", Effect: Allow, Principal: Principal{ByKind: map[string]Values{"Service": {"glue.amazonaws.com"}}},
				Action: Values{"dynamodb:DescribeTable"}, Resource: Values{orders},
			})
		}, AskLimits, "", "",
	},
	{
		"a grant to a service that nothing refuses", "describe is open outside, movement must not be",
		func(c *Case) {
			also(c, movement, "StringNotEquals", "aws:PrincipalServiceName", "glue.amazonaws.com")
			d := &c.Documents.Resource[0].Document
			d.Statement = append(d.Statement, Statement{
				Sid: "AllowGlue", Effect: Allow, Principal: Principal{ByKind: map[string]Values{"Service": {"glue.amazonaws.com"}}},
				Action: Values{"dynamodb:ExportTableToPointInTime"}, Resource: Values{orders},
				Condition: Conditions{"StringEquals": {"aws:SourceAccount": {home}}},
			})
		}, AskOutside, "", "",
	},
	{
		"an endpoint policy for another account", "inside is shut out",
		func(c *Case) {
			document, _ := EndpointPolicy(abroad)
			c.Documents.Endpoint = []AttachedDocument{{Name: "endpoint policy", Document: document}}
		}, AskInside, "", "",
	},
	{
		"a guardrail that refuses inside", "documents are judged together",
		func(c *Case) {
			c.Documents.SCP = []Level{{Name: "root", Accounts: []string{home}, Documents: []NamedDocument{
				{Name: "FullAWSAccess", Document: everything},
				{Name: "guardrail", Document: Document{Version: Version, Statement: []Statement{
					{Sid: "DenyScan", Effect: Deny, Action: Values{"dynamodb:Scan"}, Resource: Values{"*"}},
				}}},
			}}}
		}, AskInside, "", "",
	},
	{
		"a guardrail that names no action", "AWS rejects the document",
		func(c *Case) {
			c.Documents.RCP = []Level{{Name: "root", Accounts: []string{home}, Documents: []NamedDocument{
				{Name: "guardrail", Document: Document{Version: Version, Statement: []Statement{{
					Sid: "DenyScan", Effect: Deny, Principal: Principal{Everyone: true},
					Action: Values{"dynamodb:ScanTable"}, Resource: Values{"*"},
				}}}},
			}}}
		}, AskLimits, "", "",
	},
}
