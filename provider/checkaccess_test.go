package provider

import (
	"testing"

	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/version"
)

func checkAccess(t *testing.T, inputs values) (p.InvokeResponse, error) {
	t.Helper()
	provider, err := New()
	require.NoError(t, err)
	server, err := integration.NewServer(t.Context(), Name, semver.MustParse(version.Version), integration.WithProvider(provider))
	require.NoError(t, err)
	return server.Invoke(p.InvokeRequest{
		Token: tokens.Type(token("checkAccess")),
		Args:  property.NewMap(inputs),
	})
}

// question is the least that can be asked.
func question() values {
	return values{"action": str("dynamodb:GetItem"), "resourceArn": str(ordersARN), "principalArn": str(deployer)}
}

const (
	full       = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`
	needsMFA   = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}}`
	forAccount = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"*","Resource":"*"}}`
)

// plusOrigin is an endpoint with further inputs.
func plusOrigin(inputs values) property.Value {
	return object(plus(values{"vpcId": str("vpc-0a1"), "vpcEndpointId": str("vpce-0a1")}, inputs))
}

// denyIf is a resource policy that denies everything under a condition.
func denyIf(condition string) string {
	return `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{` +
		condition + `}}}`
}

func levels(list ...property.Value) property.Value { return property.New(property.NewArray(list)) }

func level(name string, policies ...string) property.Value {
	return object(values{"name": str(name), "policies": list(policies...)})
}

func TestCheckAccessAnswers(t *testing.T) {
	t.Parallel()
	document, err := policy.Intent{
		Perimeter:   policy.Perimeter{Kind: policy.PerimeterVPCs, IDs: []string{"vpc-0a1"}},
		Enforcement: policy.EnforceData,
		Exemptions:  []policy.Exemption{policy.Administrators([]string{deployer})},
	}.TablePolicy(ordersARN)
	require.NoError(t, err)
	tablePolicy, err := document.JSON()
	require.NoError(t, err)
	endpoint, err := policy.EndpointPolicy("111122223333")
	require.NoError(t, err)
	endpointPolicy, err := endpoint.JSON()
	require.NoError(t, err)
	inside := object(values{"vpcId": str("vpc-0a1"), "vpcEndpointId": str("vpce-0a1")})
	const readOnly = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:Get*","Resource":"*"}}`
	const noReads = `{"Version":"2012-10-17","Statement":{"Sid":"NoReads","Effect":"Deny","Action":"dynamodb:Get*","Resource":"*"}}`
	const noOne = `{"Version":"2012-10-17","Statement":{"Sid":"NoOne","Effect":"Deny","Principal":"*","Action":"dynamodb:*",` +
		`"Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-abc"}}}}`

	outside := func(key, value string) string {
		return `{"Version":"2012-10-17","Statement":{"Sid":"DenyOutside","Effect":"Deny","Principal":"*","Action":"dynamodb:*",` +
			`"Resource":"*","Condition":{"StringNotEquals":{"` + key + `":"` + value + `"}}}}`
	}
	ofAccount, ofOrganization := outside("aws:VpceAccount", "111122223333"), outside("aws:VpceOrgID", "o-a1b2c3d4e5")
	const sameOrganization = `{"Version":"2012-10-17","Statement":[{"Sid":"SameOrganization","Effect":"Deny","Action":"*",` +
		`"Resource":"*","Condition":{"StringNotEquals":{"aws:ResourceOrgID":"${aws:PrincipalOrgID}"}}},` +
		`{"Effect":"Allow","Action":"*","Resource":"*"}]}`
	const fromOffice = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*",` +
		`"Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}}`

	tests := []struct {
		name, why string
		inputs    values
		allowed   bool
		want      string
	}{
		{
			"no policy at all", "the identity policy allows everything by default", nil, true,
			`dynamodb:GetItem is allowed by statement [0] of identity policy "everything"`,
		},
		{
			"from the internet", "that is where a request comes from by default",
			values{"resourcePolicy": str(tablePolicy)},
			false,
			`dynamodb:GetItem is explicitly denied by statement DenyDataAndMovementOutside of resource policy "resourcePolicy"`,
		},
		{
			"from inside", "the policy is about outside",
			values{"resourcePolicy": str(tablePolicy), "origin": inside},
			true,
			`dynamodb:GetItem is allowed by statement [0] of identity policy "everything"`,
		},
		{
			"from inside the account", "the endpoint is the account's",
			values{"resourcePolicy": str(ofAccount), "origin": plusOrigin(values{"vpcEndpointAccountId": str("111122223333")})},
			true,
			`dynamodb:GetItem is allowed by statement [0] of identity policy "everything"`,
		},
		{
			"through another account's endpoint", "the endpoint is another account's",
			values{"resourcePolicy": str(ofAccount), "origin": plusOrigin(values{"vpcEndpointAccountId": str("999988887777")})},
			false,
			`dynamodb:GetItem is explicitly denied by statement DenyOutside of resource policy "resourcePolicy"`,
		},
		{
			"from inside the organization", "the endpoint is the organization's",
			values{
				"resourcePolicy": str(ofOrganization),
				"origin":         plusOrigin(values{"vpcEndpointOrganizationId": str("o-a1b2c3d4e5")}),
			},
			true,
			`dynamodb:GetItem is allowed by statement [0] of identity policy "everything"`,
		},
		{
			"through the endpoint of no organization", "its owner has left the organization",
			values{"resourcePolicy": str(ofOrganization), "origin": plusOrigin(values{"vpcEndpointOrganizationId": str("none")})},
			false,
			`dynamodb:GetItem is explicitly denied by statement DenyOutside of resource policy "resourcePolicy"`,
		},
		{
			"a caller of no organization", "the key is absent",
			values{"identityPolicies": list(sameOrganization), "principalOrganizationId": str("none"), "resourceOrganizationId": str("none")},
			false,
			`dynamodb:GetItem is explicitly denied by statement SameOrganization of identity policy "identityPolicies[0]"`,
		},
		{
			"a caller of the table's organization", "the keys are equal",
			values{
				"identityPolicies":        list(sameOrganization),
				"principalOrganizationId": str("o-a1b2c3d4e5"), "resourceOrganizationId": str("o-a1b2c3d4e5"),
			},
			true,
			`dynamodb:GetItem is allowed by statement [1] of identity policy "identityPolicies[0]"`,
		},
		{
			"a caller without MFA", "an empty list is an absent key",
			values{"identityPolicies": list(needsMFA), "context": object(values{"aws:MultiFactorAuthPresent": list()})},
			false,
			`dynamodb:GetItem is implicitly denied: no identity policy allows it`,
		},
		{
			"an address", "it is the public one",
			values{"identityPolicies": list(fromOffice), "origin": object(values{"ipAddress": str("203.0.113.9")})},
			true,
			`dynamodb:GetItem is allowed by statement [0] of identity policy "identityPolicies[0]"`,
		},
		{
			"a gateway endpoint for an account", "an account is its root user there",
			values{"endpointPolicy": str(forAccount), "origin": plusOrigin(values{"vpcEndpointType": str("gateway")})},
			false,
			`dynamodb:GetItem is implicitly denied: no endpoint policy allows it`,
		},
		{
			"an interface endpoint for an account", "an account is everyone in it",
			values{"endpointPolicy": str(forAccount), "origin": plusOrigin(values{"vpcEndpointType": str("interface")})},
			true,
			`dynamodb:GetItem is allowed by statement [0] of identity policy "everything"`,
		},
		{
			"levels that all allow", "FullAWSAccess and a list of what is allowed",
			values{"serviceControlPolicyLevels": levels(level("Root", full), level("Data", readOnly), level("111122223333", full))},
			true,
			`dynamodb:GetItem is allowed by statement [0] of identity policy "everything"`,
		},
		{
			"a level that does not allow", "every level must",
			values{
				"action":                     str("dynamodb:PutItem"),
				"serviceControlPolicyLevels": levels(level("Root", full), level("Data", readOnly), level("111122223333", full)),
			},
			false,
			`dynamodb:PutItem is implicitly denied: no service control policy of "Data" allows it`,
		},
		{
			"a level that denies", "a Deny overrides every Allow",
			values{"serviceControlPolicyLevels": levels(level("Root", full, noReads), level("111122223333", full))},
			false,
			`dynamodb:GetItem is explicitly denied by statement NoReads of service control policy ` +
				`"serviceControlPolicyLevels[0].policies[1]"`,
		},
		{
			"a level that only denies", "FullAWSAccess is not taken to be attached",
			values{"serviceControlPolicyLevels": levels(level("Root", full), level("111122223333", noReads)), "action": str("dynamodb:PutItem")},
			false,
			`dynamodb:PutItem is implicitly denied: no service control policy of "111122223333" allows it`,
		},
		{
			"through a service", "it carries the caller's VPC no longer",
			values{"resourcePolicy": str(tablePolicy), "origin": object(values{"via": list("athena.amazonaws.com")})},
			false,
			`dynamodb:GetItem is explicitly denied by statement DenyDataAndMovementOutside of resource policy "resourcePolicy"`,
		},
		{
			"an administrator's work", "it deploys from anywhere",
			values{"resourcePolicy": str(tablePolicy), "action": str("dynamodb:UpdateTable")},
			true,
			`dynamodb:UpdateTable is allowed by statement [0] of identity policy "everything"`,
		},
		{
			"another account's table", "the endpoint keeps to its own account",
			values{
				"endpointPolicy": str(endpointPolicy), "origin": inside,
				"resourceArn": str("arn:aws:dynamodb:us-east-1:999988887777:table/loot"),
			},
			false,
			`dynamodb:GetItem is implicitly denied: no endpoint policy allows it`,
		},
		{
			"an identity policy", "it is asked in place of the default",
			values{"identityPolicies": list(readOnly), "action": str("dynamodb:PutItem")},
			false,
			`dynamodb:PutItem is implicitly denied: no identity policy allows it`,
		},
		{
			"a service control policy", "FullAWSAccess is attached beside it",
			values{"serviceControlPolicies": list(noReads)},
			false,
			`dynamodb:GetItem is explicitly denied by statement NoReads of service control policy "serviceControlPolicies[0]"`,
		},
		{
			"a resource control policy and a key", "the key is the caller's organization",
			values{
				"resourceControlPolicies": list(noOne),
				"context":                 object(values{"aws:PrincipalOrgID": list("o-abc")}),
			},
			false,
			`dynamodb:GetItem is explicitly denied by statement NoOne of resource control policy "resourceControlPolicies[0]"`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			response, err := checkAccess(t, plus(question(), test.inputs))
			require.NoError(t, err)
			require.Empty(t, response.Failures)
			assert.Equal(t, test.allowed, response.Return.Get("allowed").AsBool(), test.why)
			assert.Equal(t, test.want, response.Return.Get("reason").AsString())
		})
	}
}

func TestCheckAccessRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		inputs    values
		want      string
	}{
		{
			"MFA that a Deny tests", "a session may have it or not",
			values{"resourcePolicy": str(denyIf(`"Bool":{"aws:MultiFactorAuthPresent":"false"}`))},
			"context: evaluate dynamodb:GetItem",
		},
		{
			"MFA that a Deny wants to be there", "a session may have it or not",
			values{"resourcePolicy": str(denyIf(`"Null":{"aws:MultiFactorAuthPresent":"true"}`))},
			"context: evaluate dynamodb:GetItem",
		},
		{
			"an organization that a Deny tests", "the caller may be in one or not",
			values{"resourcePolicy": str(denyIf(`"StringNotEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}`))},
			"principalOrganizationId: evaluate dynamodb:GetItem",
		},
		{
			"an address that a Deny tests", "a request from the internet has one",
			values{"resourcePolicy": str(denyIf(`"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}`))},
			"origin.ipAddress: evaluate dynamodb:GetItem",
		},
		{
			"a VPC as context", "without an endpoint AWS does not set it",
			values{"context": object(values{"aws:SourceVpc": list("vpc-0a1")})},
			"context: ",
		},
		{
			"a VPC and a service", "the source VPC of the initial request is not preserved",
			values{"origin": object(values{"vpcId": str("vpc-0a1"), "via": list("athena.amazonaws.com")})},
			"origin: it has both a network and a service",
		},
		{
			"a table in a Region of another partition", "there is none",
			values{"resourceArn": str("arn:aws:dynamodb:us-gov-west-1:111122223333:table/orders")},
			"resourceArn: must name a Region of its own partition",
		},
		{
			"a caller of another partition", "its IAM is another one",
			values{"principalArn": str("arn:aws-cn:iam::111122223333:role/app")},
			"another partition",
		},
		{
			"a session", "its ARN leaves the role's path out",
			values{"principalArn": str("arn:aws:sts::111122223333:assumed-role/deployer/run")},
			"principalArn: ",
		},
		{"a broken policy", "it cannot be judged", values{"resourcePolicy": str("{")}, "resourcePolicy: parse policy document"},
		{
			"two broken policies", "every mistake at once",
			values{"identityPolicies": list("{", "}")},
			"identityPolicies[1]: parse policy document",
		},
		{"no action", "it would match nothing", values{"action": str("GetItem")}, "GetItem"},
		{
			"an empty key", "absent and empty are not the same",
			values{"context": object(values{"aws:PrincipalOrgID": list("")})},
			"context: ",
		},
		{
			"half an origin", "an endpoint belongs to a VPC",
			values{"origin": object(values{"vpcId": str("vpc-0a1")})},
			"origin: it must have both a VPC and an endpoint or neither",
		},
		{
			"an endpoint and a service", "the source VPC of the initial request is not preserved",
			values{"origin": plusOrigin(values{"via": list("athena.amazonaws.com")})},
			"origin: it has both a network and a service",
		},
		{
			"a service of no name", "a service has a principal",
			values{"origin": object(values{"via": list("athena.amazonaws.com", "athena")})},
			"origin.via[1]: must be the name of a service",
		},
		{
			"the owner of no endpoint", "only an endpoint has an owner",
			values{"origin": object(values{"vpcEndpointAccountId": str("111122223333")})},
			"origin.vpcEndpointAccountId: needs origin.vpcEndpointId",
		},
		{
			"the organization of no endpoint", "only an endpoint has an owner",
			values{"origin": object(values{"vpcEndpointOrganizationId": str("o-a1b2c3d4e5")})},
			"origin.vpcEndpointOrganizationId: needs origin.vpcEndpointId",
		},
		{
			"an account that is none", "an account id has 12 digits",
			values{"origin": plusOrigin(values{"vpcEndpointAccountId": str("1111")})},
			"origin.vpcEndpointAccountId: must be an account id",
		},
		{
			"a type that is none", "there are two",
			values{"origin": plusOrigin(values{"vpcEndpointType": str("Gateway")})},
			"origin.vpcEndpointType: must be gateway or interface",
		},
		{
			"an address that is none", "it would match nothing",
			values{"origin": object(values{"ipAddress": str("203.0.113.0/24")})},
			"origin.ipAddress: ",
		},
		{
			"an organization that is none", "it would match nothing",
			values{"principalOrganizationId": str("a1b2c3d4e5")},
			"principalOrganizationId: must be the id of an organization",
		},
		{
			"two organizations", "there is one",
			values{
				"resourceOrganizationId": str("o-a1b2c3d4e5"),
				"context":                object(values{"AWS:ResourceOrgID": list("o-f6g7h8i9j0")}),
			},
			"resourceOrganizationId: conflicts with the aws:ResourceOrgID of context",
		},
		{
			"a place in no organization", "only a member has one",
			values{
				"principalOrganizationId": str("none"),
				"context":                 object(values{"aws:PrincipalOrgPaths": list("o-a1b2c3d4e5/r-1/")}),
			},
			"principalOrganizationId: conflicts with the aws:PrincipalOrgPaths of context",
		},
		{
			"levels and a list", "a list is one level",
			values{"serviceControlPolicies": list(full), "serviceControlPolicyLevels": levels(level("Root", full))},
			"serviceControlPolicyLevels: conflicts with serviceControlPolicies",
		},
		{
			"a level without policies", "AWS attaches one at least",
			values{"serviceControlPolicyLevels": levels(level("Root", full), level("Data"))},
			"serviceControlPolicyLevels[1].policies: must list at least one policy",
		},
		{
			"a level without a name", "the answer names it",
			values{"serviceControlPolicyLevels": levels(level("", full))},
			"serviceControlPolicyLevels[0].name: must not be empty",
		},
		{
			"two levels of a name", "the answer names it",
			values{"serviceControlPolicyLevels": levels(level("Root", full), level("Root", full))},
			`serviceControlPolicyLevels[1].name: "Root" is already the name`,
		},
		{
			"a broken policy of a level", "it cannot be judged",
			values{"serviceControlPolicyLevels": levels(level("Root", full, "{"))},
			"serviceControlPolicyLevels[0].policies[1]: parse policy document",
		},
		{
			"MFA that is not said", "a session may have it or not",
			values{"identityPolicies": list(needsMFA)},
			"context: evaluate dynamodb:GetItem",
		},
		{
			"an account that is not said", "the endpoint has an owner",
			values{
				"origin":         plusOrigin(values{}),
				"resourcePolicy": str(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:VpceAccount":"111122223333"}}}}`),
			},
			"origin.vpcEndpointAccountId: evaluate dynamodb:GetItem",
		},
		{
			"a type that is not said", "it decides what the account means",
			values{"origin": plusOrigin(values{}), "endpointPolicy": str(forAccount)},
			"origin.vpcEndpointType: evaluate dynamodb:GetItem",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := checkAccess(t, plus(question(), test.inputs))
			require.ErrorContains(t, err, test.want, test.why)
		})
	}
}
