package iam

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWitness(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		in, out   []string
		want      string
		none      bool
	}{
		{
			name: "an overlap", why: "both patterns match one role",
			in: []string{"role/ci/*", "role/*/backup"}, want: "role/ci/backup",
		},
		{name: "no overlap", why: "the first letters differ", in: []string{"a*", "b*"}, none: true},
		{name: "different lengths", why: "two characters are not three", in: []string{"??", "???"}, none: true},
		{name: "three patterns", why: "each two of them overlap elsewhere", in: []string{"a*", "*b", "?c?"}, want: "acb"},
		{
			name: "inside one but not the other", why: "a role with only the wider exemption", in: []string{"role/*"},
			out: []string{"role/ci/*"}, want: "role/",
		},
		{
			name: "longer than the shortest", why: "the shortest text also matches the other pattern", in: []string{"role/?*"},
			out: []string{"role/?"}, want: "role/xx",
		},
		{
			name: "inside a wider pattern", why: "the wider pattern matches all of it", in: []string{"role/ci/*"}, out: []string{"role/*"},
			none: true,
		},
		{
			name: "covered by two", why: "every text is empty or has a first character", in: []string{"*"},
			out: []string{"", "?*"}, none: true,
		},
		{
			name: "all letters used", why: "there is always another character", in: []string{"?"},
			out: strings.Split("x y z w v u t s r q p o n m l k j i h g f e d c b a X Y Z Ā", " "), want: "ā",
		},
		{name: "equal literals", why: "the witness may be all prefix", in: []string{"ab", "ab"}, want: "ab"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text, found := Witness(newPatterns(test.in), newPatterns(test.out))
			assert.Equal(t, !test.none, found, test.why)
			assert.Equal(t, test.want, text, test.why)
		})
	}
}

func newPatterns(texts []string) (list []Pattern) {
	for _, text := range texts {
		list = append(list, NewPattern(text))
	}
	return list
}

func TestWitnessOfARNs(t *testing.T) {
	t.Parallel()
	text, found := Witness([]Pattern{
		PrincipalPattern("arn:aws:iam::*:role/break-glass"), PrincipalPattern("arn:aws:iam::111122223333:role/b*"),
	}, nil)
	assert.True(t, found)
	assert.Equal(t, "arn:aws:iam::111122223333:role/break-glass", text)

	text, found = Witness([]Pattern{NewPattern("a?b")}, []Pattern{PrincipalPattern("a?b")})
	assert.True(t, found)
	assert.Equal(t, "a:b", text, "a wildcard inside a part of an ARN matches anything but a colon")
}

func TestOverlap(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why, a, b string
		want            bool
	}{
		{"equal literals", "the text matches both", "arn:aws:iam::1:role/x", "arn:aws:iam::1:role/x", true},
		{"a literal inside", "it matches the pattern", "arn:aws:iam::1:role/x", "arn:aws:iam::*:role/*", true},
		{"a literal outside", "it does not match the pattern", "arn:aws:iam::1:role/x", "arn:aws:iam::1:user/*", false},
		{"two patterns", "role/ci/backup matches both", "arn:aws:iam::1:role/ci/*", "arn:aws:iam::1:role/*/backup", true},
		{
			"different accounts", "neither star extends beyond its part", "arn:aws:iam::1:role/*", "arn:aws:iam::1*2:role/*",
			false,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a, b := PrincipalPattern(test.a), PrincipalPattern(test.b)
			assert.Equal(t, test.want, Overlap(a, b), test.why)
			assert.Equal(t, test.want, Overlap(b, a), "the order does not matter")
		})
	}
}
