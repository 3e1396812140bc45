package iam

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// template is a resource or a condition value that may contain policy variables, such as
// "arn:aws:iam::${aws:PrincipalAccount}:role/ci". Source for all of this file: IAM User Guide, "IAM policy
// elements: Variables and tags".
type template struct {
	written string
	arn     bool // a wildcard in one of the first five parts does not match a colon
	pieces  []piece
	varies  bool    // it contains a variable, so its pattern depends on the request
	fixed   Pattern // its pattern, if it contains no variable
}

// piece is either a run of tokens or a variable.
type piece struct {
	tokens   []rune
	variable bool
	key      contextKey
	fallback string // the variable's default value; empty without one
}

// syntax says how to read a text, depending on the element and on the document's version.
type syntax struct {
	variables bool // "${" begins a policy variable
	wildcards bool // '*' and '?' are wildcards
	arn       bool // the text is an ARN
}

// languageOf returns the syntax of a policy language version. "Variables were introduced in version 2012-10-17 [...]
// If you don't include the Version element and set it to an appropriate version date, variables like
// ${aws:username} are treated as literal strings in the policy."
func languageOf(version string) (syntax, error) {
	switch version {
	case Version:
		return syntax{variables: true}, nil
	case "2008-10-17", "":
		return syntax{}, nil
	default:
		return syntax{}, fmt.Errorf("policy language version %q is neither 2012-10-17 nor 2008-10-17", version)
	}
}

// newTemplate reads a text in a syntax.
func newTemplate(text string, as syntax) (template, error) {
	t := template{written: text, arn: as.arn}
	if as.arn && !strings.HasPrefix(text, "arn:") && !strings.HasPrefix(text, "${") {
		return t, fmt.Errorf("%q is not an ARN", text)
	}
	rest := text
	for as.variables {
		before, after, found := strings.Cut(rest, "${")
		if !found {
			break
		}
		inside, remaining, closed := strings.Cut(after, "}")
		if !closed {
			return t, fmt.Errorf("%q has a policy variable without a closing brace", text)
		}
		t.addText(as.tokens(before))
		if err := t.addVariable(inside); err != nil {
			return t, fmt.Errorf("%q: %w", text, err)
		}
		rest = remaining
	}
	t.addText(as.tokens(rest))
	if t.varies {
		return t, nil
	}
	var err error
	t.fixed, err = t.pattern(t.tokens())
	return t, err
}

func (as syntax) tokens(text string) []rune {
	if as.wildcards {
		return tokenize(text)
	}
	return []rune(text)
}

func (t *template) addText(tokens []rune) {
	if len(tokens) > 0 {
		t.pieces = append(t.pieces, piece{tokens: tokens})
	}
}

// addVariable reads the text between "${" and "}": a key, or one of the three characters that are escaped in this
// way. "To add a default value to a variable, surround the default value with single quotes (' '),
// and separate the variable text and the default value with a comma and space (, )."
func (t *template) addVariable(inside string) error {
	switch inside {
	case "*", "?", "$":
		t.addText([]rune(inside))
		return nil
	}
	name, fallback, hasDefault := strings.Cut(inside, ", ")
	if hasDefault {
		quoted := fallback
		fallback = strings.TrimSuffix(strings.TrimPrefix(quoted, "'"), "'")
		if fallback == "" || quoted != "'"+fallback+"'" || strings.ContainsAny(fallback, "*?'") {
			return fmt.Errorf("policy variable ${%s} must have plain text in single quotes as its default", inside)
		}
	}
	key, err := newContextKey(name)
	if err != nil {
		return fmt.Errorf("policy variable ${%s}: %w", inside, err)
	}
	if key.multivalued { // "you cannot use a multivalued context key as a policy variable"
		return fmt.Errorf("policy variable ${%s} names a multivalued key", inside)
	}
	t.pieces = append(t.pieces, piece{key: key, fallback: fallback, variable: true})
	t.varies = true
	return nil
}

// tokens returns the tokens of all pieces, except variables.
func (t *template) tokens() (tokens []rune) {
	for _, p := range t.pieces {
		tokens = append(tokens, p.tokens...)
	}
	return tokens
}

// pattern returns the pattern of the template's tokens, after variables have been replaced.
func (t *template) pattern(tokens []rune) (Pattern, error) {
	if !t.arn {
		return patternOf(tokens), nil
	}
	arn, complete := boundParts(tokens)
	if !complete || !slices.Equal(arn[:4], []rune("arn:")) {
		return Pattern{}, fmt.Errorf("%q is not an ARN of six parts", t.written)
	}
	return patternOf(arn), nil
}

// errWildcardValue reports a variable whose value contains '*' or '?'.
var errWildcardValue = errors.New("its value contains a wildcard, and AWS does not say what that matches")

// resolve returns the template's pattern for one request. It is unknown if a variable has neither a value nor a
// default: "the value is effectively null. There is no equal or like value."
func (t *template) resolve(e *evaluation) (pattern Pattern, known bool, err error) {
	if !t.varies {
		return t.fixed, true, nil
	}
	var tokens []rune
	for _, p := range t.pieces {
		if !p.variable {
			tokens = append(tokens, p.tokens...)
			continue
		}
		value, err := p.key.single(e)
		if err == nil && strings.ContainsAny(value, "*?") {
			err = errWildcardValue
		}
		switch {
		case err != nil:
			return Pattern{}, false, fmt.Errorf("resolve policy variable ${%s}: %w", p.key.name, err)
		case value == "" && p.fallback == "":
			return Pattern{}, false, nil
		case value == "":
			value = p.fallback
		}
		if len(t.pieces) == 1 && !t.arn {
			return literalPattern(value), true, nil
		}
		tokens = append(tokens, []rune(value)...)
	}
	pattern, err = t.pattern(tokens)
	return pattern, err == nil, err
}
