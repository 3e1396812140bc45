package proof

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
)

// streamBefore is an earlier stream of the table. Its policy stays attached to it.
const streamBefore = fixture.Orders + "/stream/2025-12-31T00:00:00.000"

// streamMutations concern the stream: its own policy, and who reads it.
var streamMutations = []mutation{
	{
		"drop the stream statement", "every change can be read",
		func(c *Case) { drop(c, "DenyStreamOutside") }, QuestionSideDoors, "", "",
	},
	{
		"the stream policy without its policy class", "anyone takes it away, then reads",
		func(c *Case) { drop(c, "DenyStreamPolicyOutside") }, QuestionTwoCalls, "", "",
	},
	{
		"no stream policy", "the table's does not govern the stream",
		func(c *Case) { c.Documents.Resource = c.Documents.Resource[:1] }, QuestionSideDoors, "", "",
	},
	{
		"the table policy attached to the stream alone", "the table has none",
		func(c *Case) { c.Documents.Resource = c.Documents.Resource[1:] }, QuestionOutside, "", "",
	},
	{
		"a missing action, GetRecords", "records are data",
		func(c *Case) { unname(c, "DenyStreamOutside", "GetRecords") }, QuestionSideDoors, "", "",
	},
	{
		"the stream's consumer exempt from data", "it reads more than the stream",
		func(c *Case) { excuse(c, data, fixture.Consumer) }, QuestionExemptions, "", "exemptions[2][0]",
	},
	{
		"a stream action in the table policy", "AWS rejects the document",
		func(c *Case) { of(c, data).Action = append(of(c, data).Action, "dynamodb:GetRecords") }, QuestionLimits, "", "",
	},
	{
		"a table action in the stream policy", "AWS rejects the document",
		func(c *Case) {
			s := of(c, "DenyStreamOutside")
			s.Action = append(s.Action, "dynamodb:GetItem")
		}, QuestionLimits, "", "",
	},
	{
		"a catch-all that exempts a stream-only role", "the role may then do whatever no list names",
		func(c *Case) { strictly(c); excuse(c, "DenyEverythingOutside", fixture.Consumer) }, QuestionExemptions, "", "exemptions[2][0]",
	},
	{
		"the policy of the stream before", "a stream that is switched on again, or to another view, is another one",
		func(c *Case) { c.Documents.Resource[1].To = streamBefore }, QuestionSideDoors, "", "",
	},
	{
		"a policy about the stream before", "it is attached to the new stream and matches none of its requests",
		func(c *Case) { of(c, "DenyStreamOutside").Resource = iam.Values{streamBefore} }, QuestionSideDoors, "", "",
	},
	{
		"a protection of the stream before", "anyone takes the new stream's policy away, then reads",
		func(c *Case) { of(c, "DenyStreamPolicyOutside").Resource = iam.Values{streamBefore} }, QuestionTwoCalls, "", "",
	},
	{
		"a stream that nobody can read", "gateway endpoints carry no streams",
		func(c *Case) { c.Intent.Exemptions = c.Intent.Exemptions[:4]; rerender(c) }, QuestionSideDoors, "", "",
	},
}
