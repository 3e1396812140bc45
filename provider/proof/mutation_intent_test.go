package proof

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// intentMutations are inputs that ask for what nobody should want. The documents are rendered from them.
var intentMutations = []mutation{
	{
		"the last administrator removed", "a lock-out that the inputs ask for",
		func(c *Case) {
			c.Intent.Exemptions = c.Intent.Exemptions[2:]
			c.Intent.PolicyProtection = policy.ProtectNothing
			rerender(c)
			c.Intent.PolicyProtection = policy.ProtectPolicy
			delete(of(c, "DenyShapeOutside").Condition, "ArnNotLike")
			s := of(c, "DenyShapeOutside")
			s.Action = append(s.Action, "dynamodb:PutResourcePolicy")
		}, QuestionRepair, "", "",
	},
	{
		"movement open inside", "the intent says nobody",
		func(c *Case) { c.Intent.Movement = policy.MovementNobody }, QuestionOutside, "", "",
	},
	{
		"break-glass of another account", "a Deny-only policy lets in nobody from there",
		func(c *Case) { exempted(c, 1, "arn:aws:iam::"+fixture.OtherAccount+":role/break-glass"); rerender(c) },
		QuestionRepair, "", "breakGlassPrincipalArns[0]",
	},
	{
		"everyone is break-glass", "an input that exempts every principal",
		func(c *Case) { exempted(c, 1, "*") }, QuestionOutside, "", "breakGlassPrincipalArns[0]",
	},
	{
		"every role is break-glass", "an input that exempts every role",
		func(c *Case) { exempted(c, 1, fixture.Roles+"*") }, QuestionOutside, "", "breakGlassPrincipalArns[0]",
	},
	{
		"a session for an administrator", "no condition ever sees it",
		func(c *Case) { exempted(c, 0, "arn:aws:sts::"+fixture.Account+":assumed-role/deployer/run") },
		QuestionOutside, "", "administratorPrincipalArns[0]",
	},
	{
		"break-glass of another partition", "the IAM of one partition knows nobody of another",
		func(c *Case) { exempted(c, 1, "arn:aws-cn:iam::"+fixture.Account+":role/break-glass") },
		QuestionOutside, "", "breakGlassPrincipalArns[0]",
	},
	{
		"an administrator of another partition", "it can never deploy",
		func(c *Case) { exempted(c, 0, "arn:aws-us-gov:iam::"+fixture.Account+":role/ci") },
		QuestionOutside, "", "administratorPrincipalArns[0]",
	},
	{
		"a partition that AWS has not", "it is a slip, and matches nobody",
		func(c *Case) { exempted(c, 1, "arn:awsx:iam::"+fixture.Account+":role/break-glass") },
		QuestionOutside, "", "breakGlassPrincipalArns[0]",
	},
	{
		"every Identity Center role", "whoever has any permission set breaks the glass",
		func(c *Case) { exempted(c, 1, fixture.Roles+"aws-reserved/*") }, QuestionOutside, "", "breakGlassPrincipalArns[0]",
	},
	{
		"every permission set", "its name is a wildcard",
		func(c *Case) {
			exempted(c, 0, fixture.Roles+"aws-reserved/sso.amazonaws.com/AWSReservedSSO_*_????????????????")
		}, QuestionOutside, "", "administratorPrincipalArns[0]",
	},
	{
		"a name that IAM cannot have", "the glass breaks for nobody",
		func(c *Case) { exempted(c, 1, fixture.Roles+"{a}") }, QuestionOutside, "", "breakGlassPrincipalArns[0]",
	},
	{
		"two slashes in a path", "it is a slip, and matches nobody",
		func(c *Case) { exempted(c, 2, fixture.Roles+"ci//backup") }, QuestionOutside, "", "exemptions[0][0]",
	},
	{
		"a policy that anyone inside changes", "the intent says administrators alone",
		func(c *Case) { c.Intent.PolicyProtection = policy.ProtectEverywhere }, QuestionOutside, "", "",
	},
	{
		"a variable for break-glass", "it equals every principal",
		func(c *Case) { exempted(c, 1, "${aws:PrincipalArn}") }, QuestionOutside, "", "breakGlassPrincipalArns[0]",
	},
	{
		"two overlapping patterns", "who is in both deploys and reads",
		func(c *Case) {
			c.Intent.Exemptions[0].Principals = []string{fixture.Roles + "ci/*"}
			c.Intent.Exemptions = append(c.Intent.Exemptions, policy.Exemption{
				Principals: []string{fixture.Roles + "*/reader"}, Access: []policy.Class{policy.ClassRead}, Reason: "reports", Path: "exemptions[3]",
			})
			c.Intent.Exemptions[5].Principals[0] = fixture.Roles + "c?/reader"
			rerender(c)
		}, QuestionAdministrators, Warning, "exemptions[3][0]",
	},
	{
		"an exemption that opens data", "the report has to say so",
		func(c *Case) { c.Intent.Exemptions[2].Access = []policy.Class{policy.ClassRead}; rerender(c) },
		QuestionExemptions, Warning, "exemptions[0]",
	},
	{
		"an exemption that opens nothing", "it hides what is exempt",
		func(c *Case) { c.Intent.Exemptions[2].Access = []policy.Class{policy.ClassDescribe}; rerender(c) },
		QuestionExemptions, Warning, "exemptions[0]",
	},
	{
		"a name that can be made", "whoever has iam:CreateRole is exempt",
		func(c *Case) { exempted(c, 2, fixture.Roles+"backup-*"); rerender(c) }, QuestionExemptions, Warning, "exemptions[0][0]",
	},
	{
		"a deployer that is no administrator, at preview", "its next deployment would fail",
		func(c *Case) { c.Deployer = fixture.Ordinary }, QuestionRepair, Warning, "administratorPrincipalArns",
	},
	{
		"a deployer that is no administrator, at up", "it would lock itself out",
		func(c *Case) { c.Deployer, c.Applying = fixture.Ordinary, true }, QuestionRepair, "", "administratorPrincipalArns",
	},
	{
		"an unprotected policy", "it is what was asked for, and has to be said",
		func(c *Case) {
			c.Intent.PolicyProtection = policy.ProtectNothing
			rerender(c)
		}, QuestionTwoCalls, Warning, "",
	},
}
