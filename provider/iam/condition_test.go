package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// conditionTest is a condition and its result for a request with conditionKeys.
type conditionTest struct {
	name, why, operator, key string
	values                   Values
	want                     bool
}

var conditionKeys = map[string][]string{
	"aws:PrincipalTag/team": {"Orders"}, "aws:MultiFactorAuthAge": {"300"}, "aws:CurrentTime": {"2026-06-01T12:00:00Z"},
	"aws:EpochTime": {"1780315200"}, "aws:MultiFactorAuthPresent": {"true"},
	"aws:PrincipalOrgPaths": {"o-1/r-1/", "o-1/r-1/ou-1/"},
	"aws:RequestTag/blob":   {"aGk="}, "aws:SourceArn": {homeTable}, "dynamodb:LeadingKeys": {"a", "b"},
	"aws:TagKeys": {"one"},
}

func (test conditionTest) run(t *testing.T) {
	t.Helper()
	t.Run(test.name, func(t *testing.T) {
		t.Parallel()
		c := readTable("arn:aws:iam::"+home+":role/app", Documents{Identity: []NamedDocument{{
			"identity",
			statement(Allow, "", Conditions{test.operator: {test.key: test.values}}),
		}}})
		c.Request.Origin.IP, c.Keys = "203.0.113.9", conditionKeys
		decision, err := c.evaluate()
		require.NoError(t, err)
		assert.Equal(t, test.want, decision.Allowed(), test.why)
	})
}

func TestConditions(t *testing.T) {
	t.Parallel()
	const missing = "condition operators, \"If the key that you specify is not present\""
	for _, test := range []conditionTest{
		{"absent, positive", missing, "StringEquals", "aws:PrincipalTag/x", Values{"y"}, false},
		{"absent, negated", missing, "StringNotEquals", "aws:PrincipalTag/x", Values{"y"}, true},
		{"absent, ArnNotLike", missing, "ArnNotLike", "aws:FederatedProvider", Values{"arn:aws:iam::1:x"}, true},
		{"absent, NotIpAddress", missing, "NotIpAddress", "aws:VpcSourceIp", Values{"10.0.0.0/8"}, true},
		{
			"absent, IfExists", "If the key is not present, evaluate the condition element as true", "StringEqualsIfExists",
			"aws:PrincipalTag/x",
			Values{"y"},
			true,
		},
		{
			"present, IfExists", "if it is present, process the key as specified", "StringEqualsIfExists",
			"aws:PrincipalTag/team",
			Values{"y"},
			false,
		},
		{"absent, Bool", "a Deny would not apply", "Bool", "aws:PrincipalTag/x", Values{"false"}, false},
		{"absent, BoolIfExists", "a Deny would apply", "BoolIfExists", "aws:PrincipalTag/x", Values{"false"}, true},

		{"null of an absent key", "true for a key that does not exist", "Null", "aws:PrincipalTag/x", Values{"true"}, true},
		{
			"null of a present key", "true for a key that does not exist", "Null", "aws:PrincipalTag/team",
			Values{"true"},
			false,
		},
		{"not null of a present key", "false for a key that exists", "Null", "aws:PrincipalTag/team", Values{"false"}, true},
		{"not null of an absent key", "false for a key that exists", "Null", "aws:PrincipalTag/x", Values{"false"}, false},
		{"null or not", "values are a logical OR", "Null", "aws:PrincipalTag/x", Values{"true", "false"}, true},
		{"not null of several values", "the key exists", "Null", "dynamodb:LeadingKeys", Values{"false"}, true},

		{
			"any value", "ForAnyValue: one is enough", "ForAnyValue:StringEquals", "dynamodb:LeadingKeys",
			Values{"b", "c"},
			true,
		},
		{
			"any value, none", "ForAnyValue: one is enough", "ForAnyValue:StringEquals", "dynamodb:LeadingKeys",
			Values{"c"},
			false,
		},
		{"any value, negated", "a is not b", "ForAnyValue:StringNotEquals", "dynamodb:LeadingKeys", Values{"b"}, true},
		{
			"any value, absent", "if the key does not exist, the condition returns false", "ForAnyValue:StringNotEquals",
			"dynamodb:Attributes",
			Values{"b"},
			false,
		},
		{
			"all values", "ForAllValues: each must match", "ForAllValues:StringEquals", "dynamodb:LeadingKeys",
			Values{"a", "b", "c"},
			true,
		},
		{
			"all values, one not", "ForAllValues: each must match", "ForAllValues:StringEquals", "dynamodb:LeadingKeys",
			Values{"a"},
			false,
		},
		{
			"all values, absent", "it also returns true if there are no context keys in the request",
			"ForAllValues:StringEquals", "dynamodb:Attributes",
			Values{"b"},
			true,
		},
		{
			"all values, IfExists", "both modifiers are true for an absent key", "ForAllValues:StringEqualsIfExists",
			"dynamodb:Attributes",
			Values{"b"},
			true,
		},
		{
			"a set operator on one value", "it is a set of one", "ForAllValues:StringEquals", "aws:PrincipalTag/team",
			Values{"Orders"},
			true,
		},
		{"one value of a multivalued key", "it is a set of one", "ForAnyValue:StringLike", "aws:TagKeys", Values{"o*"}, true},
	} {
		test.run(t)
	}
}

func TestConditionsRefuse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, operator, key string
		values                   Values
		want                     string
	}{
		{"an unknown operator", "it could decide", "StringMatches", "aws:username", Values{"x"}, "unknown operator"},
		{
			"another spelling", "AWS has only one spelling", "stringequals", "aws:username",
			Values{"x"},
			"unknown operator",
		},
		{
			"Null with IfExists", "any operator except the Null condition", "NullIfExists", "aws:username",
			Values{"true"},
			"unknown operator",
		},
		{
			"Null with a set operator", "it tests for the key, not its values", "ForAnyValue:Null", "aws:TagKeys",
			Values{"true"},
			"unknown operator",
		},
		{"Null of something else", "true or false", "Null", "aws:username", Values{"maybe"}, "neither true nor false"},
		{"no such key", "keys have a service's prefix", "StringEquals", "username", Values{"x"}, "is not a condition key"},
		{"has no values", "nothing to compare with", "StringEquals", "aws:username", Values{}, "has no values"},
		{
			"several values without a set operator", "multivalued context keys require a condition set operator",
			"StringEquals", "aws:TagKeys",
			Values{"x"},
			"set operator",
		},
		{
			"ForAnyValue with IfExists", "two sentences of AWS contradict each other", "ForAnyValue:StringEqualsIfExists",
			"aws:TagKeys",
			Values{"x"},
			"AWS does not say",
		},
		{"a broken variable", "its end is unknown", "StringEquals", "aws:username", Values{"${x"}, "without a closing brace"},
		{"no ARN", "an ARN operator compares ARNs", "ArnLike", "aws:PrincipalArn", Values{"*"}, "is not an ARN"},
		{"no boolean", "true or false", "Bool", "aws:SecureTransport", Values{"yes"}, "neither true nor false"},
		{
			"a variable for a boolean", "you can't use a policy variable with other operators", "Bool", "aws:SecureTransport",
			Values{"${aws:x}"},
			"neither true nor false",
		},
		{"no number", "integer or decimal", "NumericEquals", "aws:MultiFactorAuthAge", Values{"1e3"}, "is not a number"},
		{
			"no date", "without a zone it is no moment", "DateEquals", "aws:CurrentTime",
			Values{"2026-06-01T12:00:00"},
			"is not a date",
		},
		{"no address", "CIDR format", "IpAddress", "aws:SourceIp", Values{"10.0.0"}, "as an IP address"},
		{
			"an IPv4 block in IPv6 form", "its family is ambiguous", "IpAddress", "aws:SourceIp",
			Values{"::ffff:10.0.0.0/104"},
			"in IPv6 form",
		},
		{
			"an IPv4 address in IPv6 form", "its family is ambiguous", "IpAddress", "aws:SourceIp",
			Values{"::ffff:10.0.0.1"},
			"in IPv6 form",
		},
		{
			"no base 64", "a binary value is written in base 64", "BinaryEquals", "aws:RequestTag/blob",
			Values{"?"},
			"as base 64",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Compile(Documents{Identity: []NamedDocument{{
				"identity",
				statement(Allow, "", Conditions{test.operator: {test.key: test.values}}),
			}}})
			require.ErrorContains(t, err, test.want, test.why)
			require.ErrorContains(t, err, `identity policy "identity", statement [0]: condition `+test.operator)
		})
	}
}

func TestConditionsRefuseShapes(t *testing.T) {
	t.Parallel()
	for name, element := range map[string]Conditions{
		"has no keys":   {"StringEquals": {}},
		"duplicate key": {"StringEquals": {"aws:SourceVpc": {"a"}, "aws:sourcevpc": {"b"}}},
	} {
		_, err := Compile(Documents{Identity: []NamedDocument{{"identity", statement(Allow, "", element)}}})
		require.ErrorContains(t, err, name)
	}
}

// TestConditionsRefuseRequests covers values of a request that an operator cannot read.
func TestConditionsRefuseRequests(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, operator, key string
		values                   Values
		keys                     map[string][]string
		want                     string
	}{
		{
			"several values", "the key is not multivalued", "StringEquals", "aws:PrincipalTag/a",
			Values{"x"},
			map[string][]string{"aws:PrincipalTag/a": {"x", "y"}},
			"several values",
		},
		{
			"no ARN", "an ARN operator compares ARNs", "ArnLike", "aws:SourceArn",
			Values{homeTable},
			map[string][]string{"aws:SourceArn": {"x"}},
			"is not an ARN",
		},
		{
			"an incomplete ARN", "an ARN has six parts", "ArnLike", "aws:SourceArn",
			Values{homeTable},
			map[string][]string{"aws:SourceArn": {"arn:aws:s3"}},
			"is not an ARN",
		},
		{
			"no boolean", "neither true nor false", "Bool", "aws:PrincipalTag/a",
			Values{"true"},
			map[string][]string{"aws:PrincipalTag/a": {"x"}},
			"neither true nor false",
		},
		{
			"no number", "the values cannot be compared", "NumericEquals", "aws:PrincipalTag/a",
			Values{"1"},
			map[string][]string{"aws:PrincipalTag/a": {"x"}},
			"is not a number",
		},
		{
			"no date", "the values cannot be compared", "DateEquals", "aws:PrincipalTag/a",
			Values{"1"},
			map[string][]string{"aws:PrincipalTag/a": {"x"}},
			"is not a date",
		},
		{
			"no address", "the values cannot be compared", "IpAddress", "aws:PrincipalTag/a",
			Values{"::1"},
			map[string][]string{"aws:PrincipalTag/a": {"fe80::1%eth0"}},
			"it has a zone",
		},
		{
			"no base 64", "the values cannot be compared", "BinaryEquals", "aws:PrincipalTag/a",
			Values{"aGk="},
			map[string][]string{"aws:PrincipalTag/a": {"?"}},
			"illegal base64",
		},
		{
			"a variable's wildcard", "AWS does not say", "StringLike", "aws:PrincipalTag/a",
			Values{"${aws:PrincipalTag/b}"},
			map[string][]string{"aws:PrincipalTag/a": {"x"}, "aws:PrincipalTag/b": {"*"}},
			"contains a wildcard",
		},
		{
			"a key that AWS always sets", "it is not absent", "StringEquals", "aws:UserAgent",
			Values{"x"},
			nil,
			"its value must be given",
		},
		{
			"no address", "AWS always sets it", "IpAddress", "aws:SourceIp",
			Values{"10.0.0.0/8"},
			nil,
			"its value must be given",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := readTable("arn:aws:iam::"+home+":role/app", Documents{Identity: []NamedDocument{{
				"identity",
				statement(Allow, "", Conditions{test.operator: {test.key: test.values}}),
			}}})
			c.Keys = test.keys
			decision, err := c.evaluate()
			require.ErrorContains(t, err, test.want, test.why)
			require.ErrorContains(t, err,
				"evaluate dynamodb:GetItem on "+homeTable+`: identity policy "identity", statement [0]: `)
			assert.False(t, decision.Allowed(), "an error allows nothing")
		})
	}
}
