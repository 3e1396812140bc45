package policy_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

func TestCheckPrincipal(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, principal, want string }{
		{"a role", "the usual case", fixture.Roles + "deployer", ""},
		{"a role with a path", "aws:PrincipalArn holds the path", fixture.Roles + "ci/deployer", ""},
		{"a path of roles", "one pattern for a pipeline's roles", fixture.Roles + "ci/*", ""},
		{"a user", "some pipelines still use one", "arn:aws:iam::111122223333:user/ci", ""},
		{"the root user", "a last resort that exists anyway", "arn:aws:iam::111122223333:root", ""},
		{"another partition", "GovCloud and China have their own", "arn:aws-us-gov:iam::111122223333:role/ci", ""},
		{"the European Sovereign Cloud", "it is a partition as well", "arn:aws-eusc:iam::111122223333:role/ci", ""},
		{"the longest name", "IAM takes 64 characters", fixture.Roles + strings.Repeat("n", 64), ""},
		{"every character of a name", "IAM takes these", fixture.Roles + "Az09_+=,.@-", ""},
		{"braces in a path", "a path takes any printable character", fixture.Roles + "{team}/ci", ""},
		{"the longest path", "IAM takes 512 characters, with the slash before it", fixture.Roles + strings.Repeat("p", 510) + "/ci", ""},
		{"braces before a wildcard", "the wildcard can end the path", fixture.Roles + "{team}*", ""},
		{"65 characters before a wildcard", "they can be part of the path", fixture.Roles + strings.Repeat("n", 65) + "*", ""},
		{"a name in questions", "each stands for a character", fixture.Roles + "c?/?", ""},
		{
			"an Identity Center role with any suffix", "AWS chooses sixteen digits",
			fixture.Roles + "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_????????????????", "",
		},
		{
			"an Identity Center role in full", "the suffix is known",
			fixture.Roles + "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef", "",
		},
		{
			"an Identity Center role in a Region", "AWS puts the Region into the path",
			fixture.Roles + "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_????????????????", "",
		},
		{
			"an Identity Center role in any Region", "nobody else can create a role under aws-reserved",
			fixture.Roles + "aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_????????????????", "",
		},
		{
			"an Identity Center role in China", "service names end in .cn there, and this path may too",
			"arn:aws-cn:iam::111122223333:role/aws-reserved/sso.amazonaws.com.cn/cn-north-1/AWSReservedSSO_Admin_????????????????", "",
		},
		{"roles that begin as aws-reserved does", "no Identity Center role ends so", fixture.Roles + "a*-deployer", ""},
		{"a path that begins as aws-reserved does", "no Identity Center role is under it", fixture.Roles + "aws-reserve/*", ""},

		{"everyone", "it exempts everyone", "*", `must be the ARN of an IAM role or user`},
		{"every ARN", "it exempts everyone", "arn:*", `must be the ARN of an IAM role or user`},
		{
			"every account", "a stranger can make a role of any name",
			"arn:aws:iam::*:role/break-glass", `must name one account by its 12 digits, got "*"`,
		},
		{
			"every role", "it exempts everyone in the account", fixture.Roles + "*",
			`must not have a wildcard directly after "role/"`,
		},
		{
			"every role, more subtly", "? is a wildcard too", fixture.Roles + "?*",
			`must not have a wildcard directly after "role/"`,
		},
		{
			"a variable", "${aws:PrincipalArn} equals itself", "${aws:PrincipalArn}",
			"must not contain $: a policy variable could stand for every principal",
		},
		{
			"a variable in a path", "it could stand for anything", fixture.Roles + "${aws:username}",
			"must not contain $",
		},
		{
			"a session", "no condition key ever holds it", "arn:aws:sts::111122223333:assumed-role/deployer/run",
			"is the ARN of a session, which no policy condition ever sees; give the role's own ARN",
		},
		{
			"an Identity Center role by prefix", "it also matches Admin_ReadOnly",
			fixture.Roles + "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_*",
			"must end in an underscore and sixteen ?",
		},
		{"no name", "nothing is exempt by it", fixture.Roles, `must name a principal after "role/"`},
		{"a path", "no name ends in a slash", fixture.Roles + "ci/", `must end in a name, or in * for every principal under the path`},
		{"a space", "no name has a space", fixture.Roles + "ci deployer", "only characters that IAM allows"},
		{"another alphabet", "IAM's names are ASCII", fixture.Roles + "déployeur", "only characters that IAM allows"},
		{"bytes that are no text", "JSON would hold other bytes in their place", fixture.Roles + "\xff", "only characters that IAM allows"},
		{
			"a partition that AWS has not", "its IAM knows nobody", "arn:awsx:iam::111122223333:role/ci",
			"must be of a partition that AWS has (aws, aws-cn, aws-eusc, aws-iso, aws-iso-b, aws-iso-e, aws-iso-f, aws-us-gov), " +
				`got "awsx"`,
		},
		{"no partition", "an ARN has one", "arn::iam::111122223333:role/ci", `must be of a partition that AWS has`},
		{"the beginning of a partition", "it is not one itself", "arn:aws-us:iam::111122223333:role/ci", `got "aws-us"`},
		{"braces", "no name has them", fixture.Roles + "{a}", "must end in a name that IAM accepts, or it matches nobody: 1 to 64 letters, digits and _+=,.@-"},
		{"a quotation mark", "no name has one", fixture.Roles + `a"b`, "must end in a name that IAM accepts"},
		{"a user with a bracket", "no user's name has one either", "arn:aws:iam::111122223333:user/a[b]", "must end in a name that IAM accepts"},
		{"65 characters", "a name has at most 64", fixture.Roles + strings.Repeat("n", 65), "must end in a name that IAM accepts"},
		{"65 questions", "a name has at most 64", fixture.Roles + "n" + strings.Repeat("?", 64) + "/{", "must end in a name that IAM accepts"},
		{"a brace after a wildcard", "it is in the name, whatever the wildcard matches", fixture.Roles + "ci*}", "must end in a name that IAM accepts"},
		{"65 characters after a wildcard", "they are in the name", fixture.Roles + "ci*" + strings.Repeat("n", 65), "must end in a name that IAM accepts"},
		{"a brace before a question", "it is in the name, unless the name is empty", fixture.Roles + "{?", "must end in a name that IAM accepts"},
		{"two slashes", "no path is //", fixture.Roles + "/x", "must not have two slashes in a row"},
		{"two slashes in a path", "it is a slip", fixture.Roles + "ci//x", "must not have two slashes in a row"},
		{"a path of 513 characters", "IAM takes 512", fixture.Roles + strings.Repeat("p", 511) + "/ci", "must have a path of at most 512 characters"},
		{"a path of 513 characters and a wildcard", "the wildcard only adds", fixture.Roles + strings.Repeat("p", 511) + "/*", "must have a path of at most 512 characters"},
		{
			"every Identity Center role", "it means every permission set", fixture.Roles + "aws-reserved/*",
			"must not match the roles of every Identity Center permission set",
		},
		{
			"every Identity Center role of a path", "it means every permission set",
			fixture.Roles + "aws-reserved/sso.amazonaws.com/*",
			"must not match the roles of every Identity Center permission set",
		},
		{
			"every role that begins in a", "those of Identity Center are among them", fixture.Roles + "a*",
			"must not match the roles of every Identity Center permission set",
		},
		{
			"the end of an Identity Center role", "every permission set could have it",
			fixture.Roles + "aws*_0123456789abcdef", "must not match the roles of every Identity Center permission set",
		},
		{
			"every permission set", "its name is a wildcard",
			fixture.Roles + "aws-reserved/sso.amazonaws.com/AWSReservedSSO_*_????????????????",
			"must name one permission set without wildcards",
		},
		{
			"every permission set in any Region", "its name is a wildcard",
			fixture.Roles + "aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_?*_????????????????",
			"must name one permission set without wildcards",
		},
		{
			"permission sets that begin alike", "whoever creates one chooses its name",
			fixture.Roles + "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin*_????????????????",
			"must name one permission set without wildcards",
		},
		{
			"an Identity Center role without its path", "aws:PrincipalArn holds the path",
			fixture.Roles + "AWSReservedSSO_Admin_????????????????", "must have the path of an Identity Center role",
		},
		{
			"an Identity Center role without its end", "AWS adds sixteen digits to every name",
			fixture.Roles + "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin", "must end in an underscore and sixteen ?",
		},
		{"two ARNs in one", "it is unclear where the name ends", fixture.Roles + "ci:role/x", "and no colon"},
		{"an account", "a number is not an ARN", "111122223333", "must be the ARN of an IAM role or user"},
		{"a wildcard kind", "it would match users and roles alike", "arn:aws:iam::111122223333:*", "must be the ARN"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := policy.CheckPrincipal(test.principal)
			if test.want == "" {
				assert.NoError(t, err, test.why)
			} else {
				require.ErrorContains(t, err, test.want, test.why)
			}
		})
	}
}

func TestCheckNames(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		check     func(string) error
		value     string
		want      string
	}{
		{"an account", "12 digits", policy.CheckAccountID, fixture.Account, ""},
		{"a short account", "a digit was lost", policy.CheckAccountID, "1111", "must be the 12-digit id of an account, got \"1111\""},
		{"every account", "it would trust everyone", policy.CheckAccountID, "*", "must be the 12-digit id of an account"},
		{"an organization", "as AWS writes it", policy.CheckOrganizationID, "o-a1b2c3d4e5", ""},
		{"every organization", "it would trust everyone", policy.CheckOrganizationID, "o-*", "must be the id of an organization, such as o-a1b2c3d4e5"},
		{"a service", "as it calls itself", policy.CheckService, "glue.amazonaws.com", ""},
		{"a role for a service", "it is no service", policy.CheckService, fixture.Deployer, "must be a service principal, such as glue.amazonaws.com"},
		{"a Region", "as AWS writes it", policy.CheckRegion, "ap-southeast-2", ""},
		{"a Region with two words", "GovCloud has them", policy.CheckRegion, "us-gov-west-1", ""},
		{"a Region of the European Sovereign Cloud", "its area has four letters", policy.CheckRegion, "eusc-de-east-1", ""},
		{"a Region of China", "it is another partition", policy.CheckRegion, "cn-northwest-1", ""},
		{
			"a Region that AWS has not", "nobody would be inside in the one that was meant", policy.CheckRegion, "us-east-9",
			`must be a Region that AWS has, got "us-east-9": no request would come to it (there is us-east-1, us-east-2); ` +
				"a Region that is newer than this plugin needs a newer one",
		},
		{
			"a Region with a slip", "no other has its name", policy.CheckRegion, "eu-wets-1",
			`must be a Region that AWS has, got "eu-wets-1": no request would come to it; a Region`,
		},
		{"a partition's global pseudo Region", "it is no Region of a table", policy.CheckRegion, "aws-global", "must be an AWS Region"},
		{"a Region not known yet", "only a proof has it", policy.CheckRegion, "xx-unknown-1", "must be a Region that AWS has"},
		{"a zone", "it is part of a Region", policy.CheckRegion, "eu-west-1a", "must be an AWS Region, such as eu-west-1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := test.check(test.value)
			if test.want == "" {
				assert.NoError(t, err, test.why)
			} else {
				require.ErrorContains(t, err, test.want, test.why)
			}
		})
	}
}

func TestCheckGuardrailPrincipal(t *testing.T) {
	t.Parallel()
	require.NoError(t, policy.CheckGuardrailPrincipal("arn:aws:iam::*:role/break-glass"), "it applies to the organization's accounts only")
	require.NoError(t, policy.CheckGuardrailPrincipal("arn:aws-us-gov:iam::*:role/x"), "GovCloud has organizations of its own")
	require.ErrorContains(t, policy.CheckGuardrailPrincipal("arn:awsx:iam::*:role/x"), "must be of a partition that AWS has", "it matches nobody")
	require.ErrorContains(t, policy.CheckGuardrailPrincipal("arn:aws:iam::*:role/aws-reserved/*"), "every Identity Center permission set",
		"it means every permission set, in every account")
	require.ErrorContains(t, policy.CheckGuardrailPrincipal("arn:aws:iam::1*:role/x"), "must name one account by its 12 digits",
		"part of an id stands for no set of accounts that anyone means")
}

// A pattern that matches a name which IAM has is never taken for one that matches nobody, wherever its wildcards are.
func TestPatternsOfNamesAreAccepted(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"ci/deployer", "{team}/x!/Az09_+=,.@-", "p/" + strings.Repeat("n", 64), strings.Repeat("long", 20) + "/{}/n",
	} {
		for from := 1; from < len(name); from++ {
			for to := from; to <= len(name); to++ {
				for _, wildcard := range []string{"*", strings.Repeat("?", to-from)} {
					pattern := name[:from] + wildcard + name[to:]
					assert.NoError(t, policy.CheckPrincipal(fixture.Roles+pattern), pattern)
				}
			}
		}
	}
}

func TestIsOrganizationID(t *testing.T) {
	t.Parallel()
	assert.True(t, policy.IsOrganizationID("o-a1b2c3d4e5"))
	assert.False(t, policy.IsOrganizationID("o-abc"), "at least ten characters follow")
	assert.False(t, policy.IsOrganizationID("o-A1B2C3D4E5"), "they are lower-case")
}
