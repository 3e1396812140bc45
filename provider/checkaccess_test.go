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
)

func checkAccess(t *testing.T, inputs values) (p.InvokeResponse, error) {
	t.Helper()
	provider, err := New()
	require.NoError(t, err)
	server, err := integration.NewServer(t.Context(), Name, semver.MustParse("0.1.0"), integration.WithProvider(provider))
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
			"must have both a VPC and an endpoint or neither",
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
