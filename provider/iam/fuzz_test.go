package iam

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzParse checks that every document that Parse accepts is written and read back unchanged.
func FuzzParse(f *testing.F) {
	for name := range references {
		text, err := reference(name).JSON()
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add(`{"Id":"x","Statement":{"Effect":"Allow","NotPrincipal":{"AWS":["a","b"]},"Condition":{"Bool":{"a:b":true}}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := Parse(text)
		if err != nil {
			return
		}
		written, err := doc.JSON()
		require.NoError(t, err)
		again, err := Parse(written)
		require.NoError(t, err)
		rewritten, err := again.JSON()
		require.NoError(t, err)
		assert.Equal(t, written, rewritten)
	})
}

// FuzzPattern checks that a witness matches what it must and nothing else, that two patterns that match one text have a
// witness, and that wildcards inside a part of an ARN match no more than others.
func FuzzPattern(f *testing.F) {
	f.Add("role/ci/*", "role/*/backup", "role/ci/backup")
	f.Add("AWSReservedSSO_Admin_????", "AWSReservedSSO_*_Read????", "AWSReservedSSO_Admin_Read")
	f.Add("*a*b?", "?a**", "aab")
	f.Add("arn:aws:iam::*:role/*", "arn:*:iam::1?:role/x", "arn:aws:iam::12:role/x")
	f.Fuzz(func(t *testing.T, a, b, text string) {
		if len(a)+len(b) > 60 || !utf8.ValidString(a) || !utf8.ValidString(b) || !utf8.ValidString(text) {
			return
		}
		one, two := NewPattern(a), NewPattern(b)
		both, found := Witness([]Pattern{one, two}, nil)
		assert.Equal(t, found, one.Match(both) && two.Match(both), "%q and %q: %q", a, b, both)
		assert.Equal(t, found, Overlap(one, two), "%q and %q", a, b)
		assert.True(t, found || !one.Match(text) || !two.Match(text), "%q matches %q and %q", text, a, b)
		if isExpensive(b) {
			return
		}
		first, found := Witness([]Pattern{one}, []Pattern{two})
		assert.Equal(t, found, one.Match(first) && !two.Match(first), "%q but not %q: %q", a, b, first)
		assert.True(t, found || !one.Match(text) || two.Match(text), "%q matches %q but not %q", text, a, b)
		if parts, complete := boundParts(tokenize(a)); complete {
			bound := patternOf(parts)
			assert.True(t, !bound.Match(text) || one.Match(text), "%q matches %q only part by part", text, a)
			assert.Equal(t, one.Match(text), bound.unbound().Match(text))
		}
	})
}

// isExpensive reports whether a pattern is slow to exclude: with many '?' after a '*', the search may reach every set
// of their positions.
func isExpensive(pattern string) bool { return strings.Count(pattern, "?") > 8 }

// FuzzEvaluate checks that nothing panics, that one more Deny never allows more, and that repeating every statement
// changes nothing.
func FuzzEvaluate(f *testing.F) {
	for n := range uint64(20) {
		f.Add(n, n+1)
	}
	f.Fuzz(func(t *testing.T, seed, more uint64) {
		c := newGenerator(seed, 0).testCase()
		set, err := Compile(c.Documents)
		if err != nil {
			return
		}
		before, err := set.Evaluate(c.Request)
		if err != nil {
			assert.Equal(t, Decision{}, before)
			return
		}
		denied := c.clone()
		deny := newGenerator(more, 1).statement(LayerIdentity, "GetItem", "")
		deny.Effect = Deny
		denied.Documents.Identity = append(denied.Documents.Identity,
			NamedDocument{"one more", Document{Version: Version, Statement: []Statement{deny}}})
		after, err := Evaluate(c.Request, denied.Documents)
		assert.True(t, err != nil || !after.Allowed() || before.Allowed(), "a Deny allowed %+v", c.Request)

		twice := c.clone()
		twice.eachDocument(func(d *Document) {
			d.Statement = slices.Concat(d.Statement, cloneDocument(*d).Statement)
			for i := range d.Statement {
				d.Statement[i].Sid = ""
			}
		})
		same, err := Evaluate(c.Request, twice.Documents)
		require.NoError(t, err)
		assert.Equal(t, before.Effect, same.Effect, "a repeated statement changes nothing")
	})
}
