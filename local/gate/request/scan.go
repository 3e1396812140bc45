package request

import (
	"fmt"
	"regexp"
	"strings"
)

// token is a piece of a PartiQL statement.
type token struct {
	kind tokenKind
	text string
	at   int // its offset
}

type tokenKind int

const (
	wordToken    tokenKind = iota // a keyword or a name without quotes
	nameToken                     // "in double quotes"
	literalToken                  // 'in single quotes'
	signToken                     // anything else, one character each
)

// word matches a keyword, a number, or a name without quotes.
var word = regexp.MustCompile(`^[A-Za-z0-9_-]+`)

func unreadable(format string, args ...any) error {
	return &RefusedError{Validation, "Statement wasn't well formed, can't be processed: " + fmt.Sprintf(format, args...)}
}

// scan splits a statement into tokens. It refuses comments, and several statements in one.
func scan(text string) ([]token, error) {
	var tokens []token
	for rest := text; ; {
		rest = strings.TrimLeft(rest, " \t\r\n")
		if rest == "" {
			return tokens, nil
		}
		at := len(text) - len(rest)
		switch first := rest[0]; {
		case first == '\'' || first == '"':
			inside, after, err := unquote(rest)
			if err != nil {
				return nil, err
			}
			kind := literalToken
			if first == '"' {
				kind = nameToken
			}
			tokens, rest = append(tokens, token{kind, inside, at}), after
		case strings.HasPrefix(rest, "--") || strings.HasPrefix(rest, "/*"):
			return nil, unreadable("it has a comment, which the gate does not read")
		case first == ';':
			return nil, unreadable("it has a semicolon")
		case first >= 0x80:
			return nil, unreadable("it has a character outside ASCII that is not within quotes")
		default:
			piece := word.FindString(rest)
			kind := wordToken
			if piece == "" {
				piece, kind = rest[:1], signToken
			}
			tokens, rest = append(tokens, token{kind, piece, at}), rest[len(piece):]
		}
	}
}

// unquote reads a quoted text. A quote inside it is written twice.
func unquote(text string) (inside, after string, err error) {
	quote := text[:1]
	for at := 1; at < len(text); at++ {
		if text[at:at+1] != quote {
			continue
		}
		if at+1 < len(text) && text[at+1:at+2] == quote {
			at++
			continue
		}
		return strings.ReplaceAll(text[1:at], quote+quote, quote), text[at+1:], nil
	}
	return "", "", unreadable("a quote is not closed")
}
