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
		"omit a key":     {"aws:PrincipalTag/a": {}},
	} {
		_, err := NewContext(values)
		require.ErrorContains(t, err, want)
	}
}

func TestEvaluateRefuses(t *testing.T) {
	t.Parallel()
	app := must(ParseCaller("arn:aws:iam::" + home + ":role/app"))
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
			"a VPC without an endpoint", "AWS sets both keys",
			Request{Action: "dynamodb:GetItem", Resource: homeTable, Caller: app, Origin: Origin{VPC: "vpc-0a1"}},
			"both a VPC and an endpoint",
		},
		{
			"an endpoint's account without an endpoint", "only an endpoint has an owner",
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
