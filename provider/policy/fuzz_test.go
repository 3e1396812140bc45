package policy

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
		one, two := newGlob(a), newGlob(b)
		both, found := overlap(one, two)
		assert.Equal(t, found, one.match(both) && two.match(both), "%q %q: %q", a, b, both)
		assert.True(t, found || !one.match(text) || !two.match(text), "%q is in %q and %q", text, a, b)
		if questionable(b) {
			return
		}
		first, found := witness([]glob{one}, []glob{two})
		assert.Equal(t, found, one.match(first) && !two.match(first), "%q without %q: %q", a, b, first)
		assert.True(t, found || !one.match(text) || two.match(text), "%q is in %q and not in %q", text, a, b)
		if parts, complete := withinParts(wildcards(a)); complete {
			within := globOf(parts)
			assert.True(t, !within.match(text) || one.match(text), "%q in %q", text, a)
			assert.Equal(t, one.match(text), within.unbounded().match(text))
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

// FuzzEvaluate: whatever the documents and the request, there is an answer or an error and no panic; an
// explanation comes to the same answer; one more Deny never allows more; and one more way to say the same
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
		explanation, err := set.Explain(c.Request)
		require.NoError(t, err)
		assert.Equal(t, before, explanation.Decision)
		decided := slices.ContainsFunc(explanation.Findings, func(f Finding) bool {
			return f.Matches && f.Layer == before.Layer && f.Document == before.Document && f.Statement == before.Statement
		})
		assert.Equal(t, before.Statement >= 0, decided, "the statement that decides is one that matches")

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
		assert.Equal(t, before.Effect, same.Effect, "a statement that stands twice says nothing new")
	})
}
