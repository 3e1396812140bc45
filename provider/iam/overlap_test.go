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
			name: "an overlap", why: "role/ci/* and role/*/backup are both about one role",
			in: []string{"role/ci/*", "role/*/backup"}, want: "role/ci/backup",
		},
		{name: "no overlap", why: "the first letters differ", in: []string{"a*", "b*"}, none: true},
		{name: "lengths", why: "two characters are not three", in: []string{"??", "???"}, none: true},
		{name: "three at once", why: "two by two they overlap elsewhere", in: []string{"a*", "*b", "?c?"}, want: "acb"},
		{
			name: "inside one and not the other", why: "who has only the wider exemption", in: []string{"role/*"},
			out: []string{"role/ci/*"}, want: "role/",
		},
		{
			name: "the shortest is taken", why: "the shortest text of role/? would be in the other", in: []string{"role/?*"},
			out: []string{"role/?"}, want: "role/xx",
		},
		{
			name: "nothing is left", why: "the wider pattern covers it", in: []string{"role/ci/*"}, out: []string{"role/*"},
			none: true,
		},
		{
			name: "covered by two", why: "every text has a first letter or has none", in: []string{"*"},
			out: []string{"", "?*"}, none: true,
		},
		{
			name: "all letters named", why: "a character that nobody names is always found", in: []string{"?"},
			out: strings.Split("x y z w v u t s r q p o n m l k j i h g f e d c b a X Y Z Ā", " "), want: "ā",
		},
		{name: "the whole of two plain texts", why: "they are equal or they are not", in: []string{"ab", "ab"}, want: "ab"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			globs := func(patterns []string) (list []Pattern) {
				for _, p := range patterns {
					list = append(list, NewPattern(p))
				}
				return list
			}
			text, found := Witness(globs(test.in), globs(test.out))
			assert.Equal(t, !test.none, found, test.why)
			assert.Equal(t, test.want, text, test.why)
		})
	}
}

func TestWitnessOfARNs(t *testing.T) {
	t.Parallel()
	text, found := overlapWitness(arn(t, "arn:aws:iam::*:role/break-glass"), arn(t, "arn:aws:iam::111122223333:role/b*"))
	assert.True(t, found)
	assert.Equal(t, "arn:aws:iam::111122223333:role/break-glass", text)

	_, found = overlapWitness(arn(t, "arn:aws:iam::1:role/*"), arn(t, "arn:aws:iam::1*2:role/x"))
	assert.False(t, found, "the accounts differ, and neither star reaches out of its part")

	text, found = Witness([]Pattern{NewPattern("a?b")}, []Pattern{{text: "a", tokens: []rune{anyCharInPart, 'b'}}})
	assert.True(t, found)
	assert.Equal(t, "a:b", text, "only a colon is outside a wildcard that stops at colons")
}
