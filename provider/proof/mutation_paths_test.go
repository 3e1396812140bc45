package proof

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// pathMutations open a way to data by two calls: in the documents, or by what the inputs ask for.
var pathMutations = []mutation{
	{
		"anyone makes a backup", "the copy has no policy",
		func(c *Case) { unname(c, movement, "CreateBackup") }, QuestionTwoCalls, "", "",
	},
	{
		"a backup role", "it restores what it copies, and reads that",
		func(c *Case) { exempting("backup", special)(c) }, QuestionTwoCalls, Warning, "exemptions[0].principalArns[0]",
	},
	{
		"a role that moves data", "an export, a backup or a replica holds the items",
		func(c *Case) { exempting("movement", special)(c) }, QuestionTwoCalls, Warning, "exemptions[0].principalArns[0]",
	},
	{
		"a role that restores", "what it makes has no policy",
		func(c *Case) { exempting("restore", special)(c) }, QuestionTwoCalls, Warning, "exemptions[0].principalArns[0]",
	},
	{
		"a role that scales the table", "a stream that is new has no policy",
		func(c *Case) { exempting("autoscaling", special)(c) }, QuestionTwoCalls, Warning, "exemptions[0].principalArns[0]",
	},
	{
		"a service that changes the table for another account", "whoever makes it act opens a stream",
		granting(policy.ClassShape, "UpdateTable"), QuestionTwoCalls, Warning, "",
	},
	{
		"a role that changes the table", "a stream that is new has no policy",
		func(c *Case) { exempting("shape", special)(c) }, QuestionTwoCalls, Warning, "exemptions[0].principalArns[0]",
	},
	{
		"a role that changes the policy", "without the policy everyone reads",
		func(c *Case) { exempting("policy", special)(c) }, QuestionTwoCalls, Warning, "exemptions[0].principalArns[0]",
	},
	{
		"a service that copies for another account", "an exemption and a grant together",
		granting(policy.ClassMovement, "ReadDataForReplication"), QuestionTwoCalls, Warning, "",
	},
	{
		"an ordinary role exempt from the deny of shapes", "no exemption names it",
		func(c *Case) { excuse(c, shape, fixture.Ordinary) }, QuestionTwoCalls, "", "",
	},
}
