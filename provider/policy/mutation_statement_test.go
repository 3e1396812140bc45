package policy

// What a table's policy refuses, to whom and on what.
var statementMutations = []mutation{
	{"drop the data statement", "the table is open", func(c *Case) { drop(c, data) }, AskOutside, "", ""},
	{"drop the movement statement", "an export carries everything out", func(c *Case) { drop(c, movement) }, AskOutside, "", ""},
	{"drop the policy statement", "anyone takes the policy away, then reads", func(c *Case) { drop(c, shape) }, AskTwoCalls, "", ""},
	{
		"a missing index ARN", "a query of an index is authorised on the index",
		func(c *Case) { of(c, data).Resource = Values{orders} }, AskSideDoors, "", "",
	},
	{
		"a missing table ARN", "the index ARN matches no table",
		func(c *Case) { of(c, data).Resource = Values{orders + "/index/*"} }, AskOutside, "", "",
	},
	{
		"one index only", "another index is open",
		func(c *Case) { of(c, data).Resource = Values{orders, orders + "/index/by-date"} }, AskSideDoors, "", "",
	},
	{
		"another table's ARN", "the statement governs nothing",
		func(c *Case) { of(c, data).Resource = Values{otherTable} }, AskOutside, "", "",
	},
	{"a missing action, GetItem", "the simplest leak", func(c *Case) { unname(c, data, "GetItem") }, AskOutside, "", ""},
	{
		"a missing action, PartiQLSelect", "SQL reads as well",
		func(c *Case) { unname(c, data, "PartiQLSelect") }, AskOutside, "", "",
	},
	{
		"a missing action, ConditionCheckItem", "a transaction tells values apart",
		func(c *Case) { unname(c, data, "ConditionCheckItem") }, AskOutside, "", "",
	},
	{
		"a missing action, UpdateContributorInsights", "it publishes keys",
		func(c *Case) { unname(c, movement, "UpdateContributorInsights") }, AskOutside, "", "",
	},
	{
		"a missing action, UpdateTable", "it switches on a stream without a policy",
		func(c *Case) { unname(c, shape, "UpdateTable") }, AskTwoCalls, "", "",
	},
	{
		"a missing action, DeleteResourcePolicy", "the policy can be taken away",
		func(c *Case) { unname(c, shape, "DeleteResourcePolicy") }, AskTwoCalls, "", "",
	},
	{
		"a Principal that is one role", "everyone else is not meant",
		func(c *Case) {
			of(c, data).Principal = Principal{ByKind: map[string]Values{"AWS": {ordinary}}}
		}, AskOutside, "", "",
	},
	{
		"a catch-all without what is not their own", "the partly exempt may do whatever no list names",
		func(c *Case) { strictly(c); drop(c, "DenyAllButOwnOutside2") }, AskAdministrators, "", "administratorPrincipalArns[0]",
	},
	{
		"no catch-all", "an action that AWS adds is open",
		func(c *Case) { strictly(c); drop(c, "DenyEverythingOutside") }, AskOutside, "", "",
	},
	{
		"metadata refused", "more is refused than the intent says",
		func(c *Case) { of(c, data).Action = append(of(c, data).Action, "dynamodb:DescribeTable") }, AskOutside, Warning, "",
	},
}
