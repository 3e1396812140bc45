package iam

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTemplatesResolve(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why     string
		written, text string
		as            syntax
		want          bool
	}{
		{
			"a variable", "it is replaced by the request's value", "${aws:PrincipalAccount}", home,
			syntax{variables: true},
			true,
		},
		{
			"a variable in any case", "key names are not case-sensitive", "${AWS:principalaccount}", home,
			syntax{variables: true},
			true,
		},
		{
			"a variable among text", "only the variable is replaced", "a-${aws:PrincipalAccount}-b", "a-" + home + "-b",
			syntax{variables: true},
			true,
		},
		{
			"an older version", "variables are literal strings without 2012-10-17", "${aws:PrincipalAccount}",
			"${aws:PrincipalAccount}",
			syntax{},
			true,
		},
		{"no value", "there is no equal or like value", "${aws:PrincipalTag/absent}", "", syntax{variables: true}, false},
		{
			"a default", "it stands in for an absent key", "${aws:PrincipalTag/absent, 'none'}", "none",
			syntax{variables: true},
			true,
		},
		{
			"an unused default", "the key is present", "${aws:PrincipalTag/team, 'none'}", "orders",
			syntax{variables: true},
			true,
		},
		{"an escaped star", "${*} is an asterisk", "a${*}", "a*", syntax{variables: true, wildcards: true}, true},
		{
			"an escaped star is no wildcard", "${*} is an asterisk", "a${*}", "ab",
			syntax{variables: true, wildcards: true},
			false,
		},
		{"an escaped question mark", "${?} is a question mark", "${?}", "?", syntax{variables: true, wildcards: true}, true},
		{"an escaped dollar", "${$} is a dollar sign", "${$}{x}", "${x}", syntax{variables: true}, true},
		{
			"a wildcard beside a variable", "it is still a wildcard", "${aws:PrincipalTag/team}*", "orders-2",
			syntax{variables: true, wildcards: true},
			true,
		},
		{"a star without wildcards", "StringEquals has none", "a*", "ab", syntax{}, false},
		{
			"a variable in a part of an ARN", "it is replaced before the parts are compared",
			"arn:aws:iam::${aws:PrincipalAccount}:role/*", "arn:aws:iam::" + home + ":role/app",
			syntax{variables: true, wildcards: true, arn: true},
			true,
		},
		{
			"a variable that is an ARN", "it is the whole pattern", "${aws:PrincipalArn}",
			"arn:aws:iam::" + home + ":role/app",
			syntax{variables: true, wildcards: true, arn: true},
			true,
		},
	}
	e := &evaluation{Request: Request{
		Caller:  must(ParseCaller("arn:aws:iam::" + home + ":role/app")),
		Context: must(NewContext(map[string][]string{"aws:PrincipalTag/team": {"orders"}})),
	}}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			template, err := newTemplate(test.written, test.as)
			require.NoError(t, err)
			pattern, known, err := template.resolve(e)
			require.NoError(t, err)
			assert.Equal(t, test.want, known && pattern.Match(test.text), test.why)
		})
	}
}

func TestTemplatesRefuse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, written, want string
		arn                      bool
	}{
		{"a variable without an end", "its end is unknown", "a${aws:username", "without a closing brace", false},
		{"no key", "AWS has no such variable", "${}", "is not a condition key", false},
		{"a name without a service", "AWS has no such variable", "${username}", "is not a condition key", false},
		{
			"a space", "a space is not supported within the policy variable text", "${ aws:username}",
			"is not a condition key", false,
		},
		{
			"several values", "you cannot use a multivalued context key as a policy variable", "${aws:TagKeys}",
			"multivalued key", false,
		},
		{
			"a default without quotes", "it must begin and end with a single quote", "${aws:username, x}", "single quotes",
			false,
		},
		{
			"a default with one quote", "it must begin and end with a single quote", "${aws:username, 'x}", "single quotes",
			false,
		},
		{"an empty default", "AWS does not say what it would match", "${aws:username, ''}", "single quotes", false},
		{
			"a default with a wildcard", "AWS does not say whether it would be one", "${aws:username, '*'}", "single quotes",
			false,
		},
		{"an incomplete ARN", "AWS does not say what it matches", "arn:aws:iam", "not an ARN of six parts", true},
		{"no ARN", "an ARN operator compares ARNs", "role/x", "is not an ARN", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := newTemplate(test.written, syntax{variables: true, wildcards: true, arn: test.arn})
			require.ErrorContains(t, err, test.want, test.why)
		})
	}
	_, err := languageOf("2026-01-01")
	require.ErrorContains(t, err, "neither 2012-10-17 nor 2008-10-17")
}

func TestTemplatesRefuseValues(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, written string
		arn                bool
		value              []string
		want               string
	}{
		{
			"a wildcard", "AWS does not say whether it would be one", "${aws:PrincipalTag/team}", false,
			[]string{"*"},
			"contains a wildcard",
		},
		{"several values", "a variable has one value", "${aws:PrincipalTag/team}", false, []string{"a", "b"}, "several values"},
		{
			"no ARN", "an ARN operator compares ARNs", "${aws:PrincipalTag/team}", true,
			[]string{"a"},
			"not an ARN of six parts",
		},
		{
			"no ARN, but five colons", "an ARN begins with arn", "${aws:PrincipalTag/team}", true,
			[]string{"a:b:c:d:e:f"},
			"not an ARN of six parts",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			template, err := newTemplate(test.written, syntax{variables: true, wildcards: true, arn: test.arn})
			require.NoError(t, err)
			context := must(NewContext(map[string][]string{"aws:PrincipalTag/team": test.value}))
			_, known, err := template.resolve(&evaluation{Request: Request{Context: context}})
			assert.False(t, known)
			require.ErrorContains(t, err, test.want, test.why)
		})
	}
}
