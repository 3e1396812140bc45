package iam

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestKeysThatAWSAlwaysSets(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(alwaysSet)) {
		role := &evaluation{Request: Request{Caller: Caller{Kind: RoleCaller}}}
		assert.Equal(t, name != "aws:vpcsourceip", alwaysSet[name](role),
			"%s: a request of a role from the internet has every key except a private address", name)
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
