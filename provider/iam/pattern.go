package iam

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A glob is an IAM pattern: '*' stands for any text, the empty one and '/' included, and '?' for any one
// character. Source: IAM User Guide, "IAM JSON policy elements: Resource", "Using wildcards in resource
// ARNs", and "Condition operators", StringLike.
//
// It is a list of tokens, since a policy can also mean the characters themselves: by the escapes ${*} and
// ${?}, by a variable's value, or by an operator that knows no wildcards.
type Pattern struct {
	text   string // up to the first wildcard
	tokens []rune // from there on; a wildcard is one of the negative runes below
}

// The wildcards. Inside one colon-separated part of an ARN they stop at the colon.
const (
	anyChar rune = -1 - iota
	anyText
	anyCharInPart
	anyTextInPart
)

// NewPattern reads a pattern in which every '*' and '?' is a wildcard.
func NewPattern(pattern string) Pattern { return patternOf(wildcards(pattern)) }

// literalPattern is the pattern that matches one text only.
func literalPattern(text string) Pattern { return Pattern{text: text} }

// NamesUnder matches a prefix of an ARN with any name behind it: one character or more, and no colon.
func NamesUnder(prefix string) Pattern {
	return patternOf(append([]rune(prefix), anyTextInPart, anyCharInPart))
}

// HasWildcard reports whether the pattern can match more than one text.
func (g Pattern) HasWildcard() bool { return g.tokens != nil }

func wildcards(pattern string) []rune {
	tokens := []rune(pattern)
	for i, r := range tokens {
		switch r {
		case '?':
			tokens[i] = anyChar
		case '*':
			tokens[i] = anyText
		}
	}
	return tokens
}

func patternOf(tokens []rune) Pattern {
	first := slices.IndexFunc(tokens, isWildcard)
	if first < 0 {
		return Pattern{text: string(tokens)}
	}
	return Pattern{text: string(tokens[:first]), tokens: tokens[first:]}
}

// withinParts keeps the wildcards of an ARN pattern's first five parts inside their part: "Each of the six
// colon-delimited components of the ARN is checked separately" (Condition operators, ArnLike). It reports
// whether the pattern has six parts at all.
func withinParts(tokens []rune) (arn []rune, complete bool) {
	arn = slices.Clone(tokens)
	colons := 0
	for i, r := range arn {
		switch r {
		case ':':
			if colons++; colons == arnParts-1 {
				return arn, true
			}
		case anyChar:
			arn[i] = anyCharInPart
		case anyText:
			arn[i] = anyTextInPart
		}
	}
	return arn, false
}

// Match reports whether the pattern matches the whole of text. It goes back to the last '*' only, which
// suffices because a later '*' can take whatever an earlier one left; so the time is at most the product
// of the two lengths, whatever the pattern.
func (g Pattern) Match(text string) bool {
	if g.tokens == nil {
		return g.text == text
	}
	if !strings.HasPrefix(text, g.text) {
		return false
	}
	text = text[len(g.text):]
	at, star, resume := 0, -1, 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case at < len(g.tokens) && isText(g.tokens[at]):
			if star, resume = at, i; at+1 == len(g.tokens) && g.tokens[at] == anyText {
				return true
			}
			at++
		case at < len(g.tokens) && takes(g.tokens[at], r):
			i += size
			at++
		case star < 0:
			return false
		default: // the last star takes one character more
			r, size = utf8.DecodeRuneInString(text[resume:])
			if !takes(g.tokens[star], r) {
				return false
			}
			resume += size
			i, at = resume, star+1
		}
	}
	for at < len(g.tokens) && isText(g.tokens[at]) {
		at++
	}
	return at == len(g.tokens)
}

// unbounded is the pattern with wildcards that cross colons.
func (g Pattern) unbounded() Pattern {
	tokens := slices.Clone(g.tokens)
	for i, r := range tokens {
		switch r {
		case anyCharInPart:
			tokens[i] = anyChar
		case anyTextInPart:
			tokens[i] = anyText
		}
	}
	return Pattern{text: g.text, tokens: tokens}
}

// apart reports whether two patterns differ before a wildcard of either, so that no text is in both. That it does
// not says nothing.
func (g Pattern) apart(h Pattern) bool {
	shared := min(len(g.text), len(h.text))
	return g.text[:shared] != h.text[:shared] ||
		g.tokens == nil && !h.Match(g.text) || h.tokens == nil && !g.Match(h.text)
}

// names reports whether the pattern holds a character.
func (g Pattern) names(r rune) bool {
	return strings.ContainsRune(g.text, r) || slices.Contains(g.tokens, r)
}

// all returns the whole pattern as tokens.
func (g Pattern) all() []rune { return append([]rune(g.text), g.tokens...) }

// String writes the pattern as a policy would, escapes aside.
func (g Pattern) String() string {
	var out strings.Builder
	for _, r := range g.all() {
		switch r {
		case anyChar, anyCharInPart:
			r = '?'
		case anyText, anyTextInPart:
			r = '*'
		}
		out.WriteRune(r)
	}
	return out.String()
}

func isWildcard(token rune) bool { return token < 0 }

func isText(token rune) bool { return token == anyText || token == anyTextInPart }

// takes reports whether the token can stand for the character.
func takes(token, r rune) bool {
	switch token {
	case anyChar, anyText:
		return true
	case anyCharInPart, anyTextInPart:
		return r != ':'
	default:
		return token == r
	}
}

// PrincipalPattern reads a pattern that [CheckPrincipal] has accepted, or any other as plain text with wildcards.
func PrincipalPattern(pattern string) Pattern {
	tokens, _ := withinParts(wildcards(pattern))
	return patternOf(tokens)
}
