package policy

// Who is exempt in a document, against what the intent says.
var exemptMutations = []mutation{
	{
		"drop the exemptions", "break-glass is refused like a stranger",
		func(c *Case) { delete(of(c, data).Condition, "ArnNotLike") }, AskRepair, "", "breakGlassPrincipalArns[0]",
	},
	{
		"everyone exempt by a wildcard", "the statement refuses nobody",
		func(c *Case) { excuse(c, data, "*") }, AskOutside, "", "",
	},
	{
		"everyone exempt by an ARN", "the same in more letters",
		func(c *Case) { excuse(c, data, "arn:aws:iam::*:*") }, AskOutside, "", "",
	},
	{
		"every role exempt", "users remain refused, which hides it",
		func(c *Case) { excuse(c, data, roles+"*") }, AskOutside, "", "",
	},
	{
		"a variable for a principal", "${aws:PrincipalArn} equals itself",
		func(c *Case) { excuse(c, data, "${aws:PrincipalArn}") }, AskOutside, "", "",
	},
	{
		"a pattern that takes in more than the exemption", "the document exempts a path, the intent one role",
		func(c *Case) { excuse(c, data, roles+"break-*") }, AskOutside, "", "",
	},
	{
		"the administrator exempt from data", "it deploys and reads",
		func(c *Case) { excuse(c, data, deployer) }, AskAdministrators, "", "administratorPrincipalArns[0]",
	},
	{
		"a stranger exempt from movement", "it exports",
		func(c *Case) { excuse(c, movement, roles+"someone") }, AskOutside, "", "",
	},
	{
		"the administrator left out", "nobody outside could deploy again",
		func(c *Case) {
			of(c, shape).Condition["ArnNotLike"]["aws:PrincipalArn"] = Values{breakGlass, autoscaling}
		}, AskRepair, "", "administratorPrincipalArns[0]",
	},
	{
		"nobody exempt from policy", "a lock-out",
		func(c *Case) { delete(of(c, shape).Condition, "ArnNotLike") }, AskRepair, "", "administratorPrincipalArns",
	},
	{
		"the backup role left out", "its exemption opens nothing",
		func(c *Case) { of(c, movement).Condition["ArnNotLike"]["aws:PrincipalArn"] = Values{breakGlass} },
		AskExemptions, "", "exemptions[0][0]",
	},
}
