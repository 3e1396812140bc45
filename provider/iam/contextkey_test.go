package iam

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMissingKeys evaluates one statement that tests a key which the request does not give. All quotations are from
// GCK, Availability, unless they name another source.
func TestMissingKeys(t *testing.T) {
	t.Parallel()
	var (
		role, user, root = "arn:aws:iam::" + home + ":role/app", "arn:aws:iam::" + home + ":user/alice", "arn:aws:iam::" + home + ":root"
		linked, service  = principals[6], "glue.amazonaws.com"
		inside           = Origin{VPC: "vpc-0a1", Endpoint: "vpce-0a1"}
		via              = Origin{Via: []string{"athena.amazonaws.com"}}
	)
	const always, sometimes = "AWS always sets it", "AWS sets it on some such requests"
	tests := []struct {
		key, why, caller string
		origin           Origin
		wantErr          string // empty: the key is absent
	}{
		{"aws:MultiFactorAuthPresent", "temporary credentials may be of a federated identity", role, Origin{}, sometimes},
		{"aws:MultiFactorAuthPresent", "temporary credentials", linked, Origin{}, sometimes},
		{"aws:MultiFactorAuthPresent", "an access key has none, GetSessionToken and the console have it", user, Origin{}, sometimes},
		{"aws:MultiFactorAuthPresent", "the console has it", root, Origin{}, sometimes},
		{"aws:MultiFactorAuthPresent", "present and set to a value of false", user, via, always},
		{"aws:MultiFactorAuthPresent", "a service has no credentials of an account", service, Origin{}, ""},
		{"aws:MultiFactorAuthAge", "temporary credentials may be of a federated identity", role, inside, sometimes},
		{"aws:MultiFactorAuthAge", "only if MFA was used", user, via, sometimes},
		{"aws:MultiFactorAuthAge", "a service has no credentials of an account", service, Origin{}, ""},
		{"aws:TokenIssueTime", "a role has temporary credentials", role, Origin{}, always},
		{"aws:TokenIssueTime", "a role has temporary credentials", linked, inside, always},
		{"aws:TokenIssueTime", "an access key has none, GetSessionToken and the console have it", user, Origin{}, sometimes},
		{"aws:TokenIssueTime", "for the subsequent request, AWS uses temporary credentials", user, via, always},
		{"aws:TokenIssueTime", "a service has no credentials of an account", service, Origin{}, ""},

		{"aws:PrincipalOrgID", "only if the principal is a member of an organization", role, Origin{}, sometimes},
		{"aws:PrincipalOrgID", "only if the principal is a member of an organization", root, Origin{}, sometimes},
		{"aws:PrincipalOrgID", "a service is a member of none", service, Origin{}, ""},
		{"aws:PrincipalOrgPaths", "only if the principal is a member of an organization", user, Origin{}, sometimes},
		{"aws:ResourceOrgID", "only if the account that owns the resource is a member", role, Origin{}, sometimes},
		{"aws:ResourceOrgPaths", "only if the account that owns the resource is a member", service, Origin{}, sometimes},

		{"aws:VpceAccount", "DynamoDB is listed, gateway endpoints are not mentioned", role, inside, sometimes},
		{"aws:VpceAccount", "not included for requests through public service endpoints", role, Origin{}, ""},
		{"aws:VpceAccount", "the endpoint of the initial request is not preserved", role, via, ""},
		{"aws:VpceOrgID", "only if the owner of the endpoint is a member", role, inside, sometimes},
		{"aws:VpceOrgID", "not included for other network paths", role, Origin{}, ""},
		{"aws:VpceOrgPaths", "only if the owner of the endpoint is a member", role, inside, sometimes},
		{"aws:VpceOrgPaths", "not included for other network paths", role, Origin{}, ""},
		{"aws:SourceVpcArn", "DynamoDB is not listed", role, inside, ""},
		{"aws:VpcSourceIp", "only if the request is made using a VPC endpoint", role, inside, always},
		{"aws:VpcSourceIp", "only if the request is made using a VPC endpoint", role, Origin{}, ""},
		{"aws:SourceIp", "except when the requester uses a VPC endpoint", role, Origin{}, always},
		{"aws:SourceIp", "except when the requester uses a VPC endpoint", role, inside, ""},
		{"aws:SourceIp", "preserved, but the initial request may have used an endpoint", role, via, sometimes},
		{"aws:SourceIp", "certain network-specific authorization context is redacted", service, Origin{}, ""},

		{"aws:CurrentTime", "always included", role, Origin{}, always},
		{"aws:EpochTime", "always included", service, Origin{}, always},
		{"aws:SecureTransport", "always included", user, inside, always},
		{"aws:UserAgent", "always included", role, via, always},
		{"aws:userid", "included for all requests", role, Origin{}, always},
		{"aws:userid", "a service is no principal of an account", service, Origin{}, ""},
		{"aws:username", "not included for roles", role, Origin{}, ""},
		{"aws:PrincipalServiceNamesList", "present when the call is made by a service principal", service, Origin{}, always},
		{"aws:PrincipalServiceNamesList", "not present in any other situation", linked, Origin{}, ""},
		{"aws:PrincipalTag/team", "one for each attached tag", role, Origin{}, ""},
		{"aws:SourceIdentity", "after a source identity has been set", role, Origin{}, ""},
		{"aws:FederatedProvider", "of a role that was assumed using OpenID Connect", role, Origin{}, ""},
		{"aws:SourceArn", "not all service integrations require it", service, Origin{}, ""},
		{"lambda:SourceFunctionArn", "whenever Lambda function code is invoked", role, Origin{}, ""},
	}
	refused := map[string]bool{}
	for _, test := range tests {
		refused[strings.ToLower(test.key)] = refused[strings.ToLower(test.key)] || test.wantErr != ""
	}
	for key, rule := range keyRules {
		assert.Equal(t, mustBeGiven(rule), refused[key], "%s: no test would fail if its rule were dropped", key)
	}
	for _, test := range tests {
		for _, operator := range []string{"Null", "ForAllValues:StringNotEquals"} {
			t.Run(test.caller+" "+test.key+" "+operator+" "+test.why, func(t *testing.T) {
				t.Parallel()
				c := readTable(test.caller, Documents{Resource: onTable(statement(Deny, "*",
					Conditions{operator: {test.key: {"true"}}}))})
				c.Request.Origin = test.origin
				decision, err := c.evaluate()
				if test.wantErr == "" {
					require.NoError(t, err)
					assert.Equal(t, ExplicitDeny, decision.Effect, test.why)
					return
				}
				require.ErrorContains(t, err, test.wantErr, test.why)
				var missing *MissingKeyError
				require.ErrorAs(t, err, &missing)
				assert.Equal(t, test.key, missing.Key)
				assert.Equal(t, Decision{}, decision)

				c.Keys[test.key] = nil
				decision, err = c.evaluate()
				if test.wantErr == always {
					require.ErrorContains(t, err, always, "a key that AWS always sets cannot be absent")
					return
				}
				require.NoError(t, err, "the request says that the key is absent")
				assert.Equal(t, ExplicitDeny, decision.Effect)
			})
		}
	}
}

// mustBeGiven reports whether AWS sets a key, or may set it, on some request that does not tell its value.
func mustBeGiven(rule keyRule) bool {
	for _, caller := range principals {
		for _, origin := range []Origin{{}, {VPC: "vpc-0a1", Endpoint: "vpce-0a1"}, {Via: []string{"athena.amazonaws.com"}}} {
			e := evaluation{Request: Request{Caller: must(ParseCaller(caller)), Origin: origin}, account: home, region: "us-east-1"}
			derived := rule.derive != nil && rule.derive(&e).count() > 0
			if rule.availability != nil && !derived && rule.availability(&e) >= always {
				return true
			}
		}
	}
	return false
}

// TestMultiFactorAuth decides the four combinations that GCK explains under aws:MultiFactorAuthPresent.
func TestMultiFactorAuth(t *testing.T) {
	t.Parallel()
	absent, present := []string{}, []string{"true"}
	tests := []struct {
		why, effect, operator, value string
		given                        []string // nil if the request does not say
		want                         Effect
		wantErr                      bool
	}{
		{"the request does not say", Deny, "Bool", "false", nil, 0, true},
		{"does not deny access to requests that are made using long-term credentials", Deny, "Bool", "false", absent, Allowed, false},
		{"nor to requests that are authenticated using MFA", Deny, "Bool", "false", present, Allowed, false},
		{"denies requests that can be authenticated using MFA, but were not", Deny, "Bool", "false", []string{"false"}, ExplicitDeny, false},
		{"the request does not say", Deny, "Null", "true", nil, 0, true},
		{"absent", Deny, "Null", "true", absent, ExplicitDeny, false},
		{"present", Deny, "Null", "true", []string{"false"}, Allowed, false},
		{"the request does not say", Deny, "BoolIfExists", "false", nil, 0, true},
		{"it also denies requests that are made using long-term credentials", Deny, "BoolIfExists", "false", absent, ExplicitDeny, false},
		{"the request does not say", Allow, "BoolIfExists", "true", nil, 0, true},
		{"or requests that cannot be authenticated using MFA", Allow, "BoolIfExists", "true", absent, Allowed, false},
		{"the request does not say", Allow, "Null", "false", nil, 0, true},
		{"allows all requests that are made using temporary credentials", Allow, "Null", "false", []string{"false"}, Allowed, false},
	}
	for _, test := range tests {
		t.Run(test.effect+" "+test.operator+" "+test.value+" "+test.why, func(t *testing.T) {
			t.Parallel()
			conditions := Conditions{test.operator: {"aws:MultiFactorAuthPresent": {test.value}}}
			documents := Documents{Identity: []NamedDocument{{"identity", statement(test.effect, "", conditions)}}}
			if test.effect == Deny {
				documents.Identity = append(documents.Identity, Everything())
			}
			c := readTable("arn:aws:iam::"+home+":role/app", documents)
			if test.given != nil {
				c.Keys["aws:MultiFactorAuthPresent"] = test.given
			}
			decision, err := c.evaluate()
			assert.Equal(t, test.wantErr, err != nil, "%s: %v", test.why, err)
			assert.Equal(t, test.want, decision.Effect, test.why)
		})
	}
}

func TestContextContradictsRequest(t *testing.T) {
	t.Parallel()
	inside := Origin{VPC: "vpc-0a1", Endpoint: "vpce-0a1", EndpointAccount: home}
	tests := []struct {
		key, value, why string
		origin          Origin
		wantErr         string // empty: the context may give the key
	}{
		{"aws:SourceVpc", "vpc-0a1", "only if the requester uses a VPC endpoint", Origin{}, "does not set it"},
		{"aws:SourceVpce", "vpce-0a1", "only if the requester uses a VPC endpoint", Origin{}, "does not set it"},
		{"AWS:VpcSourceIP", "10.0.0.7", "only if the request is made using a VPC endpoint", Origin{}, "does not set it"},
		{"aws:VpceAccount", home, "when a request is made through a VPC endpoint", Origin{}, "does not set it"},
		{"aws:VpceOrgID", "o-abc", "when a request is made through a VPC endpoint", Origin{}, "does not set it"},
		{"aws:VpceOrgPaths", "o-abc/r-1/", "when a request is made through a VPC endpoint", Origin{}, "does not set it"},
		{"aws:SourceVpcArn", "arn:aws:ec2:us-east-1:" + home + ":vpc/vpc-0a1", "when a request is made through a VPC endpoint", Origin{}, "does not set it"},
		{"aws:SourceIp", "203.0.113.9", "except when the requester uses a VPC endpoint", inside, "does not set it"},
		{"aws:CalledVia", "athena.amazonaws.com", "not present when the principal makes the call directly", Origin{}, "does not set it"},
		{"aws:username", "alice", "not included for roles", Origin{}, "does not set it"},
		{"aws:PrincipalServiceName", "glue.amazonaws.com", "not present in any other situation", Origin{}, "does not set it"},
		{"aws:SourceVpc", "vpc-0b2", "the origin says it", inside, "follows from the request"},
		{"aws:VpceAccount", abroad, "the origin says it", inside, "follows from the request"},
		{"aws:ViaAWSService", "true", "the origin says it", Origin{}, "follows from the request"},
		{"aws:PrincipalArn", "arn:aws:iam::" + home + ":role/other", "the caller says it", Origin{}, "follows from the request"},
		{"aws:VpceOrgID", "o-abc", "the origin does not say it", inside, ""},
		{"aws:SourceIp", "203.0.113.9", "the origin does not say it", Origin{}, ""},
	}
	for _, test := range tests {
		t.Run(test.key+" "+test.why, func(t *testing.T) {
			t.Parallel()
			c := readTable("arn:aws:iam::"+home+":role/app", Documents{Identity: []NamedDocument{Everything()}})
			c.Request.Origin = test.origin
			c.Keys[test.key] = []string{test.value}
			decision, err := c.evaluate()
			if test.wantErr != "" {
				require.ErrorContains(t, err, test.wantErr, test.why)
				assert.Equal(t, Decision{}, decision)
				return
			}
			require.NoError(t, err)
			assert.True(t, decision.Allowed())
		})
	}
}

func TestIsDerivedKey(t *testing.T) {
	t.Parallel()
	assert.True(t, IsDerivedKey("aws:SourceVPC"), "the origin has it, in any case")
	assert.False(t, IsDerivedKey("aws:PrincipalOrgID"), "only the context can have it")
}

func TestDerivedKeys(t *testing.T) {
	t.Parallel()
	role, service := "arn:aws:iam::"+home+":role/app", "glue.amazonaws.com"
	inside := Origin{VPC: "vpc-0a1", Endpoint: "vpce-0a1", EndpointAccount: home, EndpointOrg: "o-1", IP: "10.0.0.7"}
	via := Origin{Via: []string{"cloudformation.amazonaws.com", "athena.amazonaws.com"}, IP: "203.0.113.9"}
	tests := []struct {
		key, why, principal string
		origin              Origin
		want                Values
	}{
		{"aws:PrincipalArn", "the role's ARN", role, Origin{}, Values{role}},
		{"aws:PrincipalArn", "a service has no ARN", service, Origin{}, nil},
		{"aws:PrincipalAccount", "the caller's", role, Origin{}, Values{home}},
		{"aws:PrincipalType", "a session of a role", role, Origin{}, Values{"AssumedRole"}},
		{"aws:PrincipalType", "the root user is the account", "arn:aws:iam::" + home + ":root", Origin{}, Values{"Account"}},
		{"aws:PrincipalType", "a user", "arn:aws:iam::" + home + ":user/a/alice", Origin{}, Values{"User"}},
		{"aws:PrincipalType", "AWS lists no type for a service", service, Origin{}, nil},
		{
			"aws:username", "a user's name without its path", "arn:aws:iam::" + home + ":user/a/alice",
			Origin{},
			Values{"alice"},
		},
		{"aws:username", "not present for roles", role, Origin{}, nil},
		{"aws:PrincipalIsAWSService", "false for a role", role, Origin{}, Values{"false"}},
		{"aws:PrincipalIsAWSService", "true for a service principal", service, Origin{}, Values{"true"}},
		{"aws:PrincipalServiceName", "only for a service", service, Origin{}, Values{service}},
		{"aws:PrincipalServiceName", "only for a service", role, Origin{}, nil},
		{"aws:ViaAWSService", "always present", role, Origin{}, Values{"false"}},
		{"aws:ViaAWSService", "a service forwards the request", role, via, Values{"true"}},
		{"aws:CalledVia", "in order", role, via, Values{"cloudformation.amazonaws.com", "athena.amazonaws.com"}},
		{"aws:CalledVia", "absent for direct calls", role, Origin{}, nil},
		{"aws:CalledViaFirst", "the first one", role, via, Values{"cloudformation.amazonaws.com"}},
		{"aws:CalledViaLast", "the last one", role, via, Values{"athena.amazonaws.com"}},
		{"aws:CalledViaLast", "absent for direct calls", role, Origin{}, nil},
		{"aws:SourceVpc", "the endpoint's VPC", role, inside, Values{"vpc-0a1"}},
		{"aws:SourceVpc", "a request from the internet has none", role, Origin{}, nil},
		{"aws:SourceVpce", "the endpoint", role, inside, Values{"vpce-0a1"}},
		{"aws:VpceAccount", "the endpoint's account", role, inside, Values{home}},
		{"aws:VpceOrgID", "its organization", role, inside, Values{"o-1"}},
		{"aws:VpcSourceIp", "the private address", role, inside, Values{"10.0.0.7"}},
		{"aws:SourceIp", "absent through an endpoint", role, inside, nil},
		{"aws:SourceIp", "the caller's, even through a service", role, via, Values{"203.0.113.9"}},
		{"aws:SourceIp", "a service's network is redacted", service, Origin{}, nil},
		{"aws:VpcSourceIp", "absent without an endpoint", role, Origin{}, nil},
		{"aws:ResourceAccount", "in the resource's ARN", role, Origin{}, Values{home}},
		{"aws:RequestedRegion", "in the resource's ARN", role, Origin{}, Values{"us-east-1"}},
		{"aws:userid", "a service is no principal of an account", service, Origin{}, nil},
	}
	for _, test := range tests {
		t.Run(test.key+" "+test.why, func(t *testing.T) {
			t.Parallel()
			e := &evaluation{Request: Request{
				Action: "dynamodb:GetItem", Resource: homeTable, Caller: must(ParseCaller(test.principal)), Origin: test.origin,
			}}
			require.NoError(t, e.check())
			key := must(newContextKey(test.key))
			found, err := key.values(e)
			require.NoError(t, err)
			var values Values
			for i := range found.count() {
				values = append(values, found.at(i))
			}
			assert.Equal(t, test.want, values, test.why)
		})
	}
}

func TestDerivedKeysWithoutResource(t *testing.T) {
	t.Parallel()
	e := &evaluation{Request: Request{Resource: "*", Caller: must(ParseCaller("arn:aws:iam::" + home + ":role/app"))}}
	require.NoError(t, e.check())
	account, region := must(newContextKey("aws:ResourceAccount")), must(newContextKey("aws:RequestedRegion"))
	found, err := account.values(e)
	require.NoError(t, err)
	assert.Zero(t, found.count(), "without a resource there is no account of one")
	_, err = region.values(e)
	require.ErrorContains(t, err, "its value must be given", "AWS always sets the key, and nothing here gives its value")
	e.Context = must(NewContext(map[string][]string{"AWS:RequestedRegion": {"eu-west-1"}}))
	found, err = region.values(e)
	require.NoError(t, err)
	assert.Equal(t, "eu-west-1", found.at(0))
}
