package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestConditions(t *testing.T) {
	t.Parallel()
	const missing = "condition operators, \"If the key that you specify is not present\""
	keys := map[string][]string{
		"aws:PrincipalTag/team": {"Orders"}, "aws:MultiFactorAuthAge": {"300"}, "aws:CurrentTime": {"2026-06-01T12:00:00Z"},
		"aws:EpochTime": {"1780315200"}, "aws:MultiFactorAuthPresent": {"true"},
		"aws:PrincipalOrgPaths": {"o-1/r-1/", "o-1/r-1/ou-1/"},
		"aws:RequestTag/blob":   {"aGk="}, "aws:SourceArn": {homeTable}, "dynamodb:LeadingKeys": {"a", "b"},
		"aws:TagKeys": {"one"},
	}
	tests := []struct {
		name, why, operator, key string
		wanted                   Values
		want                     bool
	}{
		{"equal", "StringEquals is exact", "StringEquals", "aws:PrincipalTag/team", Values{"Orders"}, true},
		{
			"equal, any key case", "key names are not case-sensitive", "StringEquals", "AWS:principaltag/Team",
			Values{"Orders"},
			true,
		},
		{
			"equal, other case", "StringEquals is case sensitive", "StringEquals", "aws:PrincipalTag/team",
			Values{"orders"},
			false,
		},
		{"equal, a star", "StringEquals knows no wildcards", "StringEquals", "aws:PrincipalTag/team", Values{"O*"}, false},
		{"one of several", "values are a logical OR", "StringEquals", "aws:PrincipalTag/team", Values{"x", "Orders"}, true},
		{
			"none of several", "values of a negated operator are NOR", "StringNotEquals", "aws:PrincipalTag/team",
			Values{"x", "Orders"},
			false,
		},
		{"not equal", "it is none of them", "StringNotEquals", "aws:PrincipalTag/team", Values{"x", "y"}, true},
		{
			"ignoring case", "StringEqualsIgnoreCase", "StringEqualsIgnoreCase", "aws:PrincipalTag/team",
			Values{"ORDERS"},
			true,
		},
		{
			"not, ignoring case", "StringNotEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "aws:PrincipalTag/team",
			Values{"ORDERS"},
			false,
		},
		{"like", "StringLike knows wildcards", "StringLike", "aws:PrincipalTag/team", Values{"O?d*"}, true},
		{"not like", "StringNotLike negates", "StringNotLike", "aws:PrincipalTag/team", Values{"O?d*"}, false},

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
		{"absent, Bool", "it fails open in a Deny", "Bool", "aws:PrincipalTag/x", Values{"false"}, false},
		{"absent, BoolIfExists", "it fails closed in a Deny", "BoolIfExists", "aws:PrincipalTag/x", Values{"false"}, true},

		{"null of an absent key", "true for a key that does not exist", "Null", "aws:PrincipalTag/x", Values{"true"}, true},
		{
			"null of a present key", "true for a key that does not exist", "Null", "aws:PrincipalTag/team",
			Values{"true"},
			false,
		},
		{"not null of a present key", "false for a key that exists", "Null", "aws:PrincipalTag/team", Values{"false"}, true},
		{"not null of an absent key", "false for a key that exists", "Null", "aws:PrincipalTag/x", Values{"false"}, false},
		{"null or not", "values are a logical OR", "Null", "aws:PrincipalTag/x", Values{"true", "false"}, true},
		{"null of several values", "they are not null", "Null", "dynamodb:LeadingKeys", Values{"false"}, true},

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
			"all values, IfExists", "both modifiers say true of an absent key", "ForAllValues:StringEqualsIfExists",
			"dynamodb:Attributes",
			Values{"b"},
			true,
		},
		{
			"a set operator on one value", "a set of one", "ForAllValues:StringEquals", "aws:PrincipalTag/team",
			Values{"Orders"},
			true,
		},
		{"one value of a key of several", "a set of one", "ForAnyValue:StringLike", "aws:TagKeys", Values{"o*"}, true},

		{"ARN", "ArnLike compares part by part", "ArnLike", "aws:SourceArn", Values{"arn:aws:dynamodb:*:*:table/*"}, true},
		{
			"ARN, equals", "ArnEquals and ArnLike behave identically", "ArnEquals", "aws:SourceArn",
			Values{"arn:aws:dynamodb:*:*:table/*"},
			true,
		},
		{
			"ARN, not", "none of the values", "ArnNotEquals", "aws:SourceArn",
			Values{"arn:aws:s3:::x", "arn:aws:dynamodb:*:*:table/orders"},
			false,
		},

		{"true", "Bool", "Bool", "aws:MultiFactorAuthPresent", Values{"true"}, true},
		{"true, another case", "a boolean is no string", "Bool", "aws:MultiFactorAuthPresent", Values{"True"}, true},
		{"false", "Bool", "Bool", "aws:MultiFactorAuthPresent", Values{"false"}, false},
		{"binary", "byte for byte", "BinaryEquals", "aws:RequestTag/blob", Values{"aGk="}, true},
		{"binary, other", "byte for byte", "BinaryEquals", "aws:RequestTag/blob", Values{"aGo="}, false},

		{"number", "NumericEquals", "NumericEquals", "aws:MultiFactorAuthAge", Values{"300.0"}, true},
		{"number, not", "NumericNotEquals", "NumericNotEquals", "aws:MultiFactorAuthAge", Values{"300"}, false},
		{"less", "the request's value is the left side", "NumericLessThan", "aws:MultiFactorAuthAge", Values{"301"}, true},
		{
			"less or equal", "the request's value is the left side", "NumericLessThanEquals", "aws:MultiFactorAuthAge",
			Values{"300"},
			true,
		},
		{
			"greater", "the request's value is the left side", "NumericGreaterThan", "aws:MultiFactorAuthAge",
			Values{"299.5"},
			true,
		},
		{
			"greater or equal", "the request's value is the left side", "NumericGreaterThanEquals", "aws:MultiFactorAuthAge",
			Values{"301"},
			false,
		},
		{"date", "one moment in two zones", "DateEquals", "aws:CurrentTime", Values{"2026-06-01T14:00:00+02:00"}, true},
		{"date, not", "one moment", "DateNotEquals", "aws:CurrentTime", Values{"2026-06-01T12:00Z"}, false},
		{"before", "a day begins at midnight", "DateLessThan", "aws:CurrentTime", Values{"2026-06-02"}, true},
		{"after", "a day begins at midnight", "DateGreaterThan", "aws:CurrentTime", Values{"2026-06-01"}, true},
		{"epoch", "it counts seconds", "DateLessThanEquals", "aws:EpochTime", Values{"2026-06-01T12:00:00Z"}, true},
		{
			"epoch, as a policy's value", "it counts seconds", "DateGreaterThanEquals", "aws:CurrentTime",
			Values{"1780315201"},
			false,
		},

		{"address", "a CIDR block", "IpAddress", "aws:SourceIp", Values{"203.0.113.0/24"}, true},
		{"address, all", "a CIDR block", "IpAddress", "aws:SourceIp", Values{"0.0.0.0/0"}, true},
		{
			"address, alone", "IAM uses the default prefix value of /32", "NotIpAddress", "aws:SourceIp",
			Values{"203.0.113.9"},
			false,
		},
		{
			"address, other family", "no IPv4 address is in an IPv6 block", "NotIpAddress", "aws:SourceIp",
			Values{"2001:db8::/32", "::1"},
			true,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := readTable("arn:aws:iam::"+home+":role/app", Documents{Identity: []NamedDocument{{
				"identity",
				statement(Allow, "", Conditions{test.operator: {test.key: test.wanted}}),
			}}})
			c.Request.Origin.IP, c.Keys = "203.0.113.9", keys
			decision, err := c.evaluate()
			require.NoError(t, err)
			assert.Equal(t, test.want, decision.Allowed(), test.why)
		})
	}
}

func TestConditionsRefuse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, operator, key string
		wanted                   Values
		want                     string
	}{
		{"an unknown operator", "it could decide", "StringMatches", "aws:username", Values{"x"}, "unknown operator"},
		{
			"another spelling", "AWS names its operators one way", "stringequals", "aws:username",
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
		{"a broken variable", "what would it be", "StringEquals", "aws:username", Values{"${x"}, "without a closing brace"},
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
			"an IPv4 block as IPv6", "is it one or the other", "IpAddress", "aws:SourceIp",
			Values{"::ffff:10.0.0.0/104"},
			"in IPv6 form",
		},
		{
			"an IPv4 address as IPv6", "is it one or the other", "IpAddress", "aws:SourceIp",
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
				statement(Allow, "", Conditions{test.operator: {test.key: test.wanted}}),
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

// What a request says can be as unreadable as what a policy says.
func TestConditionsRefuseRequests(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, operator, key string
		wanted                   Values
		keys                     map[string][]string
		want                     string
	}{
		{
			"several values", "AWS knows one", "StringEquals", "aws:PrincipalTag/a",
			Values{"x"},
			map[string][]string{"aws:PrincipalTag/a": {"x", "y"}},
			"several values",
		},
		{
			"no ARN", "nothing to compare part by part", "ArnLike", "aws:SourceArn",
			Values{homeTable},
			map[string][]string{"aws:SourceArn": {"x"}},
			"is not an ARN",
		},
		{
			"half an ARN", "nothing to compare part by part", "ArnLike", "aws:SourceArn",
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
			"no number", "not to be compared", "NumericEquals", "aws:PrincipalTag/a",
			Values{"1"},
			map[string][]string{"aws:PrincipalTag/a": {"x"}},
			"is not a number",
		},
		{
			"no date", "not to be compared", "DateEquals", "aws:PrincipalTag/a",
			Values{"1"},
			map[string][]string{"aws:PrincipalTag/a": {"x"}},
			"is not a date",
		},
		{
			"no address", "not to be compared", "IpAddress", "aws:PrincipalTag/a",
			Values{"::1"},
			map[string][]string{"aws:PrincipalTag/a": {"fe80::1%eth0"}},
			"it has a zone",
		},
		{
			"no base 64", "not to be compared", "BinaryEquals", "aws:PrincipalTag/a",
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
			"a key that is always there", "AWS sets it", "StringEquals", "aws:UserAgent",
			Values{"x"},
			nil,
			"its value must be given",
		},
		{
			"a key given twice", "it follows from the caller", "StringEquals", "aws:PrincipalAccount",
			Values{home},
			map[string][]string{"aws:PrincipalAccount": {abroad}},
			"its context must not give it",
		},
		{
			"an address that was not given", "a request has one", "IpAddress", "aws:SourceIp",
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
				statement(Allow, "", Conditions{test.operator: {test.key: test.wanted}}),
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
		{"aws:PrincipalArn", "a service has none of ours", service, Origin{}, nil},
		{"aws:PrincipalAccount", "the caller's", role, Origin{}, Values{home}},
		{"aws:PrincipalType", "a session of a role", role, Origin{}, Values{"AssumedRole"}},
		{"aws:PrincipalType", "root is the account", "arn:aws:iam::" + home + ":root", Origin{}, Values{"Account"}},
		{"aws:PrincipalType", "a user", "arn:aws:iam::" + home + ":user/a/alice", Origin{}, Values{"User"}},
		{"aws:PrincipalType", "the page lists no service", service, Origin{}, nil},
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
		{"aws:ViaAWSService", "a service passes it on", role, via, Values{"true"}},
		{"aws:CalledVia", "in order", role, via, Values{"cloudformation.amazonaws.com", "athena.amazonaws.com"}},
		{"aws:CalledVia", "absent for direct calls", role, Origin{}, nil},
		{"aws:CalledViaFirst", "the first one", role, via, Values{"cloudformation.amazonaws.com"}},
		{"aws:CalledViaLast", "the last one", role, via, Values{"athena.amazonaws.com"}},
		{"aws:CalledViaLast", "absent for direct calls", role, Origin{}, nil},
		{"aws:SourceVpc", "the endpoint's VPC", role, inside, Values{"vpc-0a1"}},
		{"aws:SourceVpc", "the internet has none", role, Origin{}, nil},
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

func TestDerivedKeysOfACallWithoutResource(t *testing.T) {
	t.Parallel()
	e := &evaluation{Request: Request{Resource: "*", Caller: must(ParseCaller("arn:aws:iam::" + home + ":role/app"))}}
	require.NoError(t, e.check())
	account, region := must(newContextKey("aws:ResourceAccount")), must(newContextKey("aws:RequestedRegion"))
	found, err := account.values(e)
	require.NoError(t, err)
	assert.Zero(t, found.count(), "no resource, no account of one")
	_, err = region.values(e)
	require.ErrorContains(t, err, "its value must be given", "the key is always there, and nothing says what it is")
	e.Context = must(NewContext(map[string][]string{"AWS:RequestedRegion": {"eu-west-1"}}))
	found, err = region.values(e)
	require.NoError(t, err)
	assert.Equal(t, "eu-west-1", found.at(0))
}

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
