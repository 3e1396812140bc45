package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEvaluate(t *testing.T) {
	t.Parallel()
	var (
		app      = "arn:aws:iam::" + home + ":role/app"
		alice    = "arn:aws:iam::" + home + ":user/alice"
		root     = "arn:aws:iam::" + home + ":root"
		partner  = "arn:aws:iam::" + abroad + ":role/partner"
		linked   = principals[6]
		service  = "glue.amazonaws.com"
		inside   = Origin{VPC: "vpc-0a1", Endpoint: "vpce-0a1"}
		everyone = Principal{Everyone: true}
		aws      = func(names ...string) Principal { return Principal{ByKind: map[string]Values{"AWS": names}} }
	)
	one := func(s Statement) Document { return Document{Version: Version, Statement: []Statement{s}} }
	some := func(effect string, who Principal) Document {
		return one(Statement{Effect: effect, Principal: who, Action: Values{"dynamodb:*"}, Resource: Values{"*"}})
	}
	full := []NamedDocument{{"full", allowAll}}
	denies := []NamedDocument{{"denies", some(Deny, Principal{})}}
	notAbout := []NamedDocument{{"other", one(Statement{Effect: Allow, Action: Values{"s3:*"}, Resource: Values{"*"}})}}
	rcp := func(accounts ...string) []Level {
		return []Level{{"root", accounts, []NamedDocument{{"rcp", some(Deny, everyone)}}}}
	}

	tests := []struct {
		name, why        string
		caller           string
		session          string
		action, resource string // dynamodb:GetItem on the table, unless given
		origin           Origin
		documents        Documents
		want             string
	}{
		{
			name: "nothing allows", why: "By default, all requests are implicitly denied", caller: app,
			want: "implicitly denied: no identity policy allows it",
		},
		{
			name: "an identity policy allows", why: "in one account it is enough", caller: app,
			documents: Documents{Identity: full}, want: `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "an identity policy denies", why: "an explicit deny overrides an explicit allow", caller: app,
			documents: Documents{Identity: append(full, denies...)},
			want:      `explicitly denied by statement [0] of identity policy "denies"`,
		},
		{
			name: "a resource policy allows everyone", why: "in one account it is enough", caller: app,
			documents: Documents{Resource: onTable(some(Allow, everyone))},
			want:      `allowed by statement [0] of resource policy "table policy"`,
		},
		{
			name: "a resource policy allows a role", why: "in one account it is enough", caller: app,
			documents: Documents{Resource: onTable(some(Allow, aws(app)))},
			want:      `allowed by statement [0] of resource policy "table policy"`,
		},
		{
			name: "a resource policy allows another role", why: "a principal is matched whole", caller: alice,
			documents: Documents{Resource: onTable(some(Allow, aws(app)))},
			want:      "implicitly denied: no identity policy allows it",
		},
		{
			name: "a resource policy allows the session", why: "a session is a principal", caller: app, session: "me",
			documents: Documents{Resource: onTable(some(Allow, aws("arn:aws:sts::"+home+":assumed-role/app/me")))},
			want:      `allowed by statement [0] of resource policy "table policy"`,
		},
		{
			name: "a resource policy allows another session", why: "a session is a principal", caller: app, session: "you",
			documents: Documents{Resource: onTable(some(Allow, aws("arn:aws:sts::"+home+":assumed-role/app/me")))},
			want:      "implicitly denied: no identity policy allows it",
		},
		{
			name: "a resource policy allows the account",
			why:  "this delegates authority to the account, whose own policies must allow", caller: app,
			documents: Documents{Resource: onTable(some(Allow, aws(home)))},
			want:      "implicitly denied: no identity policy allows it",
		},
		{
			name: "a resource policy denies the account", why: "an account is everyone in it", caller: app,
			documents: Documents{Identity: full, Resource: onTable(some(Deny, aws(root)))},
			want:      `explicitly denied by statement [0] of resource policy "table policy"`,
		},
		{
			name: "two Allows", why: "an Allow of the account alone is not enough", caller: app,
			documents: Documents{
				Resource: onTable(
					Document{
						Version: Version, Statement: append(some(Allow, aws(home)).Statement, some(Allow, aws(app)).Statement...),
					},
				),
			},
			want: `allowed by statement [1] of resource policy "table policy"`,
		},

		{
			name: "across accounts, identity policy only", why: "both accounts must allow", caller: partner,
			documents: Documents{Identity: full}, want: "implicitly denied: no resource policy allows it",
		},
		{
			name: "across accounts, resource policy only", why: "both accounts must allow", caller: partner,
			documents: Documents{Resource: onTable(some(Allow, everyone))},
			want:      "implicitly denied: no identity policy allows it",
		},
		{
			name: "across accounts, both", why: "both accounts must allow", caller: partner,
			documents: Documents{Identity: full, Resource: onTable(some(Allow, aws(abroad)))},
			want:      `allowed by statement [0] of resource policy "table policy"`,
		},
		{
			name: "across accounts, root", why: "root has full access in its own account",
			caller: "arn:aws:iam::" + abroad + ":root", documents: Documents{Resource: onTable(some(Allow, aws(abroad)))},
			want: `allowed by statement [0] of resource policy "table policy"`,
		},

		{name: "root", why: "root has full access", caller: root, want: "allowed to the account's root user"},
		{
			name: "root has no identity policies", why: "none can be attached", caller: root,
			documents: Documents{Identity: denies}, want: "allowed to the account's root user",
		},
		{
			name: "root is named", why: "the account is the principal", caller: root,
			documents: Documents{Resource: onTable(some(Allow, aws(root)))},
			want:      `allowed by statement [0] of resource policy "table policy"`,
		},
		{
			name: "root deletes the policy", why: "it can, even if the policy denies it", caller: root,
			action: "dynamodb:DeleteResourcePolicy", documents: Documents{Resource: onTable(some(Deny, everyone))},
			want: "allowed to the account's root user",
		},
		{
			name: "root deletes the policy, in lower case", why: "actions are case insensitive", caller: root,
			action: "dynamodb:deleteresourcepolicy", documents: Documents{Resource: onTable(some(Deny, everyone))},
			want: "allowed to the account's root user",
		},
		{
			name: "root puts a policy", why: "only DeleteResourcePolicy is excepted", caller: root,
			action: "dynamodb:PutResourcePolicy", documents: Documents{Resource: onTable(some(Deny, everyone))},
			want: `explicitly denied by statement [0] of resource policy "table policy"`,
		},
		{
			name: "a foreign root deletes the policy", why: "the root principal in your account",
			caller: "arn:aws:iam::" + abroad + ":root", action: "dynamodb:DeleteResourcePolicy",
			documents: Documents{Resource: onTable(some(Deny, everyone))},
			want:      `explicitly denied by statement [0] of resource policy "table policy"`,
		},
		{
			name: "an SCP stops root", why: "SCPs affect the root user of member accounts", caller: root,
			action:    "dynamodb:DeleteResourcePolicy",
			documents: Documents{SCP: []Level{{"root", []string{home}, append(full, denies...)}}},
			want:      `explicitly denied by statement [0] of service control policy "denies"`,
		},

		{
			name: "an SCP allows nothing", why: "every level must allow", caller: app,
			documents: Documents{
				Identity: full, SCP: []Level{{"root", []string{home}, full}, {"OU", []string{home}, notAbout}},
			},
			want: `implicitly denied: no service control policy of "OU" allows it`,
		},
		{
			name: "an SCP of a level allows", why: "in a level any policy can", caller: app,
			documents: Documents{Identity: full, SCP: []Level{{"root", []string{home}, append(notAbout, full...)}}},
			want:      `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "an SCP grants nothing", why: "SCPs do not grant permissions", caller: app,
			documents: Documents{SCP: []Level{{"root", []string{home}, full}}},
			want:      "implicitly denied: no identity policy allows it",
		},
		{
			name: "a deny at a later level", why: "an explicit deny wins over an implicit one", caller: app,
			documents: Documents{SCP: []Level{{"root", []string{home}, notAbout}, {"OU", []string{home}, denies}}},
			want:      `explicitly denied by statement [0] of service control policy "denies"`,
		},
		{
			name: "a level without an SCP", why: "every level must allow", caller: app,
			documents: Documents{Identity: full, SCP: []Level{{Name: "OU", Accounts: []string{home}}}},
			want:      `implicitly denied: no service control policy of "OU" allows it`,
		},
		{
			name: "an SCP of other accounts", why: "it applies to the accounts under it", caller: app,
			documents: Documents{Identity: full, SCP: []Level{{"OU", []string{abroad}, denies}}},
			want:      `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "an SCP and the management account", why: "SCPs don't affect the management account", caller: app,
			documents: Documents{Identity: full, Management: home, SCP: []Level{{"root", []string{home}, denies}}},
			want:      `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "an SCP and a service-linked role", why: "SCPs do not affect any service-linked role", caller: linked,
			documents: Documents{Identity: full, SCP: []Level{{"root", []string{home}, denies}}},
			want:      `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "an SCP and a service", why: "a service belongs to no account", caller: service,
			documents: Documents{
				Resource: onTable(some(Allow, Principal{ByKind: map[string]Values{"Service": {service}}})),
				SCP:      []Level{{"root", []string{home}, denies}},
			},
			want: `allowed by statement [0] of resource policy "table policy"`,
		},

		{
			name: "an RCP", why: "RCPs limit access to resources in member accounts", caller: partner,
			documents: Documents{RCP: rcp(home)}, want: `explicitly denied by statement [0] of resource control policy "rcp"`,
		},
		{
			name: "an RCP and a service", why: "RCPs apply to service principals as well", caller: service,
			documents: Documents{RCP: rcp(home)}, want: `explicitly denied by statement [0] of resource control policy "rcp"`,
		},
		{
			name: "an RCP of the caller's account", why: "it applies to resources", caller: partner,
			documents: Documents{RCP: rcp(abroad)}, want: "implicitly denied: no resource policy allows it",
		},
		{
			name: "an RCP and a service-linked role", why: "RCPs can't restrict it", caller: linked,
			documents: Documents{Identity: full, RCP: rcp(home)}, want: `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "an RCP and the management account", why: "its resources are not affected", caller: app,
			documents: Documents{Identity: full, Management: home, RCP: rcp(home)},
			want:      `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "an RCP and a request without a resource", why: "actions apply to all resources in that service", caller: app,
			action: "dynamodb:ListTables", resource: "*", documents: Documents{Identity: full, RCP: rcp(home)},
			want: `explicitly denied by statement [0] of resource control policy "rcp"`,
		},

		{
			name: "a service", why: "only a resource policy can allow it", caller: service,
			documents: Documents{Identity: full}, want: "implicitly denied: no resource policy allows it",
		},
		{
			name: "a service, named with others", why: "names of one element are alternatives", caller: service,
			documents: Documents{
				Resource: onTable(
					some(Allow, Principal{ByKind: map[string]Values{"Service": {"dax.amazonaws.com", service}, "AWS": {app}}}),
				),
			},
			want: `allowed by statement [0] of resource policy "table policy"`,
		},
		{
			name: "a service and Deny *", why: "everyone includes services", caller: service,
			documents: Documents{Resource: onTable(some(Deny, everyone))},
			want:      `explicitly denied by statement [0] of resource policy "table policy"`,
		},

		{
			name: "an endpoint policy denies", why: "the request comes through the endpoint", caller: app, origin: inside,
			documents: Documents{Identity: full, Endpoint: []AttachedDocument{{Name: "endpoint", To: "vpce-0a1", Document: some(Deny, everyone)}}},
			want:      `explicitly denied by statement [0] of endpoint policy "endpoint"`,
		},
		{
			name: "an endpoint policy does not allow", why: "it must allow", caller: app, origin: inside,
			documents: Documents{Identity: full, Endpoint: []AttachedDocument{{Name: "endpoint", To: "", Document: some(Deny, everyone)}}},
			action:    "s3:GetObject", want: "implicitly denied: no endpoint policy allows it",
		},
		{
			name: "an endpoint policy of another endpoint", why: "an endpoint without a policy lets everything through",
			caller: app, origin: inside,
			documents: Documents{Identity: full, Endpoint: []AttachedDocument{{Name: "endpoint", To: "vpce-0b2", Document: some(Deny, everyone)}}},
			want:      `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "an endpoint policy and the internet", why: "the request comes through no endpoint", caller: app,
			documents: Documents{Identity: full, Endpoint: []AttachedDocument{{Name: "endpoint", To: "", Document: some(Deny, everyone)}}},
			want:      `allowed by statement [0] of identity policy "full"`,
		},

		{
			name: "the table's policy and its index", why: "it governs the table's indexes", caller: app,
			resource: homeIndex, documents: Documents{Identity: full, Resource: onTable(some(Deny, everyone))},
			want: `explicitly denied by statement [0] of resource policy "table policy"`,
		},
		{
			name: "the table's policy and its stream", why: "a stream has a policy of its own", caller: app,
			resource: homeStream, documents: Documents{Identity: full, Resource: onTable(some(Deny, everyone))},
			want: `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "the table's policy and another table", why: "a policy takes effect where it is attached", caller: app,
			resource: homeTable + "-2", documents: Documents{Identity: full, Resource: onTable(some(Deny, everyone))},
			want: `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "the table's policy and a request without a resource", why: "no resource has a policy", caller: app,
			action: "dynamodb:ListTables", resource: "*",
			documents: Documents{Identity: full, Resource: onTable(some(Deny, everyone))},
			want:      `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "a resource policy without To",
			why:  "it is attached to whichever resource is named", caller: app,
			documents: Documents{Identity: full, Resource: []AttachedDocument{{Name: "policy", To: "", Document: some(Deny, everyone)}}},
			want:      `explicitly denied by statement [0] of resource policy "policy"`,
		},

		{
			name: "the reference policy, outside", why: "an absent aws:SourceVpc is not vpc-0a1", caller: app,
			documents: Documents{Identity: full, Resource: onTable(reference("table"))},
			want:      `explicitly denied by statement DenyDataOutside of resource policy "table policy"`,
		},
		{
			name: "the reference policy, inside", why: "aws:SourceVpc is vpc-0a1", caller: app, origin: inside,
			documents: Documents{Identity: full, Resource: onTable(reference("table"))},
			want:      `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "the reference policy, break-glass", why: "ArnNotLike excepts it", caller: principals[0],
			documents: Documents{Identity: full, Resource: onTable(reference("table"))},
			want:      `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "the naive stream policy", why: "it denies no policy action", caller: app,
			action: "dynamodb:DeleteResourcePolicy", resource: homeStream,
			documents: Documents{
				Identity: full, Resource: []AttachedDocument{{Name: "stream policy", To: homeStream, Document: reference("stream-naive")}},
			},
			want: `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "the reference stream policy", why: "it denies policy actions", caller: app, action: "dynamodb:DeleteResourcePolicy",
			resource: homeStream,
			documents: Documents{
				Identity: full, Resource: []AttachedDocument{{Name: "stream policy", To: homeStream, Document: reference("stream")}},
			},
			want: `explicitly denied by statement DenyStreamPolicyOutside of resource policy "stream policy"`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := Request{Action: test.action, Resource: test.resource, Origin: test.origin}
			r.Caller = must(ParseCaller(test.caller))
			r.Caller.Session = test.session
			if r.Action == "" {
				r.Action = "dynamodb:GetItem"
			}
			if r.Resource == "" {
				r.Resource = homeTable
			}
			decision, err := Evaluate(r, test.documents)
			require.NoError(t, err)
			assert.Equal(t, test.want, decision.String(), test.why)
		})
	}
}
