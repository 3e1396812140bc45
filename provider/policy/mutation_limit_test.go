package policy

import "fmt"

// Documents that AWS would not take, or whose meaning it leaves open.
var limitMutations = []mutation{
	{
		"Allow for Deny", "public access, and no refusal",
		func(c *Case) { of(c, data).Effect = Allow }, AskLimits, "", "",
	},
	{
		"an API name", "AWS rejects the document",
		func(c *Case) { of(c, data).Action = append(of(c, data).Action, "dynamodb:TransactGetItems") }, AskLimits, "", "",
	},
	{
		"a partial wildcard", "no AWS document says that it is taken",
		func(c *Case) { of(c, data).Action = append(of(c, data).Action, "dynamodb:Get*") }, AskLimits, "", "",
	},
	{
		"a document without a version", "what AWS sends back is not what was sent",
		func(c *Case) { c.Documents.Resource[0].Document.Version = "" }, AskLimits, "", "",
	},
	{
		"an old version", "variables would be plain text",
		func(c *Case) { c.Documents.Resource[0].Document.Version = "2008-10-17" }, AskLimits, "", "",
	},
	{
		"a document that is too long", "AWS refuses it",
		func(c *Case) {
			for n := range 400 {
				excuse(c, data, fmt.Sprintf("%sa/long/path/of/roles/break-glass-%03d", roles, n))
			}
		}, AskLimits, "", "",
	},
	{
		"two statements with one Sid", "AWS rejects the document",
		func(c *Case) { of(c, movement).Sid = data }, AskLimits, "", "",
	},
	{
		"an unknown operator", "a condition that nobody can decide",
		func(c *Case) { also(c, data, "StringDiffers", "aws:SourceVpc", "vpc-0a1") }, AskLimits, "", "",
	},
	{
		"a NotPrincipal that AWS does not settle", "whether it spares the role, no document says",
		func(c *Case) {
			s := of(c, data)
			s.Principal, s.NotPrincipal = Principal{}, Principal{ByKind: map[string]Values{"AWS": {breakGlass}}}
		}, AskLimits, "", "",
	},
}
