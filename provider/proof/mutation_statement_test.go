package proof

import (
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
)

// statementMutations change what a table's policy denies, to whom and on what.
var statementMutations = []mutation{
	{
		"no statement about new actions", "AWS added StartBulkPutItems while nobody changed anything",
		func(c *Case) { inPatterns(c); drop(c, "DenyNewActionsOutside") }, QuestionOutside, "", "",
	},
	{
		"new actions open to everyone in an account", "a wildcard in the exempt list",
		func(c *Case) { inPatterns(c); excuse(c, "DenyNewActionsOutside", fixture.Roles+"app") }, QuestionOutside, "", "",
	},
	{
		"no pattern for new data", "administrators would copy items from outside",
		func(c *Case) {
			inPatterns(c)
			s := of(c, data)
			s.Action = slices.DeleteFunc(slices.Clone(s.Action), func(a string) bool { return a == "dynamodb:*Item*" || a == "dynamodb:Bulk*" })
			s.Action = append(s.Action, "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:PutItem",
				"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem")
		}, QuestionAdministrators, "", "administratorPrincipalArns[0]",
	},
	{
		"no pattern for new verbs", "administrators would copy the table from outside",
		func(c *Case) {
			inPatterns(c)
			s := of(c, data)
			s.Action = slices.DeleteFunc(slices.Clone(s.Action), func(a string) bool { return a == "dynamodb:Copy*" })
		}, QuestionAdministrators, "", "administratorPrincipalArns[0]",
	},
	{"drop the data statement", "the table is open", func(c *Case) { drop(c, data) }, QuestionOutside, "", ""},
	{"drop the movement statement", "an export carries everything out", func(c *Case) { drop(c, movement) }, QuestionOutside, "", ""},
	{"drop the policy statement", "anyone takes the policy away, then reads", func(c *Case) { drop(c, shape) }, QuestionTwoCalls, "", ""},
	{
		"a missing index ARN", "a query of an index is authorised on the index",
		func(c *Case) { of(c, data).Resource = iam.Values{fixture.Orders} }, QuestionSideDoors, "", "",
	},
	{
		"a missing table ARN", "the index ARN matches no table",
		func(c *Case) { of(c, data).Resource = iam.Values{fixture.Orders + "/index/*"} }, QuestionOutside, "", "",
	},
	{
		"one index only", "another index is open",
		func(c *Case) { of(c, data).Resource = iam.Values{fixture.Orders, fixture.Orders + "/index/by-date"} }, QuestionSideDoors, "", "",
	},
	{
		"another table's ARN", "the statement governs nothing",
		func(c *Case) { of(c, data).Resource = iam.Values{fixture.OtherTable} }, QuestionOutside, "", "",
	},
	{"a missing action, GetItem", "the simplest leak", func(c *Case) { unname(c, data, "GetItem") }, QuestionOutside, "", ""},
	{
		"a missing action, PartiQLSelect", "SQL reads as well",
		func(c *Case) { unname(c, data, "PartiQLSelect") }, QuestionOutside, "", "",
	},
	{
		"a missing action, ConditionCheckItem", "a transaction tells values apart",
		func(c *Case) { unname(c, data, "ConditionCheckItem") }, QuestionOutside, "", "",
	},
	{
		"a missing action, UpdateContributorInsights", "it publishes keys",
		func(c *Case) { unname(c, movement, "UpdateContributorInsights") }, QuestionOutside, "", "",
	},
	{
		"a missing action, UpdateTable", "it switches on a stream without a policy",
		func(c *Case) { unname(c, shape, "UpdateTable") }, QuestionTwoCalls, "", "",
	},
	{
		"a missing action, DeleteResourcePolicy", "the policy can be taken away",
		func(c *Case) { unname(c, shape, "DeleteResourcePolicy") }, QuestionTwoCalls, "", "",
	},
	{
		"a Principal that is one role", "everyone else is not meant",
		func(c *Case) {
			of(c, data).Principal = iam.Principal{ByKind: map[string]iam.Values{"AWS": {fixture.Ordinary}}}
		}, QuestionOutside, "", "",
	},
	{
		"a catch-all without what is not their own", "the partly exempt may do whatever no list names",
		func(c *Case) { strictly(c); drop(c, "DenyAllButOwnOutside2") }, QuestionAdministrators, "", "administratorPrincipalArns[0]",
	},
	{
		"no catch-all", "an action that AWS adds is open",
		func(c *Case) { strictly(c); drop(c, "DenyEverythingOutside") }, QuestionOutside, "", "",
	},
	{
		"metadata refused", "more is refused than the intent says",
		func(c *Case) { of(c, data).Action = append(of(c, data).Action, "dynamodb:DescribeTable") }, QuestionOutside, Warning, "",
	},
}
