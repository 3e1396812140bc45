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

func TestDeletedPrincipals(t *testing.T) {
	t.Parallel()
	const role, user = "AROAEXAMPLEOFDELETED1", "AIDAEXAMPLEOFDELETED1"
	app, alice := "arn:aws:iam::"+home+":role/app", "arn:aws:iam::"+home+":user/alice"
	tests := []struct {
		name, why, caller, effect string
		named                     Values
		userID                    string
		want                      Effect
	}{
		{"a Deny", "the policy no longer applies", app, Deny, Values{role}, "", Allowed},
		{"a Deny of a user", "the policy no longer applies", alice, Deny, Values{user}, "", Allowed},
		{"a Deny beside others", "the others are named still", app, Deny, Values{role, app}, "", ExplicitDeny},
		{"an Allow", "the policy no longer applies", app, Allow, Values{role}, "", ImplicitDeny},
		{"an Allow beside others", "the others are named still", alice, Allow, Values{user, alice}, "", Allowed},
		{"a new role", "a new role has a new id", app, Deny, Values{role}, "AROAEXAMPLEOFANOTHER1:me", Allowed},
		{"a role that lives", "it has the id", app, Deny, Values{role}, role + ":me", ExplicitDeny},
		{"a user that lives", "it has the id", alice, Allow, Values{user}, user, Allowed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			doc := statement(test.effect, "", nil)
			doc.Statement[0].Principal = Principal{ByKind: map[string]Values{"AWS": test.named}}
			documents := Documents{Resource: onTable(doc)}
			if test.effect == Deny {
				documents.Identity = []NamedDocument{Everything()}
			}
			c := readTable(test.caller, documents)
			if test.userID != "" {
				c.Keys["aws:userid"] = []string{test.userID}
			}
			decision, err := c.evaluate()
			require.NoError(t, err)
			assert.Equal(t, test.want, decision.Effect, test.why)
		})
	}
	for _, id := range []string{"AGPAEXAMPLEOFAGROUP12", "AROA", "aroaexampleofdeleted1"} {
		doc := statement(Deny, "", nil)
		doc.Statement[0].Principal = Principal{ByKind: map[string]Values{"AWS": {id}}}
		_, err := Compile(Documents{Resource: onTable(doc)})
		require.ErrorContains(t, err, "is not an account, a role", "%s is the id of no role and no user", id)
	}
}

func TestPrincipalsOfEndpointPolicies(t *testing.T) {
	t.Parallel()
	var (
		app, root = "arn:aws:iam::" + home + ":role/app", "arn:aws:iam::" + home + ":root"
		partner   = "arn:aws:iam::" + abroad + ":root"
		session   = "arn:aws:sts::" + home + ":assumed-role/app/me"
	)
	const wildcard, unknownType, open = "must be set to *", "depends on the endpoint's type", "does not say whom a Deny"
	tests := []struct {
		name, why, caller string
		kind              EndpointType
		effect            string
		named             Values
		want              Effect
		wantErr           string
	}{
		{"gateway: the account, its root", "access is granted to the root user", root, GatewayEndpoint, Allow, Values{home}, Allowed, ""},
		{"gateway: the account's ARN, its root", "access is granted to the root user", root, GatewayEndpoint, Allow, Values{root}, Allowed, ""},
		{"gateway: the account, a role", "not to all users and roles", app, GatewayEndpoint, Allow, Values{home}, ImplicitDeny, ""},
		{"gateway: another account", "the caller is not of it", app, GatewayEndpoint, Allow, Values{abroad}, ImplicitDeny, ""},
		{"gateway: a Deny of another account", "the caller is not of it", app, GatewayEndpoint, Deny, Values{abroad}, Allowed, ""},
		{"gateway: a Deny of the account, its root", "it is the root user at least", root, GatewayEndpoint, Deny, Values{home}, ExplicitDeny, ""},
		{"gateway: a Deny of the account, a role", "AWS says whom it grants access only", app, GatewayEndpoint, Deny, Values{home}, 0, open},
		{"gateway: a role", "the Principal must be *", app, GatewayEndpoint, Allow, Values{app}, 0, wildcard},
		{"gateway: a session", "the Principal must be *", app, GatewayEndpoint, Deny, Values{session}, 0, wildcard},
		{"gateway: a deleted role", "the policy no longer applies", app, GatewayEndpoint, Deny, Values{"AROAEXAMPLEOFDELETED1"}, Allowed, ""},
		{"gateway: a deleted user beside the account", "the policy no longer applies to it", root, GatewayEndpoint, Deny, Values{"AIDAEXAMPLEOFDELETED1", home}, ExplicitDeny, ""},
		{"gateway: a deleted user", "the policy no longer applies", app, GatewayEndpoint, Deny, Values{"AIDAEXAMPLEOFDELETED1"}, Allowed, ""},
		{"gateway: everyone among others", "* is everyone", app, GatewayEndpoint, Allow, Values{"*"}, Allowed, ""},

		{"interface: a role", "it is a resource policy", app, InterfaceEndpoint, Allow, Values{app}, Allowed, ""},
		{"interface: another role", "it is a resource policy", app, InterfaceEndpoint, Allow, Values{principals[1]}, ImplicitDeny, ""},
		{"interface: a session", "it is a resource policy", app, InterfaceEndpoint, Allow, Values{session}, Allowed, ""},
		{"interface: the account, a role", "an account is everyone in it", app, InterfaceEndpoint, Allow, Values{home}, Allowed, ""},
		{"interface: a Deny of the account, a role", "an account is everyone in it", app, InterfaceEndpoint, Deny, Values{home}, ExplicitDeny, ""},
		{"interface: another account", "the caller is not of it", app, InterfaceEndpoint, Allow, Values{partner}, ImplicitDeny, ""},
		{"interface: a deleted role beside others", "the policy no longer applies", app, InterfaceEndpoint, Deny, Values{"AROAEXAMPLEOFDELETED1", principals[1]}, Allowed, ""},

		{"unknown: the account, its root", "both types grant it access", root, UnknownEndpoint, Allow, Values{home}, Allowed, ""},
		{"unknown: the account, a role", "only an interface endpoint grants it access", app, UnknownEndpoint, Allow, Values{home}, 0, unknownType},
		{"unknown: a role", "a gateway endpoint's Principal must be *", app, UnknownEndpoint, Deny, Values{app}, 0, unknownType},
		{"unknown: another role", "neither type names the caller", app, UnknownEndpoint, Allow, Values{principals[1]}, ImplicitDeny, ""},
		{"unknown: another account", "neither type names the caller", app, UnknownEndpoint, Deny, Values{abroad}, Allowed, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := readThrough(test.caller, test.kind, "*")
			c.Request.Caller.Session = map[string]string{app: "me"}[test.caller]
			doc := statement(test.effect, "", nil)
			doc.Statement[0].Principal = Principal{ByKind: map[string]Values{"AWS": test.named}}
			if test.effect == Deny {
				doc.Statement = append(doc.Statement, statement(Allow, "*", nil).Statement...)
			}
			c.Documents.Endpoint[0].Document = doc
			decision, err := c.evaluate()
			if test.wantErr != "" {
				require.ErrorContains(t, err, test.wantErr, test.why)
				assert.Equal(t, Decision{}, decision)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.want, decision.Effect, test.why)
		})
	}
}
