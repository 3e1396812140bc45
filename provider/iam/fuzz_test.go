package iam

import (
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzParse: what Parse takes it also writes, and reads back as the same.
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

// FuzzGlob: a witness is in every pattern it is to be in and in none of the others; two patterns that one
// text matches overlap; and an ARN's pattern matches nothing that it would not match with wider wildcards.
func FuzzGlob(f *testing.F) {
	f.Add("role/ci/*", "role/*/backup", "role/ci/backup")
	f.Add("AWSReservedSSO_Admin_????", "AWSReservedSSO_*_Read????", "AWSReservedSSO_Admin_Read")
	f.Add("*a*b?", "?a**", "aab")
	f.Add("arn:aws:iam::*:role/*", "arn:*:iam::1?:role/x", "arn:aws:iam::12:role/x")
	f.Fuzz(func(t *testing.T, a, b, text string) {
		if len(a)+len(b) > 60 || !utf8.ValidString(a) || !utf8.ValidString(b) || !utf8.ValidString(text) {
			return
		}
		one, two := NewPattern(a), NewPattern(b)
		both, found := overlapWitness(one, two)
		assert.Equal(t, found, one.Match(both) && two.Match(both), "%q %q: %q", a, b, both)
		assert.True(t, found || !one.Match(text) || !two.Match(text), "%q is in %q and %q", text, a, b)
		if questionable(b) {
			return
		}
		first, found := Witness([]Pattern{one}, []Pattern{two})
		assert.Equal(t, found, one.Match(first) && !two.Match(first), "%q without %q: %q", a, b, first)
		assert.True(t, found || !one.Match(text) || two.Match(text), "%q is in %q and not in %q", text, a, b)
		if parts, complete := withinParts(wildcards(a)); complete {
			within := patternOf(parts)
			assert.True(t, !within.Match(text) || one.Match(text), "%q in %q", text, a)
			assert.Equal(t, one.Match(text), within.unbounded().Match(text))
		}
	})
}

// questionable patterns are those with so many '?' behind a '*' that every set of their positions can be
// reached, which is what it costs to leave a pattern out.
func questionable(pattern string) bool {
	count := 0
	for _, r := range pattern {
		if r == '?' {
			count++
		}
	}
	return count > 8
}

// FuzzEvaluate: whatever the documents and the request, there is an answer or an error and no panic; one more Deny
// never allows more; and to repeat every statement changes nothing.
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
		g := newGenerator(more, 1)
		deny := g.statement(LayerIdentity, "GetItem", "")
		deny.Effect = Deny
		denied.Documents.Identity = append(denied.Documents.Identity,
			NamedDocument{"one more", Document{Version: Version, Statement: []Statement{deny}}})
		after, err := Evaluate(c.Request, denied.Documents)
		assert.True(t, err != nil || !after.Allowed() || before.Allowed(), "a Deny allowed %+v", c.Request)

		twice := c.clone()
		twice.eachDocument(func(d *Document) {
			d.Statement = slices.Concat(d.Statement, copied(*d).Statement)
			for i := range d.Statement {
				d.Statement[i].Sid = ""
			}
		})
		same, err := Evaluate(c.Request, twice.Documents)
		require.NoError(t, err)
		assert.Equal(t, before.Effect, same.Effect, "a repeated statement changes nothing")
	})
}
