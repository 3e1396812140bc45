package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNotPrincipal(t *testing.T) {
	t.Parallel()
	app, session := "arn:aws:iam::"+home+":role/app", "arn:aws:sts::"+home+":assumed-role/app/me"
	tests := []struct {
		name, why, caller string
		except            map[string]Values
		denied            bool
		wantErr           string
	}{
		{"another role", "denied to all except the ones named", principals[1], map[string]Values{"AWS": {app, home}}, true, ""},
		{
			"a role and its account", "include both the ARN for a role and the ARN for the account", app,
			map[string]Values{"AWS": {app, home}},
			false, "",
		},
		{"the account alone", "the role is not named", app, map[string]Values{"AWS": {home}}, true, ""},
		{
			"the account's root", "the root user is the account", "arn:aws:iam::" + home + ":root",
			map[string]Values{"AWS": {home}},
			false, "",
		},
		{
			"a service", "a service has no account", "glue.amazonaws.com",
			map[string]Values{"Service": {"glue.amazonaws.com"}},
			false, "",
		},
		{
			"a role without its account", "the policy might deny access to the entire account", app,
			map[string]Values{"AWS": {app}},
			false, "does not say",
		},
		{
			"a session without its role", "AWS might validate the account, then the role, then the session", app,
			map[string]Values{"AWS": {session, home}},
			false, "does not say",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			doc := statement(Deny, "", nil)
			doc.Statement[0].NotPrincipal = Principal{ByKind: test.except}
			caller := must(ParseCaller(test.caller))
			if test.caller == app {
				caller.Session = "me"
			}
			decision, err := Evaluate(Request{Action: "dynamodb:GetItem", Resource: homeTable, Caller: caller}, Documents{
				Resource: onTable(doc),
			})
			if test.wantErr != "" {
				require.ErrorContains(t, err, test.wantErr, test.why)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.denied, decision.Effect == ExplicitDeny, test.why)
		})
	}
}
