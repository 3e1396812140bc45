package iam

import "testing"

func TestOperators(t *testing.T) {
	t.Parallel()
	for _, test := range []conditionTest{
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
		{"equal, a star", "StringEquals has no wildcards", "StringEquals", "aws:PrincipalTag/team", Values{"O*"}, false},
		{"one of several", "values are a logical OR", "StringEquals", "aws:PrincipalTag/team", Values{"x", "Orders"}, true},
		{
			"none of several", "values of a negated operator are NOR", "StringNotEquals", "aws:PrincipalTag/team",
			Values{"x", "Orders"},
			false,
		},
		{"not equal", "it is none of them", "StringNotEquals", "aws:PrincipalTag/team", Values{"x", "y"}, true},
		{"ignoring case", "StringEqualsIgnoreCase", "StringEqualsIgnoreCase", "aws:PrincipalTag/team", Values{"ORDERS"}, true},
		{
			"not, ignoring case", "StringNotEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "aws:PrincipalTag/team",
			Values{"ORDERS"},
			false,
		},
		{"like", "StringLike has wildcards", "StringLike", "aws:PrincipalTag/team", Values{"O?d*"}, true},
		{"not like", "StringNotLike negates", "StringNotLike", "aws:PrincipalTag/team", Values{"O?d*"}, false},

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
		{"true, another case", "a boolean is not a string", "Bool", "aws:MultiFactorAuthPresent", Values{"True"}, true},
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
	} {
		test.run(t)
	}
}
