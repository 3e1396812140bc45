package policy_test

import (
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
		{
			"an Identity Center role with any suffix", "AWS chooses sixteen digits",
			fixture.Roles + "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_????????????????", "",
		},
		{
			"an Identity Center role in full", "the suffix is known",
			fixture.Roles + "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef", "",
		},

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
	require.ErrorContains(t, policy.CheckGuardrailPrincipal("arn:aws:iam::1*:role/x"), "must name one account by its 12 digits",
		"part of an id stands for no set of accounts that anyone means")
}

func TestIsOrganizationID(t *testing.T) {
	t.Parallel()
	assert.True(t, policy.IsOrganizationID("o-a1b2c3d4e5"))
	assert.False(t, policy.IsOrganizationID("o-abc"), "at least ten characters follow")
	assert.False(t, policy.IsOrganizationID("o-A1B2C3D4E5"), "they are lower-case")
}
