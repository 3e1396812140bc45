package proof

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
)

// exemptMutations exempt other principals in a document than the intent does.
var exemptMutations = []mutation{
	{
		"drop the exemptions", "break-glass is refused like a stranger",
		func(c *Case) { delete(of(c, data).Condition, "ArnNotLike") }, QuestionRepair, "", "breakGlassPrincipalArns[0]",
	},
	{
		"everyone exempt by a wildcard", "the statement refuses nobody",
		func(c *Case) { excuse(c, data, "*") }, QuestionOutside, "", "",
	},
	{
		"everyone exempt by an ARN", "the same in more letters",
		func(c *Case) { excuse(c, data, "arn:aws:iam::*:*") }, QuestionOutside, "", "",
	},
	{
		"every role exempt", "users remain refused, which hides it",
		func(c *Case) { excuse(c, data, fixture.Roles+"*") }, QuestionOutside, "", "",
	},
	{
		"a variable for a principal", "${aws:PrincipalArn} equals itself",
		func(c *Case) { excuse(c, data, "${aws:PrincipalArn}") }, QuestionOutside, "", "",
	},
	{
		"a pattern that takes in more than the exemption", "the document exempts a path, the intent one role",
		func(c *Case) { excuse(c, data, fixture.Roles+"break-*") }, QuestionOutside, "", "",
	},
	{
		"the administrator exempt from data", "it deploys and reads",
		func(c *Case) { excuse(c, data, fixture.Deployer) }, QuestionAdministrators, "", "administratorPrincipalArns[0]",
	},
	{
		"a stranger exempt from movement", "it exports",
		func(c *Case) { excuse(c, movement, fixture.Roles+"someone") }, QuestionOutside, "", "",
	},
	{
		"the administrator left out", "nobody outside could deploy again",
		func(c *Case) {
			of(c, shape).Condition["ArnNotLike"]["aws:PrincipalArn"] = iam.Values{fixture.BreakGlass, fixture.Autoscaling}
		}, QuestionRepair, "", "administratorPrincipalArns[0]",
	},
	{
		"nobody exempt from policy", "a lock-out",
		func(c *Case) { delete(of(c, shape).Condition, "ArnNotLike") }, QuestionRepair, "", "administratorPrincipalArns",
	},
	{
		"the backup role left out", "its exemption opens nothing",
		func(c *Case) {
			of(c, movement).Condition["ArnNotLike"]["aws:PrincipalArn"] = iam.Values{fixture.BreakGlass}
		},
		QuestionExemptions, "", "exemptions[0][0]",
	},
	{
		"a backup role that may not start its job", "the table's policy opens the preset, and the guardrail refuses a part of it",
		func(c *Case) { exempting("backup", special)(c); guarded(c); refuseInGuardrail(c, "StartAwsBackupJob") },
		QuestionExemptions, "", "exemptions[0].principalArns[0]",
	},
	{
		"a backup role that may not read the table's tags", "AWS Backup copies them",
		func(c *Case) {
			strictly(c)
			exempting("backup", special)(c)
			unexcuse(c, "ListTagsOfResource")
		},
		QuestionExemptions, "", "exemptions[0].principalArns[0]",
	},
	{
		"a backup role that may not make a backup", "the preset opens nothing",
		func(c *Case) { exempting("backup", special)(c); unexcuse(c, "CreateBackup") },
		QuestionExemptions, "", "exemptions[0].principalArns[0]",
	},
	{
		"a restore that may not write", "it makes a table, and cannot fill it",
		func(c *Case) { exempting("restore", special)(c); unexcuse(c, "BatchWriteItem") },
		QuestionExemptions, "", "exemptions[0].principalArns[0]",
	},
	{
		"a restore that may not read", "it checks what it wrote",
		func(c *Case) { exempting("restore", special)(c); unexcuse(c, "Scan") },
		QuestionExemptions, "", "exemptions[0].principalArns[0]",
	},
	{
		"a backup role that reads", "the preset makes copies, and opens no item",
		func(c *Case) { exempting("backup", special)(c); excuse(c, data, special) },
		QuestionExemptions, "", "exemptions[0].principalArns[0]",
	},
}
