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
			name: "the stronger of two Allows", why: "an Allow to the account alone does not do", caller: app,
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
			name: "across accounts, identity alone", why: "both accounts must allow", caller: partner,
			documents: Documents{Identity: full}, want: "implicitly denied: no resource policy allows it",
		},
		{
			name: "across accounts, resource alone", why: "both accounts must allow", caller: partner,
			documents: Documents{Resource: onTable(some(Allow, everyone))},
			want:      "implicitly denied: no identity policy allows it",
		},
		{
			name: "across accounts, both", why: "both accounts must allow", caller: partner,
			documents: Documents{Identity: full, Resource: onTable(some(Allow, aws(abroad)))},
			want:      `allowed by statement [0] of resource policy "table policy"`,
		},
		{
			name: "across accounts, root", why: "a foreign root user needs the resource's account only",
			caller: "arn:aws:iam::" + abroad + ":root", documents: Documents{Resource: onTable(some(Allow, aws(abroad)))},
			want: `allowed by statement [0] of resource policy "table policy"`,
		},

		{name: "root", why: "root has full access", caller: root, want: "allowed to the account's root user"},
		{
			name: "root has no identity policies", why: "none can be attached", caller: root,
			documents: Documents{Identity: denies}, want: "allowed to the account's root user",
		},
		{
			name: "root is denied", why: "an explicit deny overrides", caller: root,
			documents: Documents{Resource: onTable(some(Deny, everyone))},
			want:      `explicitly denied by statement [0] of resource policy "table policy"`,
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
			name: "an SCP of other accounts", why: "it bears on the accounts under it", caller: app,
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
			name: "an SCP and a service", why: "it is no principal of an account", caller: service,
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
			name: "an RCP of the caller's account", why: "it bears on resources", caller: partner,
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
			name: "an RCP and a call without resource", why: "actions apply to all resources in that service", caller: app,
			action: "dynamodb:ListTables", resource: "*", documents: Documents{Identity: full, RCP: rcp(home)},
			want: `explicitly denied by statement [0] of resource control policy "rcp"`,
		},

		{
			name: "a service", why: "a resource policy alone lets it in", caller: service,
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
			name: "a service and Deny *", why: "everyone is also a service", caller: service,
			documents: Documents{Resource: onTable(some(Deny, everyone))},
			want:      `explicitly denied by statement [0] of resource policy "table policy"`,
		},

		{
			name: "an endpoint policy denies", why: "it is asked on the way", caller: app, origin: inside,
			documents: Documents{Identity: full, Endpoint: []AttachedDocument{{"endpoint", "vpce-0a1", some(Deny, everyone)}}},
			want:      `explicitly denied by statement [0] of endpoint policy "endpoint"`,
		},
		{
			name: "an endpoint policy does not allow", why: "it must allow", caller: app, origin: inside,
			documents: Documents{Identity: full, Endpoint: []AttachedDocument{{"endpoint", "", some(Deny, everyone)}}},
			action:    "s3:GetObject", want: "implicitly denied: no endpoint policy allows it",
		},
		{
			name: "an endpoint policy of another endpoint", why: "an endpoint without a policy lets everything through",
			caller: app, origin: inside,
			documents: Documents{Identity: full, Endpoint: []AttachedDocument{{"endpoint", "vpce-0b2", some(Deny, everyone)}}},
			want:      `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "an endpoint policy and the internet", why: "the request passes no endpoint", caller: app,
			documents: Documents{Identity: full, Endpoint: []AttachedDocument{{"endpoint", "", some(Deny, everyone)}}},
			want:      `allowed by statement [0] of identity policy "full"`,
		},

		{
			name: "the table's policy and its index", why: "it covers both, where its resources do", caller: app,
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
			name: "the table's policy and a call without resource", why: "nothing has that policy", caller: app,
			action: "dynamodb:ListTables", resource: "*",
			documents: Documents{Identity: full, Resource: onTable(some(Deny, everyone))},
			want:      `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "a resource policy of whatever is asked for",
			why:  "it says of itself to what it is attached, or to everything", caller: app,
			documents: Documents{Identity: full, Resource: []AttachedDocument{{"policy", "", some(Deny, everyone)}}},
			want:      `explicitly denied by statement [0] of resource policy "policy"`,
		},

		{
			name: "the reference policy, outside", why: "no aws:SourceVpc is not vpc-0a1", caller: app,
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
			name: "the naive policy leaves the stream's policy open", why: "it names no policy action", caller: app,
			action: "dynamodb:DeleteResourcePolicy", resource: homeStream,
			documents: Documents{
				Identity: full, Resource: []AttachedDocument{{"stream policy", homeStream, reference("stream-naive")}},
			},
			want: `allowed by statement [0] of identity policy "full"`,
		},
		{
			name: "the stream policy", why: "it names them", caller: app, action: "dynamodb:DeleteResourcePolicy",
			resource: homeStream,
			documents: Documents{
				Identity: full, Resource: []AttachedDocument{{"stream policy", homeStream, reference("stream")}},
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

func TestStatementsCover(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, elements string
		want                bool
	}{
		{"any action", "* is all actions", `"Action":"*","Resource":"*"`, true},
		{
			"an action in another case", "the prefix and the action name are case insensitive",
			`"Action":"DynamoDB:getITEM","Resource":"*"`, true,
		},
		{"a wildcard", "* and ? in the name", `"Action":"dynamodb:?et*","Resource":"*"`, true},
		{"another service", "the prefix must match", `"Action":"s3:*","Resource":"*"`, false},
		{
			"all but others", "NotAction matches everything except the list",
			`"NotAction":["dynamodb:PutItem","s3:*"],"Resource":"*"`, true,
		},
		{
			"all but this", "NotAction matches everything except the list", `"NotAction":["dynamodb:Get*"],"Resource":"*"`,
			false,
		},
		{"the table", "an ARN", `"Action":"*","Resource":"` + homeTable + `"`, true},
		{"its indexes", "the table is not under itself", `"Action":"*","Resource":"` + homeTable + `/*"`, false},
		{"a name that begins alike", "* at the end", `"Action":"*","Resource":"` + homeTable + `*"`, true},
		{"any Region and account", "a part by itself", `"Action":"*","Resource":"arn:aws:dynamodb:*:*:table/orders"`, true},
		{
			"half an ARN", "AWS completes it in identity policies", `"Action":"*","Resource":"arn:aws:dynamodb:us-east-1"`,
			true,
		},
		{
			"half another ARN", "AWS completes it in identity policies",
			`"Action":"*","Resource":"arn:aws:dynamodb:eu-west-1"`, false,
		},
		{
			"everything in DynamoDB", "the last part alone can be *",
			`"Action":"*","Resource":"arn:aws:dynamodb:us-east-1:` + home + `:*"`, true,
		},
		{
			"a variable", "the request's value",
			`"Action":"*","Resource":"arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/team}"`, true,
		},
		{
			"a variable without a value", "it will not match any resource",
			`"Action":"*","Resource":"arn:aws:dynamodb:*:*:table/orders${aws:PrincipalTag/x}"`, false,
		},
		{
			"all but a variable without a value", "it excludes no resource",
			`"Action":"*","NotResource":"arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/x}"`, true,
		},
		{
			"all but others", "NotResource matches everything except the list",
			`"Action":"*","NotResource":["arn:aws:s3:::x","arn:aws:dynamodb:*:*:table/x"]`, true,
		},
		{
			"all but this", "NotResource matches everything except the list",
			`"Action":"*","NotResource":["arn:aws:s3:::x","` + homeTable + `"]`, false,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			doc := must(Parse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow",` + test.elements + `}}`))
			c := readTable("arn:aws:iam::"+home+":role/app", inLayer(LayerIdentity, doc))
			c.Keys["aws:PrincipalTag/team"] = []string{"orders"}
			decision, err := c.evaluate()
			require.NoError(t, err)
			assert.Equal(t, test.want, decision.Allowed(), test.why)
		})
	}
}

func TestNotPrincipal(t *testing.T) {
	t.Parallel()
	app, session := "arn:aws:iam::"+home+":role/app", "arn:aws:sts::"+home+":assumed-role/app/me"
	tests := []struct {
		name, why, caller string
		except            map[string]Values
		denied            bool
		unsettled         string
	}{
		{"a stranger", "denied to all except the ones named", principals[1], map[string]Values{"AWS": {app, home}}, true, ""},
		{
			"a role and its account", "include both the ARN for a role and the ARN for the account", app,
			map[string]Values{"AWS": {app, home}},
			false, "",
		},
		{"the account alone", "the role is not named", app, map[string]Values{"AWS": {home}}, true, ""},
		{
			"the account's root", "root is the account", "arn:aws:iam::" + home + ":root",
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
			if test.unsettled != "" {
				require.ErrorContains(t, err, test.unsettled, test.why)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.denied, decision.Effect == ExplicitDeny, test.why)
		})
	}
}

func TestEvaluateRefusesRequests(t *testing.T) {
	t.Parallel()
	app := must(ParseCaller("arn:aws:iam::" + home + ":role/app"))
	tests := []struct {
		name, why string
		request   Request
		want      string
	}{
		{"no caller", "nobody signed it", Request{Action: "dynamodb:GetItem", Resource: homeTable}, "has no caller"},
		{"no action", "what is asked for", Request{Resource: homeTable, Caller: app}, "is not a single action"},
		{
			"an action pattern", "one request is one action",
			Request{Action: "dynamodb:Get*", Resource: homeTable, Caller: app},
			"is not a single action",
		},
		{
			"a resource pattern", "one request is one resource",
			Request{Action: "dynamodb:GetItem", Resource: homeTable + "*", Caller: app},
			"is not the ARN of one resource",
		},
		{
			"half an ARN", "one request is one resource",
			Request{Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb", Caller: app},
			"neither an ARN nor",
		},
		{
			"a table's name", "one request is one resource",
			Request{Action: "dynamodb:GetItem", Resource: "a:b:c:d:e:f", Caller: app},
			"neither an ARN nor",
		},
		{
			"a resource without account", "whose is it",
			Request{Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket", Caller: app},
			"is not the ARN of one resource in an account",
		},
		{
			"a VPC without endpoint", "AWS sets both keys",
			Request{Action: "dynamodb:GetItem", Resource: homeTable, Caller: app, Origin: Origin{VPC: "vpc-0a1"}},
			"both a VPC and an endpoint",
		},
		{
			"an endpoint's account without endpoint", "which endpoint",
			Request{Action: "dynamodb:GetItem", Resource: homeTable, Caller: app, Origin: Origin{EndpointAccount: home}},
			"but no endpoint",
		},
	}
	set := must(Compile(Documents{}))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			decision, err := set.Evaluate(test.request)
			require.ErrorContains(t, err, test.want, test.why)
			assert.False(t, decision.Allowed())
		})
	}
}

// Only the part of a stream's ARN after the fifth colon has colons, and a '*' before it either runs on past a
// colon or does not: AWS does not say when.
func TestEvaluateRefusesStarsThatRunOn(t *testing.T) {
	t.Parallel()
	doc := allowAll.Statement[0]
	doc.Resource = Values{"arn:aws:dynamodb:us-?ast*:00:00.000"}
	documents := inLayer(LayerIdentity, Document{Version: Version, Statement: []Statement{doc}})
	caller := must(ParseCaller("arn:aws:iam::" + home + ":role/app"))
	request := Request{Action: "dynamodb:GetRecords", Resource: homeStream, Caller: caller}
	_, err := Evaluate(request, documents)
	require.ErrorContains(t, err, "only if '*' expands beyond a colon")

	request.Resource = homeTable
	decision, err := Evaluate(request, documents)
	require.NoError(t, err)
	assert.Equal(t, "implicitly denied: no identity policy allows it", decision.String())
}
