package proof

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
)

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
		"a stream that nobody can read", "gateway endpoints carry no streams",
		func(c *Case) { c.Intent.Exemptions = c.Intent.Exemptions[:4]; rerender(c) }, QuestionSideDoors, "", "",
	},
}
