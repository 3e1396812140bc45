package iam

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Pattern is text with IAM's wildcards: '*' matches any text, including the empty one and one with slashes, and '?'
// matches any single character. Source: IAM User Guide, "IAM JSON policy elements: Resource", "Using wildcards in
// resource ARNs", and "Condition operators", StringLike.
//
// It is a list of tokens, because a policy can also mean the characters '*' and '?' themselves: by the escapes ${*} and
// ${?}, by the value of a policy variable, or under an operator without wildcards.
type Pattern struct {
	text   string // up to the first wildcard
	tokens []rune // from the first wildcard on; nil without one
}

// The wildcards among a pattern's tokens. Those of a part of an ARN do not match its colons.
const (
	anyChar rune = -1 - iota
	anyText
	anyCharInPart
	anyTextInPart
)

// NewPattern reads a pattern in which every '*' and '?' is a wildcard.
func NewPattern(pattern string) Pattern { return patternOf(tokenize(pattern)) }

// PrincipalPattern reads the ARN of a principal as ArnLike does: a wildcard in one of its first five parts does not
// match a colon. It does not check that the text is an ARN.
func PrincipalPattern(pattern string) Pattern {
	tokens, _ := boundParts(tokenize(pattern))
	return patternOf(tokens)
}

// NamesUnder returns the pattern of a prefix followed by any name: at least one character, and no colon.
func NamesUnder(prefix string) Pattern {
	return patternOf(append([]rune(prefix), anyTextInPart, anyCharInPart))
}

// literalPattern returns the pattern that matches only one text.
func literalPattern(text string) Pattern { return Pattern{text: text} }

func patternOf(tokens []rune) Pattern {
	first := slices.IndexFunc(tokens, isWildcard)
	if first < 0 {
		return literalPattern(string(tokens))
	}
	return Pattern{text: string(tokens[:first]), tokens: tokens[first:]}
}

func tokenize(pattern string) []rune {
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

// boundParts confines the wildcards of an ARN's first five parts to their part: "Each of the six colon-delimited
// components of the ARN is checked separately" (Condition operators, ArnLike). It reports whether there are six parts.
func boundParts(tokens []rune) (arn []rune, complete bool) {
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

// unbound returns the pattern with wildcards that match colons.
func (p Pattern) unbound() Pattern {
	tokens := slices.Clone(p.tokens)
	for i, r := range tokens {
		switch r {
		case anyCharInPart:
			tokens[i] = anyChar
		case anyTextInPart:
			tokens[i] = anyText
		}
	}
	return Pattern{text: p.text, tokens: tokens}
}

// HasWildcard reports whether the pattern can match more than one text.
func (p Pattern) HasWildcard() bool { return p.tokens != nil }

// Match reports whether the pattern matches the whole text. It backtracks only to the last '*', because a later '*' can
// match whatever an earlier one leaves. The time is therefore at most the product of the two lengths.
func (p Pattern) Match(text string) bool {
	if !p.HasWildcard() {
		return p.text == text
	}
	if !strings.HasPrefix(text, p.text) {
		return false
	}
	text = text[len(p.text):]
	at, star, resume := 0, -1, 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case at < len(p.tokens) && isStar(p.tokens[at]):
			if star, resume = at, i; at+1 == len(p.tokens) && p.tokens[at] == anyText {
				return true
			}
			at++
		case at < len(p.tokens) && permits(p.tokens[at], r):
			i += size
			at++
		case star < 0:
			return false
		default: // the last star matches one more character
			r, size = utf8.DecodeRuneInString(text[resume:])
			if !permits(p.tokens[star], r) {
				return false
			}
			resume += size
			i, at = resume, star+1
		}
	}
	for at < len(p.tokens) && isStar(p.tokens[at]) {
		at++
	}
	return at == len(p.tokens)
}

// disjoint reports whether the literal beginnings of two patterns already show that no text matches both. If it returns
// false, there may still be no such text.
func (p Pattern) disjoint(q Pattern) bool {
	shared := min(len(p.text), len(q.text))
	return p.text[:shared] != q.text[:shared] ||
		!p.HasWildcard() && !q.Match(p.text) || !q.HasWildcard() && !p.Match(q.text)
}

// contains reports whether the pattern contains a character.
func (p Pattern) contains(r rune) bool {
	return strings.ContainsRune(p.text, r) || slices.Contains(p.tokens, r)
}

// allTokens returns the whole pattern as tokens.
func (p Pattern) allTokens() []rune { return append([]rune(p.text), p.tokens...) }

// String returns the pattern as a policy would write it, without escapes.
func (p Pattern) String() string {
	var out strings.Builder
	for _, r := range p.allTokens() {
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

func isStar(token rune) bool { return token == anyText || token == anyTextInPart }

// permits reports whether a token can match a character.
func permits(token, r rune) bool {
	switch token {
	case anyChar, anyText:
		return true
	case anyCharInPart, anyTextInPart:
		return r != ':'
	default:
		return token == r
	}
}
