package iam

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A template is a Resource or a condition value that may hold policy variables, such as
// "arn:aws:iam::${aws:PrincipalAccount}:role/ci". Source for all of this file: IAM User Guide, "IAM policy
// elements: Variables and tags".
type template struct {
	written string
	varies  bool    // it holds a variable, so it means something else for each request
	fixed   Pattern // what it means otherwise
	pieces  []piece
	arn     bool // wildcards of the first five parts stop at the colon
}

// piece is a run of tokens, or a variable.
type piece struct {
	tokens   []rune
	key      contextKey
	fallback string
	variable bool
}

// syntax says what a text may hold where it stands.
type syntax struct {
	variables bool // the document's version knows them
	wildcards bool // '*' and '?' are more than characters
	arn       bool // the text is an ARN
}

// languageOf returns what a document's version knows. "Variables were introduced in version 2012-10-17 [...]
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

// newTemplate reads a text under a syntax.
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
		inside, behind, closed := strings.Cut(after, "}")
		if !closed {
			return t, fmt.Errorf("%q opens a policy variable that it does not close", text)
		}
		t.addText(as.tokens(before))
		if err := t.addVariable(inside); err != nil {
			return t, fmt.Errorf("%q: %w", text, err)
		}
		rest = behind
	}
	t.addText(as.tokens(rest))
	if t.varies {
		return t, nil
	}
	var err error
	t.fixed, err = t.assemble(slices.Concat(t.runs()...))
	return t, err
}

func (as syntax) tokens(text string) []rune {
	if as.wildcards {
		return wildcards(text)
	}
	return []rune(text)
}

func (t *template) addText(tokens []rune) {
	if len(tokens) > 0 {
		t.pieces = append(t.pieces, piece{tokens: tokens})
	}
}

// addVariable reads what stands between "${" and "}": a key, or one of the three characters that escape
// themselves. "To add a default value to a variable, surround the default value with single quotes (' '),
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
			return fmt.Errorf("policy variable ${%s} needs a plain text in single quotes as its default", inside)
		}
	}
	key, err := newContextKey(name)
	if err != nil {
		return fmt.Errorf("policy variable ${%s}: %w", inside, err)
	}
	if key.multivalued { // "you cannot use a multivalued context key as a policy variable"
		return fmt.Errorf("policy variable ${%s} names a key of several values", inside)
	}
	t.pieces = append(t.pieces, piece{key: key, fallback: fallback, variable: true})
	t.varies = true
	return nil
}

func (t *template) runs() [][]rune {
	runs := make([][]rune, len(t.pieces))
	for i, p := range t.pieces {
		runs[i] = p.tokens
	}
	return runs
}

func (t *template) assemble(tokens []rune) (Pattern, error) {
	if !t.arn {
		return patternOf(tokens), nil
	}
	arn, complete := withinParts(tokens)
	if !complete || !slices.Equal(arn[:4], []rune("arn:")) {
		return Pattern{}, fmt.Errorf("%q is not an ARN of six parts", t.written)
	}
	return patternOf(arn), nil
}

// errWildcardValue is why a variable is not resolved to a value with a wildcard: no AWS document says
// whether the wildcard would then be one.
var errWildcardValue = errors.New("its value holds a wildcard, and AWS does not say what that would match")

// resolve returns what the template means for one request. It is unknown where a variable has no value and
// no default: "the value is effectively null. There is no equal or like value."
func (t *template) resolve(e *evaluation) (g Pattern, known bool, err error) {
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
	g, err = t.assemble(tokens)
	return g, err == nil, err
}
