package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseCaller(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, principal string
		want                 Caller
	}{
		{
			"a role", "aws:PrincipalArn is the role's ARN", "arn:aws:iam::" + home + ":role/ci/deployer",
			Caller{Kind: RoleCaller, ARN: "arn:aws:iam::" + home + ":role/ci/deployer", Account: home},
		},
		{
			"a user", "a user is under SCPs like a role", "arn:aws:iam::" + home + ":user/alice",
			Caller{Kind: UserCaller, ARN: "arn:aws:iam::" + home + ":user/alice", Account: home},
		},
		{
			"root", "the root user has full access, except for denies", "arn:aws:iam::" + home + ":root",
			Caller{Kind: RootCaller, ARN: "arn:aws:iam::" + home + ":root", Account: home},
		},
		{
			"a service-linked role", "no SCP reaches it",
			"arn:aws:iam::" + home + ":role/aws-service-role/dax.amazonaws.com/AWSServiceRoleForDAX",
			Caller{
				Kind: ServiceLinkedCaller, Account: home,
				ARN: "arn:aws:iam::" + home + ":role/aws-service-role/dax.amazonaws.com/AWSServiceRoleForDAX",
			},
		},
		{
			"a role with a similar path", "only the path aws-service-role/ is AWS's",
			"arn:aws:iam::" + home + ":role/my/aws-service-role/x",
			Caller{Kind: RoleCaller, ARN: "arn:aws:iam::" + home + ":role/my/aws-service-role/x", Account: home},
		},
		{
			"a service", "it belongs to no customer's account", "glue.amazonaws.com",
			Caller{Kind: ServiceCaller, Service: "glue.amazonaws.com"},
		},
		{
			"an unknown account", "a preview does not know every ID", "arn:aws:iam::the-account:role/x",
			Caller{Kind: RoleCaller, ARN: "arn:aws:iam::the-account:role/x", Account: "the-account"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			caller, err := ParseCaller(test.principal)
			require.NoError(t, err)
			assert.Equal(t, test.want, caller, test.why)
			assert.Equal(t, test.principal, caller.String())
		})
	}
}

func TestParseCallerRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, why, principal, want string }{
		{"a session", "it omits the role's path", "arn:aws:sts::" + home + ":assumed-role/app/me", "is a session"},
		{"a pattern", "a caller is one principal", "arn:aws:iam::" + home + ":role/*", "is neither the ARN of"},
		{"a group", "a group signs no requests", "arn:aws:iam::" + home + ":group/x", "is neither the ARN of"},
		{"a path", "a role has a name", "arn:aws:iam::" + home + ":role/x/", "is neither the ARN of"},
		{"no account", "a role is in an account", "arn:aws:iam:::role/x", "is neither the ARN of"},
		{"a host", "a service principal ends in amazonaws.com", "example.com", "is neither the ARN of"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseCaller(test.principal)
			require.ErrorContains(t, err, test.want, test.why)
		})
	}
}

func TestSessionARN(t *testing.T) {
	t.Parallel()
	caller := must(ParseCaller("arn:aws-cn:iam::" + home + ":role/ci/deployer"))
	assert.Empty(t, caller.sessionARN(), "without the name of the session there is no ARN")
	caller.Session = "build-7"
	assert.Equal(t, "arn:aws-cn:sts::"+home+":assumed-role/deployer/build-7", caller.sessionARN())
}
