package policy

// Inputs that ask for what nobody should want, rendered as they are.
var intentMutations = []mutation{
	{
		"the last administrator removed", "a lock-out that the inputs ask for",
		func(c *Case) {
			c.Intent.Exemptions = c.Intent.Exemptions[2:]
			c.Intent.PolicyProtection = ProtectNothing
			rerender(c)
			c.Intent.PolicyProtection = ProtectPolicy
			delete(of(c, "DenyShapeOutside").Condition, "ArnNotLike")
			s := of(c, "DenyShapeOutside")
			s.Action = append(s.Action, "dynamodb:PutResourcePolicy")
		}, AskRepair, "", "",
	},
	{
		"movement open inside", "the intent says nobody",
		func(c *Case) { c.Intent.Movement = MovementNobody }, AskOutside, "", "",
	},
	{
		"break-glass of another account", "a Deny-only policy lets in nobody from there",
		func(c *Case) { exempted(c, 1, "arn:aws:iam::"+abroad+":role/break-glass"); rerender(c) },
		AskRepair, "", "breakGlassPrincipalArns[0]",
	},
	{
		"everyone is break-glass", "an input that exempts every principal",
		func(c *Case) { exempted(c, 1, "*") }, AskOutside, "", "breakGlassPrincipalArns[0]",
	},
	{
		"every role is break-glass", "an input that exempts every role",
		func(c *Case) { exempted(c, 1, roles+"*") }, AskOutside, "", "breakGlassPrincipalArns[0]",
	},
	{
		"a session for an administrator", "no condition ever sees it",
		func(c *Case) { exempted(c, 0, "arn:aws:sts::"+home+":assumed-role/deployer/run") },
		AskOutside, "", "administratorPrincipalArns[0]",
	},
	{
		"a variable for break-glass", "it equals every principal",
		func(c *Case) { exempted(c, 1, "${aws:PrincipalArn}") }, AskOutside, "", "breakGlassPrincipalArns[0]",
	},
	{
		"two overlapping patterns", "who is in both deploys and reads",
		func(c *Case) {
			c.Intent.Exemptions[0].Principals = []string{roles + "ci/*"}
			c.Intent.Exemptions = append(c.Intent.Exemptions, Exemption{
				Principals: []string{roles + "*/reader"}, Access: []Class{ClassRead}, Reason: "reports", Path: "exemptions[3]",
			})
			c.Intent.Exemptions[5].Principals[0] = roles + "c?/reader"
			rerender(c)
		}, AskAdministrators, Warning, "exemptions[3][0]",
	},
	{
		"an exemption that opens data", "the report has to say so",
		func(c *Case) { c.Intent.Exemptions[2].Access = []Class{ClassRead}; rerender(c) },
		AskExemptions, Warning, "exemptions[0]",
	},
	{
		"an exemption that opens nothing", "it hides what is exempt",
		func(c *Case) { c.Intent.Exemptions[2].Access = []Class{ClassDescribe}; rerender(c) },
		AskExemptions, Warning, "exemptions[0]",
	},
	{
		"a name that can be made", "whoever has iam:CreateRole is exempt",
		func(c *Case) { exempted(c, 2, roles+"backup-*"); rerender(c) }, AskExemptions, Warning, "exemptions[0][0]",
	},
	{
		"a deployer that is no administrator, at preview", "its next deployment would fail",
		func(c *Case) { c.Deployer = ordinary }, AskRepair, Warning, "administratorPrincipalArns",
	},
	{
		"a deployer that is no administrator, at up", "it would lock itself out",
		func(c *Case) { c.Deployer, c.Applying = ordinary, true }, AskRepair, "", "administratorPrincipalArns",
	},
	{
		"an unprotected policy", "it is what was asked for, and has to be said",
		func(c *Case) {
			c.Intent.PolicyProtection = ProtectNothing
			rerender(c)
		}, AskTwoCalls, Warning, "",
	},
}
