package iam

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGlobMatches(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why     string
		pattern, text string
		want          bool
	}{
		{"plain", "no wildcard, no choice", "abc", "abc", true},
		{"plain, longer", "a pattern matches the whole text", "abc", "abcd", false},
		{"case", "IAM compares resources and StringLike with regard to case", "abc", "aBc", false},
		{"star for nothing", "* is any combination of characters, the empty one too", "ab*c", "abc", true},
		{"star over a slash", "* expands to everything, including a forward slash", "role/*", "role/a/b", true},
		{"star in the middle", "it takes as much as it must", "a*bc", "abcbc", true},
		{"two stars", "the first one may take little", "*a*b", "xaxxb", true},
		{"two stars, out of order", "there is no b after the a", "*b*a", "xaxxb", false},
		{"question mark", "? is any single character", "a?c", "abc", true},
		{"question mark for nothing", "? is never empty", "a?c", "ac", false},
		{"question mark for two bytes", "a character is not a byte", "a?c", "aéc", true},
		{"star before question mark", "both want a character", "*?", "", false},
		{"stars at the end", "each can be empty", "a**", "a", true},
		{"another beginning", "the text before the first star must be there", "ab*", "b", false},
		{"nothing", "the empty pattern matches the empty text", "", "", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, NewPattern(test.pattern).Match(test.text), test.why)
			assert.Equal(t, test.pattern, NewPattern(test.pattern).String())
		})
	}
}

// arn is an ARN pattern as ArnLike reads it.
func arn(t *testing.T, pattern string) Pattern {
	t.Helper()
	p, err := newTemplate(pattern, syntax{wildcards: true, arn: true})
	require.NoError(t, err)
	return p.fixed
}

func TestARNPatternsMatchPartByPart(t *testing.T) {
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
		{"a colon in the resource", "the resource runs to the end", "arn:aws:sns:*:*:*", "arn:aws:sns:r:1:topic:id", true},
		{
			"a star before a colon", "a component is checked separately", "arn:aws:sns:*:topic:id", "arn:aws:sns:r:1:topic:id",
			false,
		},
		{
			"a question mark before a colon", "it would have to be the colon", "arn:aws:sns:r?1:topic:id",
			"arn:aws:sns:r:1:topic:id", false,
		},
		{
			"a star that must run on", "the account is not what the pattern says", "arn:aws:sns:*x:1:topic",
			"arn:aws:sns:r:x:1:topic", false,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, arn(t, test.pattern).Match(test.text), test.why)
			assert.Equal(t, test.pattern, arn(t, test.pattern).String())
		})
	}
}

func TestGlobIsNotExponential(t *testing.T) {
	t.Parallel()
	start := time.Now()
	assert.False(t, NewPattern(strings.Repeat("*a", 200)+"b").Match(strings.Repeat("a", 20_000)))
	assert.Less(t, time.Since(start), 5*time.Second, "a matcher that backs up to every star would take for ever")
}
