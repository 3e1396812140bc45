package iam

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestPatternMatches(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why     string
		pattern, text string
		want          bool
	}{
		{"a literal", "it matches itself", "abc", "abc", true},
		{"a longer text", "a pattern matches the whole text", "abc", "abcd", false},
		{"case", "resources and StringLike are case sensitive", "abc", "aBc", false},
		{"an empty star", "* is any combination of characters, including none", "ab*c", "abc", true},
		{"a star and a slash", "* expands to everything, including a forward slash", "role/*", "role/a/b", true},
		{"a star in the middle", "it matches as much as necessary", "a*bc", "abcbc", true},
		{"two stars", "the first one matches as little as necessary", "*a*b", "xaxxb", true},
		{"two stars in another order", "there is no b after the a", "*b*a", "xaxxb", false},
		{"a question mark", "? is any single character", "a?c", "abc", true},
		{"an empty question mark", "? is never empty", "a?c", "ac", false},
		{"a question mark and two bytes", "a character can be several bytes", "a?c", "aéc", true},
		{"a star before a question mark", "the question mark needs a character", "*?", "", false},
		{"stars at the end", "each can be empty", "a**", "a", true},
		{"another prefix", "the text before the first star must match", "ab*", "b", false},
		{"an empty pattern", "the empty pattern matches the empty text", "", "", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, NewPattern(test.pattern).Match(test.text), test.why)
			assert.Equal(t, test.pattern, NewPattern(test.pattern).String())
		})
	}
}

func TestNamesUnder(t *testing.T) {
	t.Parallel()
	names := NamesUnder("arn:aws:iam::1:role/ci/")
	for text, want := range map[string]bool{
		"arn:aws:iam::1:role/ci/x":   true,
		"arn:aws:iam::1:role/ci/x/y": true,
		"arn:aws:iam::1:role/ci/":    false, // a name has at least one character
		"arn:aws:iam::1:role/ci/x:y": false, // and no colon
		"arn:aws:iam::1:role/x":      false,
	} {
		assert.Equal(t, want, names.Match(text), text)
	}
	assert.True(t, names.HasWildcard())
	assert.False(t, NewPattern("arn:aws:iam::1:role/ci/x").HasWildcard())
}

func TestPrincipalPatternsMatchPartByPart(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why     string
		pattern, text string
		want          bool
	}{
		{
			"any account", "each of the six components can include wildcards", "arn:aws:iam::*:role/x",
			"arn:aws:iam::1:role/x", true,
		},
		{
			"a path", "the resource is one component, slashes and all", "arn:aws:iam::1:role/*", "arn:aws:iam::1:role/a/b",
			true,
		},
		{"a colon in the resource", "the resource is the last part", "arn:aws:sns:*:*:*", "arn:aws:sns:r:1:topic:id", true},
		{
			"a star before a colon", "each component is checked separately", "arn:aws:sns:*:topic:id", "arn:aws:sns:r:1:topic:id",
			false,
		},
		{
			"a question mark before a colon", "it does not match the colon", "arn:aws:sns:r?1:topic:id",
			"arn:aws:sns:r:1:topic:id", false,
		},
		{
			"a star beyond its part", "it does not match the colon", "arn:aws:sns:*x:1:topic",
			"arn:aws:sns:r:x:1:topic", false,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, PrincipalPattern(test.pattern).Match(test.text), test.why)
			assert.Equal(t, test.pattern, PrincipalPattern(test.pattern).String())
		})
	}
}

func TestMatchIsNotExponential(t *testing.T) {
	t.Parallel()
	start := time.Now()
	assert.False(t, NewPattern(strings.Repeat("*a", 200)+"b").Match(strings.Repeat("a", 20_000)))
	assert.Less(t, time.Since(start), 5*time.Second, "a matcher that backtracks to every star would never end")
}
