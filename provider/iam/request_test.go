package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNewContextRefuses(t *testing.T) {
	t.Parallel()
	for want, values := range map[string]map[string][]string{
		"duplicate":      {"aws:TagKeys": {"a"}, "aws:tagkeys": {"b"}},
		"an empty value": {"aws:PrincipalTag/a": {""}},
	} {
		_, err := NewContext(values)
		require.ErrorContains(t, err, want)
	}
}

func TestEvaluateRefuses(t *testing.T) {
	t.Parallel()
	app := must(ParseCaller("arn:aws:iam::" + home + ":role/app"))
	glue, via := must(ParseCaller("glue.amazonaws.com")), Origin{Via: []string{"athena.amazonaws.com"}}
	tests := []struct {
		name, why string
		request   Request
		want      string
	}{
		{"no caller", "a request is signed", Request{Action: "dynamodb:GetItem", Resource: homeTable}, "has no caller"},
		{"no action", "a request has one action", Request{Resource: homeTable, Caller: app}, "is not a single action"},
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
			"an incomplete ARN", "one request is one resource",
			Request{Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb", Caller: app},
			"neither an ARN nor",
		},
		{
			"no ARN, but five colons", "an ARN begins with arn",
			Request{Action: "dynamodb:GetItem", Resource: "a:b:c:d:e:f", Caller: app},
			"neither an ARN nor",
		},
		{
			"a resource without an account", "policies apply by account",
			Request{Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket", Caller: app},
			"is not the ARN of one resource in an account",
		},
		{
			"a caller from China", "You cannot use IAM credentials from one partition in a different partition",
			Request{
				Action: "dynamodb:GetItem", Resource: homeTable,
				Caller: must(ParseCaller("arn:aws-cn:iam::" + home + ":role/app")),
			},
			"another partition",
		},
		{
			"a caller from GovCloud", "You cannot use IAM credentials from one partition in a different partition",
			Request{
				Action: "dynamodb:GetItem", Resource: homeTable,
				Caller: must(ParseCaller("arn:aws-us-gov:iam::" + home + ":root")),
			},
			"another partition",
		},
		{
			"a table in China", "You cannot use IAM credentials from one partition in a different partition",
			Request{
				Action: "dynamodb:GetItem", Resource: "arn:aws-cn:dynamodb:cn-north-1:" + home + ":table/orders", Caller: app,
			},
			"another partition",
		},
		{
			"a service of China", "no other partition has services of such a name",
			Request{
				Action: "dynamodb:GetItem", Resource: homeTable, Caller: must(ParseCaller("glue.amazonaws.com.cn")),
			},
			"another partition",
		},
		{
			"a service with an endpoint", "certain network-specific authorization context is redacted",
			Request{
				Action: "dynamodb:GetItem", Resource: homeTable, Caller: glue, Origin: Origin{VPC: "vpc-0a1", Endpoint: "vpce-0a1"},
			},
			"omit the network",
		},
		{
			"a service with an address", "certain network-specific authorization context is redacted",
			Request{Action: "dynamodb:GetItem", Resource: homeTable, Caller: glue, Origin: Origin{IP: "203.0.113.9"}},
			"omit the network",
		},
		{
			"a service whose request is forwarded", "using the credentials of an IAM principal",
			Request{Action: "dynamodb:GetItem", Resource: homeTable, Caller: glue, Origin: via},
			"only the requests of a role",
		},
		{
			"a forwarded request through an endpoint", "the source VPC of the initial request is not preserved",
			Request{
				Action: "dynamodb:GetItem", Resource: homeTable, Caller: app,
				Origin: Origin{VPC: "vpc-0a1", Endpoint: "vpce-0a1", Via: via.Via},
			},
			"omit the VPC and the endpoint",
		},
		{
			"a forwarded request from a VPC", "the source VPC of the initial request is not preserved",
			Request{
				Action: "dynamodb:GetItem", Resource: homeTable, Caller: app, Origin: Origin{VPC: "vpc-0a1", Via: via.Via},
			},
			"omit the VPC and the endpoint",
		},
		{
			"an endpoint without a VPC", "AWS sets both keys",
			Request{Action: "dynamodb:GetItem", Resource: homeTable, Caller: app, Origin: Origin{Endpoint: "vpce-0a1"}},
			"both a VPC and an endpoint",
		},
		{
			"a VPC without an endpoint", "AWS sets both keys",
			Request{Action: "dynamodb:GetItem", Resource: homeTable, Caller: app, Origin: Origin{VPC: "vpc-0a1"}},
			"both a VPC and an endpoint",
		},
		{
			"an endpoint's account without an endpoint", "only an endpoint has an owner",
			Request{Action: "dynamodb:GetItem", Resource: homeTable, Caller: app, Origin: Origin{EndpointAccount: home}},
			"but no endpoint",
		},
		{
			"an organization's endpoint without an endpoint", "only an endpoint has an owner",
			Request{
				Action: "dynamodb:GetItem", Resource: homeTable, Caller: app,
				Origin: Origin{EndpointOrgPaths: []string{"o-abc/r-1/"}, Via: via.Via},
			},
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
